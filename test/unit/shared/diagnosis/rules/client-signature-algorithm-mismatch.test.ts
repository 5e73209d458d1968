import { describe, expect, it } from 'vitest'
import {
  answered,
  asked,
  clientPki,
  refused,
  shortlyAnswered,
} from '../../../../support/conversation/client-authentication.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
  given,
} from '../../../../support/conversation/diagnosis.ts'

const ECDSA_ONLY = [0x0403, 0x0503]
const { leaf } = clientPki()

describe('client-signature-algorithm-mismatch', () => {
  it("goes first where the request leaves the client's own key no algorithm", () => {
    const diagnosis = diagnosisOf(refused(answered(asked({ signatureAlgorithms: ECDSA_ONLY }), []), 40), {
      clientCertificate: [given(leaf)],
    })
    expect(diagnosis.ids[0]).toBe('client-signature-algorithm-mismatch')
    const found = finding(diagnosis, 'client-signature-algorithm-mismatch')
    expect(found).toMatchObject({ severity: 'error', confidence: 0.88 })
    const bytes = evidenceBytes(diagnosis.facts, evidenceFor(found, 'signature_algorithms'))
    expect(bytes).toEqual(Uint8Array.of(4, 3, 5, 3))
    expect(diagnosis.summary).toContain(
      'because the client sent no certificate: its RSA key suits none of the signature algorithms that the server accepts',
    )
  })

  it('is only a candidate where the own certificate was not given', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({ signatureAlgorithms: ECDSA_ONLY }), []), 40))
    expect(diagnosis.ids[0]).toBe('client-certificate-required-not-sent')
    const found = finding(diagnosis, 'client-signature-algorithm-mismatch')
    expect(found?.confidence).toBe(0.25)
    expect(found?.summary).toContain('an RSA key')
  })

  it('is a warning where a short answer only looks like a refusal', () => {
    const diagnosis = diagnosisOf(shortlyAnswered(answered(asked({ signatureAlgorithms: ECDSA_ONLY }), [])), {
      clientCertificate: [given(leaf)],
    })
    expect(finding(diagnosis, 'client-signature-algorithm-mismatch')?.severity).toBe('warning')
    expect(diagnosis.verdict.outcome).toBe('completed')
  })

  it('is silent where the key suits, where the usual algorithms are offered, and where one was sent', () => {
    const id = 'client-signature-algorithm-mismatch'
    const rsaOnly = asked({ signatureAlgorithms: [0x0804, 0x0401] })
    expect(
      diagnosisOf(refused(answered(rsaOnly, []), 40), { clientCertificate: [given(leaf)] }).ids,
    ).not.toContain(id)
    expect(diagnosisOf(refused(answered(asked({}), []), 40)).ids).not.toContain(id)
    const sent = answered(asked({ signatureAlgorithms: ECDSA_ONLY }), [leaf])
    expect(diagnosisOf(refused(sent, 40)).ids).not.toContain(id)
  })
})
