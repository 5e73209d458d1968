import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { LabCertificates } from '../../../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, type Identity } from '../../../../src/main/lab/certificates/profile.ts'
import { readCertificate } from '../../../../src/shared/x509/certificate.ts'
import { chainFacts } from '../../../../src/shared/x509/chain.ts'
import { matchHost } from '../../../../src/shared/x509/host-match.ts'
import { certificateSummary } from '../../../../src/shared/x509/summary.ts'

const NOW = Date.parse('2026-11-22T00:00:00Z')
const certificates = new LabCertificates(NOW)
const bodyOf = (identity: Identity) => readCertificate(identity.der).body
const summaryOf = (identity: Identity) => certificateSummary(bodyOf(identity))

describe('the lab’s certification authorities', () => {
  it('sign what stands below them, by the judgement of Node', async () => {
    const chains = [
      [await certificates.server(), await certificates.serverIntermediate(), await certificates.serverRoot()],
      [await certificates.client(), await certificates.clientIntermediate(), await certificates.clientRoot()],
      [await certificates.clientRogue(), await certificates.rogueRoot()],
      [await certificates.ecServer('P-256'), await certificates.ecRoot('P-256')],
      [await certificates.ecClient('Ed25519'), await certificates.ecRoot('Ed25519')],
    ]
    for (const chain of chains) {
      for (const [at, identity] of chain.entries()) {
        const issuer = new X509Certificate((chain[at + 1] ?? identity).der)
        const certificate = new X509Certificate(identity.der)
        expect(certificate.checkIssued(issuer)).toBe(true)
        expect(certificate.verify(issuer.publicKey)).toBe(true)
        expect(certificate.checkPrivateKey(identity.privateKey)).toBe(true)
      }
      expect(chainFacts(chain.map(bodyOf))).toMatchObject({ inOrder: true, end: { kind: 'self-issued' } })
    }
  })

  it('make each certificate once', async () => {
    expect(await certificates.server()).toBe(await certificates.server())
    expect(
      chainPem(await certificates.server(), await certificates.serverRoot()).match(/BEGIN/g),
    ).toHaveLength(2)
  })
})

describe('the certificates that are wrong', () => {
  it('are wrong in the one way that their name says', async () => {
    const good = summaryOf(await certificates.server())
    expect(good).toMatchObject({ eku: ['serverAuth'], isCa: false, key: { type: 'RSA', bits: 2048 } })
    expect(matchHost(bodyOf(await certificates.server()), 'apim.contoso.internal').matched).toBe(true)
    expect(matchHost(bodyOf(await certificates.serverForOtherHost()), 'apim.contoso.internal').matched).toBe(
      false,
    )
    expect(bodyOf(await certificates.serverExpired()).notAfter?.epochMillis).toBeLessThan(NOW)
    expect(bodyOf(await certificates.serverNotYetValid()).notBefore?.epochMillis).toBeGreaterThan(NOW)
    expect(summaryOf(await certificates.serverWithoutServerAuth()).eku).toEqual(['clientAuth'])
    expect(summaryOf(await certificates.clientWithoutClientAuth()).eku).toEqual(['serverAuth'])
    expect(chainFacts([bodyOf(await certificates.serverSelfSigned())])).toMatchObject({
      leafSelfSigned: true,
    })
    expect(summaryOf(await certificates.clientWeak())).toMatchObject({
      key: { bits: 1024 },
      signatureAlgorithm: 'sha1WithRSAEncryption',
    })
    expect(bodyOf(await certificates.clientExpired()).notAfter?.epochMillis).toBeLessThan(NOW)
    expect(summaryOf(await certificates.clientRogue()).issuer).toBe('CN=Fabrikam Root CA,O=Fabrikam,C=NO')
  })

  it('name nobody but the fictional companies', async () => {
    for (const make of [
      certificates.server,
      certificates.client,
      certificates.clientRogue,
      certificates.rogueRoot,
    ]) {
      expect(summaryOf(await make()).subject).toMatch(/O=(Contoso|Fabrikam),C=NO$/)
    }
  })
})
