import { X509Certificate as NodeCertificate } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readCertificate } from '../../../../src/shared/x509/certificate.ts'
import { matchHost } from '../../../../src/shared/x509/host-match.ts'
import { asciiHost } from '../../../../src/shared/x509/idna.ts'
import { certificateOf, der, extension, rdnSequence } from './der-builder.ts'
import { samples } from './sample-certificates.ts'

function withNames(commonName: string | null, ...names: Uint8Array[]) {
  const subject = rdnSequence(
    commonName === null ? [] : [[{ oid: '2.5.4.3', value: der.string(12, commonName) }]],
  )
  const extensions = names.length > 0 ? [extension('2.5.29.17', der.sequence(...names))] : []
  return readCertificate(certificateOf({ subject, extensions })).body
}

const dns = (name: string) => der.string(0x82, name)
const ip = (...octets: number[]) => der.tlv(0x87, Uint8Array.from(octets))

describe('matchHost', () => {
  it.each([
    ['apim.contoso.internal', 'apim.contoso.internal'],
    ['apim.contoso.internal', 'APIM.Contoso.Internal.'],
    ['Apim.CONTOSO.internal', 'apim.contoso.internal'],
    ['*.contoso.internal', 'apim.contoso.internal'],
    ['xn--bcher-kva.contoso.internal', 'Bücher.contoso.internal'],
  ])('takes %s for %s', (name, host) => {
    expect(matchHost(withNames(null, dns(name)), host)).toMatchObject({
      matched: true,
      by: 'dns',
      entry: `DNS:${name}`,
    })
  })

  it.each([
    ['*.contoso.internal', 'contoso.internal'],
    ['*.contoso.internal', 'a.b.contoso.internal'],
    ['*.internal', 'contoso.internal'],
    ['*', 'contoso'],
    ['ap*.contoso.internal', 'apim.contoso.internal'],
    ['apim.*.internal', 'apim.contoso.internal'],
    ['*.*.internal', 'apim.contoso.internal'],
    ['contoso.internal', 'apim.contoso.internal'],
    ['', 'apim.contoso.internal'],
    ['10.0.0.4', '10.0.0.4'],
    ['*.0.0.4', '10.0.0.4'],
  ])('does not take %s for %s', (name, host) => {
    const match = matchHost(withNames(null, dns(name)), host)
    expect(match).toMatchObject({ matched: false, entries: [`DNS:${name}`] })
  })

  it('points at the entry that matched', () => {
    const names = [dns('other.contoso.internal'), dns('*.contoso.internal')]
    const certificate = withNames(null, ...names)
    const match = matchHost(certificate, 'apim.contoso.internal')
    if (!match.matched) expect.fail('no match')
    expect(match.wildcard).toBe(true)
    expect(certificate.der.slice(match.span.start, match.span.end)).toEqual(names[1])
  })

  it('holds an IP address against addresses only, in any spelling', () => {
    const certificate = withNames('10.0.0.5', ip(10, 0, 0, 4), ip(0xfd, ...new Array<number>(14).fill(0), 1))
    expect(matchHost(certificate, '10.0.0.4')).toMatchObject({ matched: true, by: 'ip' })
    expect(matchHost(certificate, '[fd00:0::0:1]')).toMatchObject({
      matched: true,
      by: 'ip',
      entry: 'IP:fd00::1',
    })
    expect(matchHost(certificate, '10.0.0.5').matched).toBe(false)
  })

  it('falls back on the common name only without any dNSName', () => {
    expect(matchHost(withNames('apim.contoso.internal'), 'apim.contoso.internal')).toMatchObject({
      matched: true,
      by: 'common-name',
      entry: 'CN=apim.contoso.internal',
    })
    expect(
      matchHost(withNames('apim.contoso.internal', ip(10, 0, 0, 4)), 'apim.contoso.internal').matched,
    ).toBe(true)
    expect(
      matchHost(withNames('apim.contoso.internal', dns('x.contoso.internal')), 'apim.contoso.internal'),
    ).toMatchObject({ matched: false, entries: ['DNS:x.contoso.internal'] })
  })

  it('says that a certificate names no host at all', () => {
    expect(matchHost(withNames(null), 'apim.contoso.internal')).toMatchObject({ matched: false, entries: [] })
  })

  it("agrees with Node's checkHost and checkIP on real certificates", async () => {
    for (const { leaf } of await samples()) {
      const { body } = readCertificate(leaf.der)
      const node = new NodeCertificate(leaf.der)
      for (const host of [
        'apim.contoso.internal',
        'x.contoso.internal',
        'a.b.contoso.internal',
        'contoso.internal',
      ]) {
        expect(matchHost(body, host).matched, host).toBe(node.checkHost(host) !== undefined)
      }
      for (const address of ['10.20.0.4', 'fd00::1', '10.20.0.5']) {
        expect(matchHost(body, address).matched, address).toBe(node.checkIP(address) !== undefined)
      }
    }
  })
})

describe('asciiHost', () => {
  it.each(['bücher.example', 'ドメイン名例.jp', 'пример.испытание', 'a-ü-b.de', '他们为什么不说中文.com'])(
    'agrees with Node on %s',
    (host) => {
      expect(asciiHost(host)).toBe(domainToASCII(host))
    },
  )
})
