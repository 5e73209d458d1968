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

const { leaf, issuing, rootName, issuingName } = clientPki()

describe('client-chain-incomplete', () => {
  it('is a candidate behind an untrusted CA where a leaf came alone', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({ names: [rootName] }), [leaf]), 48))
    expect(diagnosis.ids.slice(0, 2)).toEqual(['client-certificate-untrusted', 'client-chain-incomplete'])
    const found = finding(diagnosis, 'client-chain-incomplete')
    expect(found).toMatchObject({ severity: 'error', confidence: 0.45 })
    const issuer = evidenceBytes(diagnosis.facts, evidenceFor(found, 'certificate_list[0].issuer'))
    expect(ascii(issuer)).toContain('Client Issuing CA')
  })

  it("turns one short answer into a refusal where the client's own file shows what is missing", () => {
    const script = shortlyAnswered(answered(asked({ names: [rootName] }), [leaf]))
    const diagnosis = diagnosisOf(script, { clientCertificate: [given(leaf), given(issuing)] })
    expect(diagnosis.verdict.outcome).toBe('broken')
    expect(diagnosis.ids[0]).toBe('client-chain-incomplete')
    expect(finding(diagnosis, 'client-chain-incomplete')).toMatchObject({
      severity: 'error',
      confidence: 0.7,
    })
  })

  it("is proven by the client's own file, which leads to an accepted CA", () => {
    const diagnosis = diagnosisOf(refused(answered(asked({ names: [rootName] }), [leaf]), 48), {
      clientCertificate: [given(leaf), given(issuing)],
    })
    expect(diagnosis.ids[0]).toBe('client-chain-incomplete')
    expect(finding(diagnosis, 'client-chain-incomplete')?.confidence).toBe(0.97)
    expect(diagnosis.summary).toContain(
      'because the client sent its certificate without the intermediate CN=Client Issuing CA',
    )
  })

  it.each([40, 42, 46, 49])("is proven by the client's own file behind alert %i as well", (alert) => {
    const diagnosis = diagnosisOf(refused(answered(asked({ names: [rootName] }), [leaf]), alert), {
      clientCertificate: [given(leaf), given(issuing)],
    })
    expect(diagnosis.ids[0]).toBe('client-chain-incomplete')
  })

  it('learns nothing from a file that belongs to another certificate', () => {
    const other = makeCertificate({ cn: 'Other CA', ca: true, keyName: 'other' })
    const diagnosis = diagnosisOf(refused(answered(asked({ names: [rootName] }), [leaf]), 48), {
      clientCertificate: [given(other.der)],
    })
    expect(diagnosis.ids.slice(0, 2)).toEqual(['client-certificate-untrusted', 'client-chain-incomplete'])
  })

  it("is disproved by the client's own file, which leads to no accepted CA", () => {
    const stranger = makeCertificate({ cn: 'Stranger CA', ca: true, keyName: 'other' })
    const diagnosis = diagnosisOf(
      refused(answered(asked({ names: [subjectOf(stranger.der)] }), [leaf]), 48),
      {
        clientCertificate: [given(leaf), given(issuing)],
      },
    )
    expect(diagnosis.ids).not.toContain('client-chain-incomplete')
    expect(diagnosis.ids[0]).toBe('client-certificate-untrusted')
  })

  it.each([
    ['the intermediate came along', [leaf, issuing], [rootName], 48],
    ['the server named the issuer itself', [leaf], [issuingName], 48],
    ['the alert speaks of something else', [leaf], [rootName], 45],
  ])('is silent where %s', (_why, chain, names, alert) => {
    expect(diagnosisOf(refused(answered(asked({ names }), chain), alert)).ids).not.toContain(
      'client-chain-incomplete',
    )
  })

  it('is silent about a self-signed certificate: nothing can be between', () => {
    const own = makeCertificate({ cn: 'self' })
    const diagnosis = diagnosisOf(refused(answered(asked({ names: [rootName] }), [own.der]), 48))
    expect(diagnosis.ids).not.toContain('client-chain-incomplete')
  })
})
