import { X509Certificate as NodeCertificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { FieldNode } from '../../../../src/shared/bytes/field.ts'
import { certificateSchema } from '../../../../src/shared/contract/analysis.ts'
import { certificateExtension, readCertificate } from '../../../../src/shared/x509/certificate.ts'
import { certificateSummary } from '../../../../src/shared/x509/summary.ts'
import { certificateOf, der, extension } from './der-builder.ts'
import { hasOpenssl, openssl } from './openssl.ts'
import { leafProfile, samples } from './sample-certificates.ts'

const bare = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase()

describe('readCertificate on certificates that two libraries made', () => {
  it('finds nothing wrong with any of them', async () => {
    for (const { title, root, leaf } of await samples()) {
      expect(readCertificate(root.der).problems, title).toEqual([])
      expect(readCertificate(leaf.der).problems, title).toEqual([])
    }
  })

  it("agrees with Node's X509Certificate", async () => {
    for (const { title, root, leaf } of await samples()) {
      for (const { der: bytes } of [root, leaf]) {
        const node = new NodeCertificate(bytes)
        const { body } = readCertificate(bytes)
        const summary = certificateSummary(body)
        expect(summary.serial, title).toBe(node.serialNumber.toLowerCase())
        expect(summary.sha1).toBe(bare(node.fingerprint))
        expect(summary.sha256).toBe(bare(node.fingerprint256))
        expect(summary.isCa).toBe(node.ca)
        expect(body.notBefore?.epochMillis).toBe(Date.parse(node.validFrom))
        expect(body.notAfter?.epochMillis).toBe(Date.parse(node.validTo))
        expect(body.publicKey?.spki).toEqual(
          new Uint8Array(node.publicKey.export({ type: 'spki', format: 'der' })),
        )
        expect(summary.san).toEqual((node.subjectAltName ?? '').split(', ').filter(Boolean).map(nodeAltName))
        const purposes = certificateExtension(body, 'extKeyUsage')?.purposes ?? []
        expect(purposes.map((purpose) => purpose.value)).toEqual(node.keyUsage ?? [])
      }
    }
  })

  it.runIf(hasOpenssl)('agrees with openssl on the issuer and the extensions', async () => {
    for (const { leaf, title } of await samples()) {
      const { body } = readCertificate(leaf.der)
      const issuer = openssl(leaf.pem, '-issuer', '-nameopt', 'RFC2253,-esc_msb')
      expect(`issuer=${body.issuer?.text}`, title).toBe(issuer.trimEnd())
      const text = openssl(leaf.pem, '-ext', 'subjectKeyIdentifier,authorityKeyIdentifier')
      const hexes = body.extensions.flatMap(({ name, content }) =>
        /KeyIdentifier/.test(name) ? [content.text] : [],
      )
      expect(hexes).toHaveLength(2)
      for (const identifier of hexes) expect(bare(text)).toContain(identifier)
    }
  })

  it('names key and signature of each kind', async () => {
    const kinds = (await samples()).map(({ leaf }) => {
      const { key, signatureAlgorithm } = certificateSummary(readCertificate(leaf.der).body)
      return [key.type, key.bits, key.curve, signatureAlgorithm]
    })
    expect(kinds).toEqual([
      ['RSA', 2048, null, 'sha256WithRSAEncryption'],
      ['EC', 256, 'P-256', 'ecdsa-with-SHA256'],
      ['EC', 384, 'P-384', 'ecdsa-with-SHA384'],
      ['Ed25519', 256, null, 'id-Ed25519'],
    ])
  })

  it('sums each up as contract.md has it', async () => {
    for (const { root, leaf } of await samples()) {
      for (const { der: bytes } of [root, leaf])
        certificateSchema.parse(certificateSummary(readCertificate(bytes).body))
    }
    certificateSchema.parse(certificateSummary(readCertificate(new Uint8Array(0)).body))
  })

  it('reads a certificate in place, with spans of the message around it', async () => {
    const [sample] = await samples()
    const bytes = sample?.leaf.der ?? new Uint8Array(0)
    const message = new Uint8Array(bytes.length + 20)
    message.set(bytes, 9)
    const { tree, body, problems } = readCertificate(message, { start: 9, end: 9 + bytes.length })
    expect(problems).toEqual([])
    expect(tree.span).toEqual({ start: 9, end: 9 + bytes.length })
    const [first] = certificateExtension(body, 'subjectAltName')?.names ?? []
    expect(first?.text).toBe(leafProfile.subjectAltNames?.[0])
    expect(
      Buffer.from(message.subarray(first?.span.start, first?.span.end)).toString('latin1').slice(2),
    ).toBe('apim.contoso.internal')
  })
})

describe('readCertificate on damaged bytes', () => {
  it('reads every prefix without throwing and keeps every span inside it', async () => {
    for (const { leaf } of await samples()) {
      for (let length = 0; length < leaf.der.length; length++) {
        const reading = readCertificate(leaf.der.subarray(0, length), { cut: true })
        expect(reading.problems[0]?.kind, `cut at ${length}`).toBe('truncated')
        checkSpans(reading.tree, length)
      }
    }
  })

  it('reads a certificate with any one byte changed without throwing', async () => {
    for (const { leaf } of await samples()) {
      for (let at = 0; at < leaf.der.length; at++) {
        for (const flip of [0x01, 0x80, 0xff]) {
          const mutated = leaf.der.slice()
          mutated[at] = (mutated[at] ?? 0) ^ flip
          const reading = readCertificate(mutated)
          checkSpans(reading.tree, mutated.length)
          certificateSummary(reading.body)
        }
      }
    }
  }, 60_000)

  it('says what is wrong with bytes that are no certificate', () => {
    for (const bytes of [
      new Uint8Array(0),
      Uint8Array.of(0x30),
      Uint8Array.of(4, 1, 5),
      Buffer.from('hello'),
    ]) {
      const { problems, body } = readCertificate(bytes)
      expect(problems.length).toBeGreaterThan(0)
      expect(body.subject).toBeNull()
    }
  })

  it('notes bytes behind the certificate and a signature algorithm that is not the signed one', () => {
    const trailing = Buffer.concat([certificateOf({}), Buffer.from([0, 0])])
    expect(readCertificate(trailing).problems).toMatchObject([{ found: '2 bytes left over' }])
    const other = certificateOf({ innerAlgorithm: der.sequence(der.oid('1.3.101.112')) })
    expect(readCertificate(other).problems).toMatchObject([
      { expected: 'id-Ed25519', found: 'ecdsa-with-SHA256' },
    ])
  })
})

describe('extensions', () => {
  const read = (...extensions: Uint8Array[]) => readCertificate(certificateOf({ extensions }))
  const uri = (text: string) => der.string(0x86, text)

  it('reads where revocation and issuers are to be had', () => {
    const access = (method: string, place: string) => der.sequence(der.oid(method), uri(place))
    const { body, problems } = read(
      extension(
        '1.3.6.1.5.5.7.1.1',
        der.sequence(
          access('1.3.6.1.5.5.7.48.1', 'http://ocsp.contoso.internal'),
          access('1.3.6.1.5.5.7.48.2', 'http://pki.contoso.internal/ca.cer'),
        ),
      ),
      extension(
        '2.5.29.31',
        der.sequence(der.sequence(der.tlv(0xa0, der.tlv(0xa0, uri('http://pki.contoso.internal/ca.crl'))))),
      ),
    )
    expect(problems).toEqual([])
    expect(certificateExtension(body, 'authorityInfoAccess')).toMatchObject({
      ocsp: ['http://ocsp.contoso.internal'],
      caIssuers: ['http://pki.contoso.internal/ca.cer'],
    })
    expect(certificateExtension(body, 'cRLDistributionPoints')?.uris).toEqual([
      'http://pki.contoso.internal/ca.crl',
    ])
  })

  it('reads policies, a path length and key usages in the last octet', () => {
    const { body } = read(
      extension('2.5.29.32', der.sequence(der.sequence(der.oid('2.23.140.1.2.1')))),
      extension('2.5.29.19', der.sequence(der.tlv(1, Uint8Array.of(0xff)), der.tlv(2, Uint8Array.of(3)))),
      extension('2.5.29.15', der.tlv(3, Uint8Array.of(7, 0x08, 0x80))),
    )
    expect(certificateExtension(body, 'certificatePolicies')?.policies[0]?.text).toContain('domain-validated')
    expect(certificateExtension(body, 'basicConstraints')).toMatchObject({ ca: true, pathLength: 3 })
    expect(certificateExtension(body, 'keyUsage')?.usages).toEqual(['keyAgreement', 'decipherOnly'])
  })

  it('keeps an unknown extension by its number, critical or not', () => {
    const { body, problems } = read(
      extension('1.2.3.4', Uint8Array.of(1, 2, 3), der.tlv(1, Uint8Array.of(0xff))),
    )
    expect(problems).toEqual([])
    expect(body.extensions).toMatchObject([{ oid: '1.2.3.4', name: '1.2.3.4', critical: true, data: null }])
    expect(body.extensions[0]?.content.text).toBe('010203')
  })

  it('reads directory names, addresses of both kinds and odd ones among the alternative names', () => {
    const directory = der.tlv(
      0xa4,
      der.sequence(der.set(der.sequence(der.oid('2.5.4.3'), der.string(12, 'x')))),
    )
    const { body, problems } = read(
      extension(
        '2.5.29.17',
        der.sequence(
          directory,
          der.tlv(0x87, Uint8Array.of(10, 0, 0, 4)),
          der.tlv(0x87, Uint8Array.from([0xfd, 0, ...new Array<number>(13).fill(0), 1])),
          der.tlv(0x87, Uint8Array.of(1, 2, 3)),
          der.string(0x82, 'evil\u001b[2J.contoso.internal'),
        ),
      ),
    )
    expect(certificateSummary(body).san).toEqual([
      'DirName:CN=x',
      'IP:10.0.0.4',
      'IP:fd00::1',
      'IP:010203',
      'DNS:evil\\x1b[2J.contoso.internal',
    ])
    expect(problems).toMatchObject([{ field: 'iPAddress', found: '3 octets' }])
  })

  it('shortens what nobody would read to its end, and keeps the value whole', () => {
    const { body } = read(extension('1.2.3.4', new Uint8Array(5000).fill(7)))
    expect(body.extensions[0]?.content.text).toMatch(/^(07)+… \(5000 bytes\)$/)
    expect(body.extensions[0]?.content.value).toHaveLength(5000)
  })

  it('goes on after an extension that is no DER', () => {
    const { body, problems } = read(
      extension('2.5.29.17', Uint8Array.of(0x30, 0x50, 1)),
      extension('2.5.29.37', der.sequence(der.oid('1.3.6.1.5.5.7.3.2'))),
    )
    expect(problems.length).toBeGreaterThan(0)
    expect(certificateSummary(body).eku).toEqual(['clientAuth'])
  })
})

describe('keys that no library here makes', () => {
  const key = (...algorithm: Uint8Array[]) =>
    readCertificate(
      certificateOf({ spki: der.sequence(der.sequence(...algorithm), der.tlv(3, Uint8Array.of(0, 4))) }),
    ).body.publicKey

  it.each([
    ['2.16.840.1.101.3.4.3.18', 'ML-DSA-65', null],
    ['1.3.101.113', 'Ed448', 456],
    ['1.2.3.4.5', '1.2.3.4.5', null],
  ])('names %s %s', (oid, type, bits) => {
    expect(key(der.oid(oid))).toMatchObject({ type, bits, curve: null })
  })

  it('names a curve by its number where it has no name here, and explicit parameters as such', () => {
    expect(key(der.oid('1.2.840.10045.2.1'), der.oid('1.3.132.0.99'))).toMatchObject({
      curve: '1.3.132.0.99',
    })
    expect(key(der.oid('1.2.840.10045.2.1'), der.sequence())).toMatchObject({ curve: 'explicit parameters' })
  })

  it('measures explicit curve parameters by their prime', () => {
    const prime = der.tlv(2, Uint8Array.from([0, ...new Array<number>(48).fill(0xff)]))
    const fieldId = der.sequence(der.oid('1.2.840.10045.1.1'), prime)
    const parameters = der.sequence(der.tlv(2, Uint8Array.of(1)), fieldId)
    expect(key(der.oid('1.2.840.10045.2.1'), parameters)).toMatchObject({ bits: 384 })
  })

  it('measures a DSA key by its prime', () => {
    const prime = der.tlv(2, Uint8Array.from([0, 0x81, ...new Array<number>(127).fill(1)]))
    expect(key(der.oid('1.2.840.10040.4.1'), der.sequence(prime))).toMatchObject({ type: 'DSA', bits: 1024 })
  })
})

/** Node writes `IP Address:FD00:0:0:0:0:0:0:1` and quotes what it must not mistake. */
function nodeAltName(name: string): string {
  return name.replace(/^IP Address:/, 'IP:').replace('FD00:0:0:0:0:0:0:1', 'fd00::1')
}

/** One expectation a tree: there are thousands of trees. */
function checkSpans(tree: FieldNode, end: number): void {
  const stray = strayNode(tree, end)
  if (stray) expect.fail(`${stray.name} spans ${stray.span.start} to ${stray.span.end} of ${end} bytes`)
}

function strayNode(node: FieldNode, end: number): FieldNode | null {
  if (node.span.start > node.span.end || node.span.end > end) return node
  for (const child of node.children) {
    const stray = strayNode(child, end)
    if (stray) return stray
  }
  return null
}
