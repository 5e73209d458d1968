import forge from 'node-forge'
import { describe, expect, it } from 'vitest'
import { pemOf } from '../../../../../src/main/lab/certificates/profile.ts'
import { binaryForm } from '../../../../../src/shared/azure/client-ca/binary-form.ts'
import {
  checkClientCaBundle,
  customerRequest,
  missingIssuer,
  readBundleFile,
} from '../../../../../src/shared/azure/client-ca/index.ts'
import { readCertificate } from '../../../../../src/shared/x509/certificate.ts'
import { type Authority, makeChain } from '../../../../support/conversation/certificates.ts'

const { root, intermediate, leaf } = makeChain({ cn: 'device-17', eku: ['clientAuth'], san: [] })
const INVALID = 'ApplicationGatewayTrustedClientCertificateInvalidData'

function bytesOf(binary: string): Uint8Array {
  return new Uint8Array(Buffer.from(binary, 'latin1'))
}

function pkcs7(...chain: readonly Authority[]): Uint8Array {
  const made = forge.pkcs7.createSignedData()
  for (const { certificate } of chain) made.addCertificate(certificate)
  return bytesOf(forge.asn1.toDer(made.toAsn1()).getBytes())
}

function pkcs12(): Uint8Array {
  const asn1 = forge.pkcs12.toPkcs12Asn1(leaf.key, [leaf.certificate], 'secret', { algorithm: 'aes256' })
  return bytesOf(forge.asn1.toDer(asn1).getBytes())
}

function pkcs8(): Uint8Array {
  const info = forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(leaf.key))
  return bytesOf(forge.asn1.toDer(info).getBytes())
}

function checked(content: string | Uint8Array) {
  const bytes = typeof content === 'string' ? new Uint8Array(Buffer.from(content, 'latin1')) : content
  return checkClientCaBundle(bytes, 'client-ca')
}

describe('what a client CA file can be instead of PEM', () => {
  it('is told by the outermost elements of its DER', () => {
    expect(binaryForm(root.der)).toBe('certificate')
    expect(binaryForm(pkcs7(root))).toBe('pkcs7')
    expect(binaryForm(pkcs12())).toBe('pkcs12')
    expect(binaryForm(pkcs8())).toBe('private-key')
    expect(binaryForm(bytesOf(forge.asn1.toDer(forge.pki.privateKeyToAsn1(leaf.key)).getBytes()))).toBe(
      'private-key',
    )
    expect(binaryForm(Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x07))).toBe('unknown')
    expect(binaryForm(new Uint8Array(0))).toBe('unknown')
  })

  it('is refused as PKCS#7, in binary or between markers, and as PKCS#12', () => {
    const binary = pkcs7(root, intermediate)
    for (const content of [binary, pemOf(binary, 'PKCS7')]) {
      expect(checked(content)).toMatchObject({ file: { form: 'pkcs7' }, upload: { code: INVALID } })
    }
    const { upload, findings } = checked(pkcs12())
    expect(upload.code).toBe(INVALID)
    expect(findings[0]?.summary).toContain('PKCS#12 (.pfx)')
  })

  it('is a private key, said as such', () => {
    const { upload, findings, file } = checked(pkcs8())
    expect(file.form).toBe('binary-private-key')
    expect(upload.code).toBe('ApplicationGatewayTrustedClientCertificateMustNotHavePrivateKey')
    expect(findings[0]?.summary).toContain('is a private key')
  })

  it('hangs on what is not documented where a block has another name or is something else', () => {
    const trusted = checked(pemOf(root.der, 'TRUSTED CERTIFICATE'))
    expect(trusted.upload.accepted).toBe('uncertain')
    const withRequest = checked(pemOf(root.der) + pemOf(leaf.der, 'CERTIFICATE REQUEST'))
    expect(withRequest.upload.accepted).toBe('uncertain')
    expect(withRequest.upload.reasons[0]).toContain('CERTIFICATE REQUEST')
  })

  it('holds a request and no certificate', () => {
    const { upload, findings } = checked(pemOf(leaf.der, 'CERTIFICATE REQUEST'))
    expect(upload.code).toBe(INVALID)
    expect(findings[0]?.summary).toContain('holds CERTIFICATE REQUEST and no certificate')
  })

  it('tells how its lines end', () => {
    const endings = (text: string) => readBundleFile(new Uint8Array(Buffer.from(text)), 'x').lineEndings
    expect(['a\nb\n', 'a\r\nb', 'a\rb', 'a\r\nb\n', 'ab', 'a\r\n\rb'].map(endings)).toEqual([
      'lf',
      'crlf',
      'cr',
      'mixed',
      'none',
      'mixed',
    ])
  })

  it('of sixteen megabytes is judged by its first 512 certificates', () => {
    const many = new Uint8Array(Buffer.from('\n'.repeat(8_000_000) + pemOf(root.der).repeat(5000)))
    const { upload, file } = checked(many)
    expect(file.certificates).toHaveLength(512)
    expect(upload.accepted).toBe('no')
  })
})

describe('the text that asks for missing CA certificates', () => {
  const read = (one: Authority) => readCertificate(one.der).body

  it('names the issuer of the leaf, the client, and what not to send', () => {
    const text = customerRequest(read(leaf), missingIssuer(read(leaf)))
    expect(text).toContain('1. the CA certificate   CN=Contoso Issuing CA')
    expect(text).toContain('it issued your client certificate')
    expect(text).toContain('Please do not send a private key')
    expect(text).toMatch(/Thumbprint {3}[0-9a-f]{40} \(SHA-1\)/)
    expect(text.split('\n').filter((line) => line.length > 90)).toEqual([])
  })

  it('names what an intermediate leads to', () => {
    const text = customerRequest(read(leaf), missingIssuer(read(intermediate)))
    expect(text).toContain('1. the CA certificate   CN=Contoso Root CA')
    expect(text).toContain('it issued CN=Contoso Issuing CA')
  })
})
