import { describe, expect, it } from 'vitest'
import { makeCertificate } from '../../../../support/conversation/certificates.ts'
import {
  answered,
  asked,
  clientPki,
  refused,
  served,
  shortlyAnswered,
} from '../../../../support/conversation/client-authentication.ts'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
  given,
} from '../../../../support/conversation/diagnosis.ts'

const { leaf, issuing, root, rootName, issuingName } = clientPki()
const rogue = makeCertificate({
  cn: 'rogue',
  issuer: makeCertificate({ cn: 'Rogue CA', ca: true, keyName: 'other' }),
})
const names = [rootName, issuingName]

describe('client-certificate-untrusted', () => {
  it('stands behind access_denied too, which is what GnuTLS says of any certificate', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({ names }), [rogue.der]), 49))
    expect(diagnosis.ids[0]).toBe('client-certificate-untrusted')
  })

  it('names the issuer that is not among the CA names, and shows both', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({ names }), [rogue.der]), 48))
    const found = finding(diagnosis, 'client-certificate-untrusted')
    expect(diagnosis.ids[0]).toBe('client-certificate-untrusted')
    expect(found).toMatchObject({ severity: 'error', confidence: 0.97, fixes: ['solution-b-client-ca'] })
    const issuer = evidenceBytes(diagnosis.facts, evidenceFor(found, 'certificate_list[0].issuer'))
    expect(ascii(issuer)).toContain('Rogue CA')
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'certificate_authorities[0]'))).toEqual(rootName)
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'certificate_authorities[1]'))).toEqual(
      issuingName,
    )
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'alert.description'))).toEqual(Uint8Array.of(48))
    expect(diagnosis.summary).toBe(
      "The server refused the client's certificate with alert unknown_ca (48), because its issuer CN=Rogue CA is not among the CAs that the server accepts.",
    )
  })

  it('believes alert 48 where the server named no CAs', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), [rogue.der]), 48))
    expect(diagnosis.ids[0]).toBe('client-certificate-untrusted')
    expect(finding(diagnosis, 'client-certificate-untrusted')?.confidence).toBe(0.88)
    expect(diagnosis.summary).toContain('because the server could not trace the issuer CN=Rogue CA')
  })

  it('says that a CA of the same name may be another one, where the issuer was asked for', () => {
    const found = finding(
      diagnosisOf(refused(answered(asked({ names }), [leaf, issuing]), 48)),
      'client-certificate-untrusted',
    )
    expect(found?.confidence).toBe(0.7)
    expect(found?.explanation).toContain('may be another one')
  })

  it('compares with a given bundle as with the names', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), [rogue.der]), 46), { clientCa: [given(root)] })
    expect(diagnosis.ids[0]).toBe('client-certificate-untrusted')
    expect(finding(diagnosis, 'client-certificate-untrusted')?.explanation).toContain('client-CA bundle')
  })

  it('makes a short answer and a close a break: the shape of HTTP 400', () => {
    const diagnosis = diagnosisOf(shortlyAnswered(answered(asked({ names }), [rogue.der])))
    expect(diagnosis.verdict).toMatchObject({
      outcome: 'broken',
      break: { stage: 'client-certificate', by: 'server' },
    })
    expect(diagnosis.ids[0]).toBe('client-certificate-untrusted')
  })

  it('gives way to a missing intermediate that the client holds itself', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({ names: [rootName] }), [leaf]), 48), {
      clientCertificate: [given(leaf), given(issuing)],
    })
    expect(diagnosis.ids).not.toContain('client-certificate-untrusted')
  })

  it('is silent on a connection that served, and on an alert about something else', () => {
    expect(diagnosisOf(served(answered(asked({ names }), [rogue.der]))).ids).not.toContain(
      'client-certificate-untrusted',
    )
    expect(diagnosisOf(refused(answered(asked({ names }), [rogue.der]), 45)).ids).not.toContain(
      'client-certificate-untrusted',
    )
  })
})
