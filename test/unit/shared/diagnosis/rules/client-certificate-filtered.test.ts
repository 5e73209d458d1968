import { describe, expect, it } from 'vitest'
import { makeCertificate } from '../../../../support/conversation/certificates.ts'
import {
  answered,
  asked,
  clientPki,
  refused,
  shortlyAnswered,
  subjectOf,
} from '../../../../support/conversation/client-authentication.ts'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
  given,
} from '../../../../support/conversation/diagnosis.ts'
import { probeDiagnosisOf } from '../../../../support/conversation/probed.ts'

const { leaf, issuing, rootName, issuingName } = clientPki()
const stranger = makeCertificate({ cn: 'Stranger CA', ca: true, keyName: 'other' })
const strangers = [subjectOf(stranger.der)]

describe('client-certificate-filtered', () => {
  it("goes first where the client's own certificate is not asked for", () => {
    const diagnosis = diagnosisOf(refused(answered(asked({ names: strangers }), []), 40), {
      clientCertificate: [given(leaf)],
    })
    expect(diagnosis.ids.slice(0, 2)).toEqual([
      'client-certificate-filtered',
      'client-certificate-required-not-sent',
    ])
    const found = finding(diagnosis, 'client-certificate-filtered')
    expect(found).toMatchObject({ severity: 'error', confidence: 0.88, fixes: ['ca-names'] })
    const bytes = evidenceBytes(diagnosis.facts, evidenceFor(found, 'certificate_authorities'))
    expect(ascii(bytes)).toContain('Stranger CA')
    expect(diagnosis.summary).toBe(
      'The server refused the client with alert handshake_failure (40), because the client sent no certificate: the issuer of its own, CN=Client Issuing CA, is not among the CAs that the server asked for.',
    )
  })

  it("is only a candidate behind the empty answer without the client's certificate", () => {
    const diagnosis = diagnosisOf(refused(answered(asked({ names: strangers }), []), 40))
    expect(diagnosis.ids.slice(0, 2)).toEqual([
      'client-certificate-required-not-sent',
      'client-certificate-filtered',
    ])
    expect(finding(diagnosis, 'client-certificate-filtered')?.confidence).toBe(0.25)
  })

  it('is a warning where a short answer only looks like a refusal', () => {
    const diagnosis = diagnosisOf(shortlyAnswered(answered(asked({ names: strangers }), [])))
    expect(finding(diagnosis, 'client-certificate-filtered')?.severity).toBe('warning')
    expect(diagnosis.verdict.outcome).toBe('completed')
  })

  it.each([
    ['the own certificate is asked for', [issuingName], [given(leaf)]],
    ['its root is asked for, and the chain leads there', [rootName], [given(leaf), given(issuing)]],
    ['the server named no CA', [], [given(leaf)]],
  ])('is silent where %s', (_why, names, clientCertificate) => {
    const diagnosis = diagnosisOf(refused(answered(asked({ names }), []), 40), { clientCertificate })
    expect(diagnosis.ids).not.toContain('client-certificate-filtered')
  })

  it('is silent where the client is a probe without a certificate', () => {
    const script = refused(answered(asked({ names: strangers }), []), 40)
    const probe = probeDiagnosisOf(script, {})
    expect(diagnosisOf(script).ids).toContain('client-certificate-filtered')
    expect(probe.ids).not.toContain('client-certificate-filtered')
    expect(probe.ids[0]).toBe('client-certificate-required-not-sent')
  })

  it('is silent where a certificate was sent', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({ names: strangers }), [leaf]), 48))
    expect(diagnosis.ids).not.toContain('client-certificate-filtered')
  })
})
