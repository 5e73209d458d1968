import { describe, expect, it } from 'vitest'
import {
  answered,
  asked,
  clientPki,
  refused,
  served,
  shortlyAnswered,
} from '../../../../support/conversation/client-authentication.ts'
import {
  exchanged,
  GATEWAY,
  gatewayPage,
  openedClientFlight,
  openedServerFlight,
} from '../../../../support/conversation/decrypted.ts'
import { diagnosisOf, evidenceFor, finding } from '../../../../support/conversation/diagnosis.ts'

const id = 'gateway-400-certificate-error'
const expired = clientPki({ notBefore: '2024-01-01T00:00:00Z', notAfter: '2025-01-01T00:00:00Z' })
const healthy = clientPki()

describe('gateway-400-certificate-error', () => {
  it('guesses at the page behind a provable fault, one short reply and a close', () => {
    const diagnosis = diagnosisOf(shortlyAnswered(answered(asked({}), [expired.leaf, expired.issuing])))
    const found = finding(diagnosis, id)
    expect(diagnosis.ids[0]).toBe('client-certificate-expired')
    expect(found).toMatchObject({ severity: 'warning', confidence: 0.6, fixes: ['solution-b-client-ca'] })
    expect(found?.explanation).toContain('expired on')
    expect(evidenceFor(found, 'application_data')).toMatchObject({ value: 'one record, 414 bytes in all' })
    expect(diagnosis.verdict).toMatchObject({
      outcome: 'broken',
      break: { stage: 'client-certificate', by: 'server' },
    })
    expect(diagnosis.summary).toBe(
      "The server finished the handshake, then refused the client's certificate with one short answer and closed, because it expired on 2025-01-01T00:00:00Z.",
    )
  })

  it('leaves a healthy certificate and a short answer completed, without an error', () => {
    const diagnosis = diagnosisOf(shortlyAnswered(answered(asked({}), [healthy.leaf, healthy.issuing])))
    expect(diagnosis.verdict).toMatchObject({ outcome: 'completed', break: null })
    expect(diagnosis.findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(diagnosis.ids).not.toContain(id)
  })

  it('is silent where the server refused by an alert, or served', () => {
    expect(diagnosisOf(refused(answered(asked({}), [expired.leaf]), 45)).ids).not.toContain(id)
    expect(diagnosisOf(served(answered(asked({}), [expired.leaf]))).ids).not.toContain(id)
  })

  it('speaks of the issuer check where only a CA above the issuer was asked for', () => {
    const read = (names: readonly Uint8Array[]) => {
      const handshake = openedClientFlight(openedServerFlight({ names }), [healthy.leaf, healthy.issuing])
      const body = gatewayPage('The SSL certificate error')
      const script = exchanged(handshake, '400 Bad Request', { headers: GATEWAY, body })
      return finding(diagnosisOf(script.fin('server')), id)?.explanation
    }
    expect(read([healthy.rootName])).toContain(
      'Its issuer CN=Client Issuing CA is not among the CA names of the request, only a CA above it is',
    )
    expect(read([healthy.rootName, healthy.issuingName])).not.toContain('verifyClientCertIssuerDN')
    expect(read([healthy.rootName, healthy.issuingName])).toContain('OCSP')
  })
})
