import { describe, expect, it } from 'vitest'
import type { CertificateValues } from '../../../../support/conversation/certificates.ts'
import {
  clientPki,
  EMPTY_ANSWER,
  FULL_ANSWER,
  hiddenHandshake,
} from '../../../../support/conversation/client-authentication.ts'
import { diagnosisOf, finding, given } from '../../../../support/conversation/diagnosis.ts'

/** A TLS 1.3 handshake that cannot be read, refused by an encrypted alert; the client's certificate is given. */
function refused(values: CertificateValues, answer = FULL_ANSWER, clientCa: readonly Uint8Array[] = []) {
  const { leaf, issuing } = clientPki(values)
  return diagnosisOf(hiddenHandshake(answer).hiddenAlert('server').fin('server'), {
    clientCertificate: [given(leaf, 'client.pem'), given(issuing, 'client.pem')],
    clientCa: clientCa.map((der) => given(der, 'bundle.pem')),
  })
}

describe('a client certificate that the capture hides and the user gave', () => {
  it.each([
    ['client-certificate-expired', { notAfter: '2026-05-01T00:00:00Z' }],
    ['client-certificate-not-yet-valid', { notBefore: '2026-07-01T00:00:00Z' }],
    ['client-eku-missing', { eku: ['serverAuth'] }],
  ] as const)('is why the server refused where it has a fault: %s', (id, values) => {
    const diagnosis = refused(values)
    expect(diagnosis.ids[0]).toBe(id)
    expect(finding(diagnosis, id)).toMatchObject({ severity: 'error', confidence: 0.7 })
    expect(finding(diagnosis, id)?.evidence[0]).toEqual({ kind: 'file', file: 'client.pem', pointer: '' })
    expect(diagnosis.summary).toMatch(/, most likely because the certificate given for it /)
    expect(diagnosis.ids).not.toContain('client-certificate-rejected')
  })

  it('is held against the bundle that the user gave', () => {
    const { root } = clientPki()
    expect(refused({}, FULL_ANSWER, [root]).ids).not.toContain('client-certificate-untrusted')
    const foreign = refused({}, FULL_ANSWER, [clientPki({ cn: 'someone else' }).leaf])
    expect(foreign.ids[0]).toBe('client-certificate-untrusted')
  })

  it('is not why where it is sound, and where the client sent none', () => {
    expect(refused({}).ids[0]).toBe('client-certificate-rejected')
    const none = refused({ notAfter: '2026-05-01T00:00:00Z' }, EMPTY_ANSWER)
    expect(none.ids).not.toContain('client-certificate-expired')
  })

  it('is not told of where the server raised no objection', () => {
    const { leaf } = clientPki({ notAfter: '2026-05-01T00:00:00Z' })
    const served = hiddenHandshake(FULL_ANSWER).data('client', 90).data('server', 900).data('server', 9000)
    expect(diagnosisOf(served, { clientCertificate: [given(leaf)] }).ids).not.toContain(
      'client-certificate-expired',
    )
  })
})
