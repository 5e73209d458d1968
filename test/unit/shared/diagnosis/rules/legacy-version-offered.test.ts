import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { TLS12, TLS13 } from '../../../../support/conversation/messages.ts'
import { completed } from '../../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()

describe('legacy-version-offered', () => {
  it('warns of a client that offers TLS 1.1 at most, and points at the version', () => {
    const diagnosis = diagnosisOf(completed([leaf, intermediate], { hello: { legacyVersion: 0x0302 } }))
    const found = finding(diagnosis, 'legacy-version-offered')
    expect(found?.severity).toBe('warning')
    expect(found?.summary).toContain('TLS 1.1 at most')
    expect([...evidenceBytes(diagnosis.facts, evidenceFor(found, 'legacy_version'))]).toEqual([3, 2])
  })

  it('is silent from TLS 1.2 on, GREASE among the versions included', () => {
    for (const hello of [
      { legacyVersion: TLS12 },
      { versions: [0x1a1a, TLS13] },
      { versions: [TLS12, 0x0301] },
    ]) {
      const script = completed([leaf, intermediate], { hello })
      expect(diagnosisOf(script).ids).not.toContain('legacy-version-offered')
    }
  })
})
