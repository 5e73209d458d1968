import { describe, expect, it } from 'vitest'
import { makeCertificate, makeChain } from '../../../../support/conversation/certificates.ts'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
  given,
} from '../../../../support/conversation/diagnosis.ts'
import {
  completed,
  refused,
  refusedTls13,
  silentlyClosed,
} from '../../../../support/conversation/situations.ts'

const { root, intermediate, leaf } = makeChain()
const stranger = makeCertificate({ cn: 'Fabrikam Issuing CA', ca: true, keyName: 'other', issuer: root })

describe('server-chain-incomplete', () => {
  it('comes first where a leaf alone is answered by unknown_ca, and names the issuer that is missing', () => {
    const diagnosis = diagnosisOf(refused([leaf], 48))
    const found = finding(diagnosis, 'server-chain-incomplete')
    expect(diagnosis.ids[0]).toBe('server-chain-incomplete')
    const issuer = evidenceFor(found, 'certificate_list[0].issuer')
    expect(ascii(evidenceBytes(diagnosis.facts, issuer))).toContain('Contoso Issuing CA')
    expect(diagnosis.ids).not.toContain('server-certificate-rejected')
  })

  it('finds a gap between the leaf and a certificate that does not belong to it', () => {
    const diagnosis = diagnosisOf(refused([leaf, stranger], 48))
    expect(diagnosis.ids[0]).toBe('server-chain-incomplete')
    expect(finding(diagnosis, 'server-chain-incomplete')?.explanation).toContain('CN=Fabrikam Issuing CA')
  })

  it('takes a gap for the second cue of a silent refusal', () => {
    expect(diagnosisOf(silentlyClosed([leaf, stranger])).verdict.outcome).toBe('broken')
  })

  it('takes a leaf alone for no proof of a silent refusal', () => {
    const diagnosis = diagnosisOf(silentlyClosed([leaf]))
    expect(diagnosis.verdict.outcome).toBe('completed')
    expect(finding(diagnosis, 'server-chain-incomplete')?.severity).toBe('warning')
  })

  it('is proven where the leaf came alone and no given root issued it', () => {
    const { verdict, ids } = diagnosisOf(silentlyClosed([leaf]), { trustedRoots: [given(root.der)] })
    expect(verdict.outcome).toBe('broken')
    expect(ids[0]).toBe('server-chain-incomplete')
  })

  it('is named last where TLS 1.3 hides the chain', () => {
    const found = finding(diagnosisOf(refusedTls13(48)), 'server-chain-incomplete')
    expect(found?.confidence).toBeLessThan(0.45)
  })

  it('is silent where a given root issued the leaf itself', () => {
    const direct = makeCertificate({ san: ['DNS:apim.contoso.internal'], issuer: root })
    const { ids } = diagnosisOf(refused([direct], 48), { trustedRoots: [given(root.der)] })
    expect(ids).not.toContain('server-chain-incomplete')
  })

  it('is silent on a whole chain, a self-signed leaf, and a leaf alone that nobody refused', () => {
    const own = makeCertificate({ san: ['DNS:apim.contoso.internal'] })
    for (const script of [refused([leaf, intermediate], 48), refused([own], 48), completed([leaf])]) {
      expect(diagnosisOf(script).ids).not.toContain('server-chain-incomplete')
    }
  })
})
