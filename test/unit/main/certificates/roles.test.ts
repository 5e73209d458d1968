import { describe, expect, it } from 'vitest'
import { type CertificateKind, type RoleQuestion, rolesOf } from '../../../../src/main/certificates/roles.ts'
import { readCertificateOnce } from '../../../../src/shared/x509/certificate.ts'
import { type Authority, makeCertificate, makeChain } from '../../../support/conversation/certificates.ts'

const { root, intermediate, leaf } = makeChain()
const client = makeCertificate({ cn: 'device-17', eku: ['clientAuth'], issuer: intermediate })

function question(one: Authority, kind: CertificateKind, more: Partial<RoleQuestion> = {}): RoleQuestion {
  return {
    certificate: readCertificateOnce(one.der).body,
    kind,
    validity: 'valid',
    weakness: null,
    hasKey: true,
    inPkcs12: true,
    isPublicRoot: false,
    issuerHeld: true,
    ...more,
  }
}

function part(name: string, asked: RoleQuestion) {
  const found = rolesOf(asked).find(({ role }) => role === name)
  if (found === undefined) throw new Error(`no part ${name}`)
  return { suits: found.suits, why: found.why.join('; ') }
}

describe('the parts that a certificate can play', () => {
  it('listener: a server’s certificate with key and issuers in a .pfx', () => {
    expect(part('listener-certificate', question(leaf, 'leaf'))).toEqual({
      suits: 'yes',
      why: 'for apim.contoso.internal',
    })
    expect(
      part('listener-certificate', question(leaf, 'leaf', { inPkcs12: false, hasKey: false })).why,
    ).toMatch(/its private key comes with it; certificate, issuers and key are put into one \.pfx/)
    expect(part('listener-certificate', question(client, 'leaf'))).toMatchObject({ suits: 'no' })
    expect(part('listener-certificate', question(leaf, 'leaf', { validity: 'expired' })).why).toContain(
      'expired',
    )
  })

  it('trusted root: a private root, and no leaf, intermediate or certificate that merely signed itself', () => {
    expect(part('trusted-root-v2', question(root, 'root')).suits).toBe('yes')
    expect(part('trusted-root-v2', question(root, 'root', { isPublicRoot: true })).suits).toBe('if')
    expect(part('trusted-root-v2', question(intermediate, 'intermediate')).why).toContain(
      'CN=Contoso Root CA',
    )
    expect(part('trusted-root-v2', question(leaf, 'leaf')).suits).toBe('no')
    expect(part('trusted-root-v2', question(leaf, 'self-signed')).why).toContain(
      'v2 reports a missing intermediate',
    )
  })

  it('authentication certificate: the backend’s leaf, on v1 alone', () => {
    expect(part('authentication-certificate-v1', question(leaf, 'leaf'))).toMatchObject({ suits: 'if' })
    expect(part('authentication-certificate-v1', question(leaf, 'self-signed'))).toMatchObject({
      suits: 'if',
    })
    expect(part('authentication-certificate-v1', question(root, 'root')).why).toContain('it is a CA')
  })

  it('client CA file: roots, intermediates with their root, and nothing else', () => {
    expect(part('client-ca', question(root, 'root')).suits).toBe('yes')
    expect(part('client-ca', question(intermediate, 'intermediate')).suits).toBe('if')
    expect(part('client-ca', question(root, 'root', { isPublicRoot: true })).why).toContain('whoever owns it')
    expect(part('client-ca', question(client, 'leaf')).suits).toBe('no')
    expect(part('client-ca', question(client, 'self-signed')).why).toContain('which counts as no CA')
  })

  it('client certificate: a leaf for clients, with its key', () => {
    expect(part('client-certificate', question(client, 'leaf'))).toEqual({ suits: 'yes', why: '' })
    expect(part('client-certificate', question(client, 'leaf', { hasKey: false })).suits).toBe('if')
    expect(part('client-certificate', question(leaf, 'leaf')).why).toContain(
      'its purposes lack clientAuth: serverAuth',
    )
    expect(part('client-certificate', question(root, 'root')).suits).toBe('no')
  })

  it('CA of API Management: by store, and not in every tier', () => {
    expect(part('apim-ca', question(root, 'root')).why).toMatch(
      /^store Root, .* not in Consumption and the v2 tiers/,
    )
    expect(part('apim-ca', question(intermediate, 'intermediate')).why).toContain(
      'store CertificateAuthority',
    )
    expect(part('apim-ca', question(client, 'leaf')).suits).toBe('no')
  })
})
