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

describe('cipher-mismatch', () => {
  it('comes first where the client offers a single suite, and points at it', () => {
    const diagnosis = diagnosisOf(helloRefused(40, { suites: [0xc02f, 0x00ff] }))
    const found = finding(diagnosis, 'cipher-mismatch')
    expect(diagnosis.ids.slice(0, 2)).toEqual(['cipher-mismatch', 'hello-rejected'])
    expect([...evidenceBytes(diagnosis.facts, evidenceFor(found, 'cipher_suites'))]).toEqual([0xc0, 0x2f])
  })

  it('comes first where none of the suites is one that the gateway or API Management always has', () => {
    const diagnosis = diagnosisOf(helloRefused(40, { suites: [0x0035, 0x002f, 0x000a] }))
    expect(diagnosis.ids[0]).toBe('cipher-mismatch')
    expect(finding(diagnosis, 'cipher-mismatch')?.explanation).toContain('TLS_RSA_WITH_AES_256_CBC_SHA')
  })

  it('finds suites that the versions offered cannot use', () => {
    const diagnosis = diagnosisOf(helloRefused(40, { versions: [TLS13], suites: [0xc02f, 0xc030] }))
    expect(finding(diagnosis, 'cipher-mismatch')?.summary).toContain('none of its versions can use')
  })

  it('stays below the bucket where only the kind of certificate is narrow', () => {
    const { ids } = diagnosisOf(helloRefused(40, { versions: [TLS12], suites: [0xc02b, 0xc02c, 0xc023] }))
    expect(ids.slice(0, 2)).toEqual(['hello-rejected', 'cipher-mismatch'])
  })

  it('believes insufficient_security', () => {
    expect(diagnosisOf(helloRefused(71)).ids[0]).toBe('cipher-mismatch')
  })

  it('proves a suite that was chosen and never offered', () => {
    const script = conversation()
      .clientHello({ suites: [0xc02f, 0xc030] })
      .serverHello({ suite: 0x0035 })
      .alert('client', 47)
      .fin('client')
    const diagnosis = diagnosisOf(script)
    const found = finding(diagnosis, 'cipher-mismatch')
    expect(found?.confidence).toBeGreaterThan(0.9)
    expect([...evidenceBytes(diagnosis.facts, evidenceFor(found, 'cipher_suite'))]).toEqual([0x00, 0x35])
  })

  it('is silent on broad offers, and on other alerts', () => {
    expect(diagnosisOf(helloRefused(40, { versions: [TLS13, TLS12] })).ids).not.toContain('cipher-mismatch')
    expect(diagnosisOf(helloRefused(70, { suites: [0xc02f] })).ids).not.toContain('cipher-mismatch')
  })
})
