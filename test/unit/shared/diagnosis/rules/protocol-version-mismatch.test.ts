import { describe, expect, it } from 'vitest'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { TLS12, TLS13 } from '../../../../support/conversation/messages.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import { helloRefused } from '../../../../support/conversation/situations.ts'

describe('protocol-version-mismatch', () => {
  it('is proven by protocol_version, and points at supported_versions', () => {
    const diagnosis = diagnosisOf(helloRefused(70, { versions: [TLS13] }))
    const found = finding(diagnosis, 'protocol-version-mismatch')
    expect(diagnosis.ids[0]).toBe('protocol-version-mismatch')
    expect([...evidenceBytes(diagnosis.facts, evidenceFor(found, 'supported_versions'))]).toEqual([3, 4])
    expect(diagnosis.summary).toContain('the server has none of the versions offered (TLS 1.3) enabled')
  })

  it('points at legacy_version where there is no such extension', () => {
    const diagnosis = diagnosisOf(helloRefused(70, { legacyVersion: 0x0301 }))
    const found = finding(diagnosis, 'protocol-version-mismatch')
    expect([...evidenceBytes(diagnosis.facts, evidenceFor(found, 'legacy_version'))]).toEqual([3, 1])
    expect(diagnosis.ids).toContain('legacy-version-offered')
  })

  it('explains handshake_failure to a client that offers only old versions', () => {
    const { ids } = diagnosisOf(helloRefused(40, { legacyVersion: 0x0301, suites: [0xc014, 0x0035] }))
    expect(ids[0]).toBe('protocol-version-mismatch')
    expect(ids).toContain('hello-rejected')
  })

  it('sees a client that refuses the version chosen', () => {
    const script = conversation()
      .clientHello({ versions: [TLS13, TLS12] })
      .serverHello({ version: 0x0301, suite: 0xc014 })
      .alert('client', 70)
      .fin('client')
    const diagnosis = diagnosisOf(script)
    expect(diagnosis.verdict.break?.stage).toBe('server-hello')
    expect(finding(diagnosis, 'protocol-version-mismatch')?.summary).toContain('TLS 1.0')
  })

  it('tells a fallback that the server saw through', () => {
    const found = finding(
      diagnosisOf(helloRefused(86, { legacyVersion: TLS12 })),
      'protocol-version-mismatch',
    )
    expect(found?.explanation).toContain('TLS_FALLBACK_SCSV')
  })

  it('is silent on a general refusal of current versions', () => {
    expect(diagnosisOf(helloRefused(40, { versions: [TLS13, TLS12] })).ids).not.toContain(
      'protocol-version-mismatch',
    )
  })
})
