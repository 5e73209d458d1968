import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { TLS13 } from '../../../../support/conversation/messages.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import {
  completed,
  refused,
  refusedTls13,
  served,
  silentlyClosed,
} from '../../../../support/conversation/situations.ts'

const { intermediate, leaf } = makeChain()

describe('server-certificate-rejected', () => {
  it('stands first where a faultless chain is refused by bad_certificate', () => {
    const diagnosis = diagnosisOf(refused([leaf, intermediate], 42))
    const found = finding(diagnosis, 'server-certificate-rejected')
    expect(diagnosis.ids[0]).toBe('server-certificate-rejected')
    expect([...evidenceBytes(diagnosis.facts, evidenceFor(found, 'alert.description'))]).toEqual([42])
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'Certificate'))[0]).toBe(11)
  })

  it('stands above its candidates where TLS 1.3 hides the chain', () => {
    for (const alert of [42, 46, 48]) {
      expect(diagnosisOf(refusedTls13(alert)).ids[0]).toBe('server-certificate-rejected')
    }
  })

  it('tells an alert that the client encrypted, as browsers do', () => {
    const script = conversation()
      .clientHello({ versions: [TLS13], keyShares: [0x001d] })
      .serverHello({ version: TLS13 })
      .hiddenServerFlight()
      .changeCipherSpec('client')
      .hiddenAlert('client')
      .fin('client')
    const diagnosis = diagnosisOf(script)
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'server-certificate', how: 'alert', alert: null })
    expect(diagnosis.ids[0]).toBe('server-certificate-rejected')
    expect(diagnosis.findings[0]?.summary).toContain('with an alert that is encrypted')
  })

  it('explains a revocation, for which there is no finding of its own', () => {
    const found = finding(diagnosisOf(refused([leaf, intermediate], 44)), 'server-certificate-rejected')
    expect(found?.explanation).toContain('OCSP')
  })

  it('is less sure of a client that hung up on the certificate without an alert', () => {
    const diagnosis = diagnosisOf(served([leaf, intermediate]).rst('client'))
    expect(diagnosis.verdict.break?.stage).toBe('server-certificate')
    expect(finding(diagnosis, 'server-certificate-rejected')?.confidence).toBe(0.7)
  })

  it('is silent once a cause is likely, where nothing was refused, and on a silent refusal', () => {
    const scripts = [
      refused([leaf, intermediate], 48),
      completed([leaf]),
      silentlyClosed([leaf, intermediate]),
    ]
    for (const script of scripts) expect(diagnosisOf(script).ids).not.toContain('server-certificate-rejected')
  })
})
