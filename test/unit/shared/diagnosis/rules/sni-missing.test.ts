import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { completed } from '../../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()

describe('sni-missing', () => {
  it('warns of a hello that names no host, and points at the hello', () => {
    const diagnosis = diagnosisOf(completed([leaf, intermediate], { hello: { sni: null } }))
    const found = finding(diagnosis, 'sni-missing')
    expect(found?.severity).toBe('warning')
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'ClientHello'))[0]).toBe(1)
    expect(evidenceFor(found, 'ClientHello')).toMatchObject({
      value: expect.stringContaining('supported_groups'),
    })
  })

  it('warns of a hello without any extension', () => {
    const script = completed([leaf, intermediate], { hello: { extensions: false } })
    expect(diagnosisOf(script).ids).toContain('sni-missing')
  })

  it('says that an address is never sent as a name', () => {
    const script = completed([leaf, intermediate], { hello: { sni: null } })
    for (const host of ['10.0.1.5', '[fd00::5]']) {
      expect(finding(diagnosisOf(script, { host }), 'sni-missing')?.explanation).toContain('is an address')
    }
  })

  it('is silent where the hello names a host', () => {
    expect(diagnosisOf(completed([leaf, intermediate])).ids).not.toContain('sni-missing')
  })
})
