import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCertificate } from '../../../../src/shared/x509/certificate.ts'
import { compareNames, nameText, readName } from '../../../../src/shared/x509/name.ts'
import { escapeValue } from '../../../../src/shared/x509/name-text.ts'
import { der, type Rdn, rdnSequence } from './der-builder.ts'
import { hasOpenssl, openssl } from './openssl.ts'
import { samples } from './sample-certificates.ts'

const CN = '2.5.4.3'
const O = '2.5.4.10'
const one = (oid: string, value: string, tag = 0x0c): Rdn => [{ oid, value: der.string(tag, value) }]

describe('nameText', () => {
  it('writes the last relative name first', () => {
    expect(nameText(rdnSequence([one('2.5.4.6', 'NO', 0x13), one(O, 'Contoso'), one(CN, 'Root CA')]))).toBe(
      'CN=Root CA,O=Contoso,C=NO',
    )
  })

  it('joins the attributes of a multi-valued relative name with a plus sign', () => {
    const name = rdnSequence([
      one(O, 'Contoso'),
      [
        { oid: CN, value: der.string(0x0c, 'a') },
        { oid: '0.9.2342.19200300.100.1.1', value: der.string(0x0c, 'b') },
      ],
    ])
    expect(nameText(name)).toBe('CN=a+UID=b,O=Contoso')
  })

  it.each([
    ['#lead', '\\#lead'],
    [' lead and trail ', '\\ lead and trail\\ '],
    [' ', '\\ '],
    ['  ', '\\ \\ '],
    ['a,b+c"d\\e<f>g;h', 'a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h'],
    ['a=b#c', 'a=b#c'],
    ['nul\0here', 'nul\\00here'],
    ['turn\u202eround', 'turn\\E2\\80\\AEround'],
    ['Blåbærgrød', 'Blåbærgrød'],
  ])('escapes %j as %j', (value, expected) => {
    expect(nameText(rdnSequence([one(CN, value)]))).toBe(`CN=${expected}`)
  })

  it('writes an unknown type as its number and its value as the hex of the encoding', () => {
    expect(nameText(rdnSequence([one('1.2.3.4.55', 'hi', 0x13)]))).toBe('1.2.3.4.55=#13026869')
  })

  it('writes a known type whose value is no string as hex', () => {
    expect(nameText(rdnSequence([[{ oid: '2.5.4.45', value: Uint8Array.of(3, 2, 0, 5) }]]))).toBe(
      'x500UniqueIdentifier=#03020005',
    )
  })

  it.each([
    ['UTF8String', 0x0c, [0xc3, 0xa5]],
    ['T61String', 0x14, [0xe5]],
    ['BMPString', 0x1e, [0x00, 0xe5]],
    ['UniversalString', 0x1c, [0x00, 0x00, 0x00, 0xe5]],
  ])('decodes a %s', (_type, tag, content) => {
    expect(nameText(rdnSequence([[{ oid: CN, value: der.tlv(tag, Uint8Array.from(content)) }]]))).toBe('CN=å')
  })

  it('gives the empty string for the empty name and for no bytes', () => {
    expect(nameText(Uint8Array.of(0x30, 0))).toBe('')
    expect(nameText(new Uint8Array(0))).toBe('')
  })
})

describe('escaping', () => {
  it('can be undone: no value is written like another', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (value) => {
        expect(unescaped(escapeValue(value))).toBe(value)
      }),
    )
  })
})

describe('readName', () => {
  it('places every attribute on its bytes, also inside a larger message', () => {
    const name = rdnSequence([one(O, 'Contoso'), one(CN, 'Root')])
    const message = new Uint8Array(name.length + 7)
    message.set(name, 5)
    const { tree, body, problems } = readName(message, { start: 5, end: 5 + name.length })
    expect(problems).toEqual([])
    expect(tree.span).toEqual({ start: 5, end: 5 + name.length })
    expect(body.der).toEqual(name)
    const value = body.rdns[1]?.[0]?.node.children[1]
    expect(value?.value).toBe('Root')
    expect(message.slice(value?.span.start, value?.span.end)).toEqual(der.string(0x0c, 'Root'))
  })

  it('keeps what stood before the cut and says how much is missing', () => {
    const name = rdnSequence([one(O, 'Contoso'), one(CN, 'Root')])
    const { body, problems } = readName(name.subarray(0, name.length - 2), { cut: true })
    expect(body.text).toBe('CN=Ro,O=Contoso')
    expect(problems[0]).toMatchObject({ kind: 'truncated', needed: 2 })
  })
})

describe('compareNames', () => {
  const base = rdnSequence([one(O, 'Contoso Ltd'), one(CN, 'Client Root CA')])

  it('calls identical bytes exact', () => {
    expect(compareNames(base, base.slice())).toBe('exact')
  })

  it.each([
    ['case', rdnSequence([one(O, 'CONTOSO LTD'), one(CN, 'client root ca')])],
    ['white space', rdnSequence([one(O, ' Contoso   Ltd '), one(CN, 'Client\u00a0Root CA')])],
    ['string type', rdnSequence([one(O, 'Contoso Ltd', 0x13), one(CN, 'Client Root CA', 0x1e)])],
    ['invisible characters', rdnSequence([one(O, 'Con\u00adtoso Ltd'), one(CN, 'Client Root CA')])],
  ])('overlooks %s', (_what, other) => {
    expect(compareNames(base, other)).toBe('equal-after-normalisation')
  })

  it('overlooks the order within a relative name, not the order of relative names', () => {
    const pair: Rdn = [
      { oid: CN, value: der.string(0x0c, 'a') },
      { oid: O, value: der.string(0x0c, 'b') },
    ]
    expect(compareNames(rdnSequence([pair]), rdnSequence([[...pair].reverse()]))).toBe(
      'equal-after-normalisation',
    )
    expect(
      compareNames(rdnSequence([one(CN, 'a'), one(O, 'b')]), rdnSequence([one(O, 'b'), one(CN, 'a')])),
    ).toBe('different')
  })

  it('tells other names, other types and longer names apart', () => {
    expect(compareNames(base, rdnSequence([one(O, 'Contoso Ltd'), one(CN, 'Client Root CB')]))).toBe(
      'different',
    )
    expect(compareNames(rdnSequence([one(CN, 'x')]), rdnSequence([one(O, 'x')]))).toBe('different')
    expect(compareNames(base, rdnSequence([one(O, 'Contoso Ltd')]))).toBe('different')
  })

  it('takes unreadable names for different unless they are the same bytes', () => {
    const broken = base.slice(0, -1)
    expect(compareNames(broken, base)).toBe('different')
    expect(compareNames(broken, broken.slice())).toBe('exact')
  })
})

describe('beside OpenSSL', () => {
  it.runIf(hasOpenssl)('writes names as `openssl x509 -nameopt RFC2253,-esc_msb` does', async () => {
    for (const { title, leaf, root } of await samples()) {
      for (const identity of [leaf, root]) {
        const printed = openssl(identity.pem, '-subject', '-nameopt', 'RFC2253,-esc_msb')
        const { subject } = readCertificate(identity.der).body
        expect(`subject=${nameText(subject?.der ?? new Uint8Array(0))}`, title).toBe(printed.trimEnd())
      }
    }
  })
})

/** RFC 4514 3, read backwards: a backslash before a special character, or before two hex digits of UTF-8. */
function unescaped(text: string): string {
  const bytes: Buffer[] = []
  for (let rest = text; rest !== ''; ) {
    const [whole = '', plain, pair] = /^(?:([^\\])|\\([0-9A-F]{2})|\\.)/su.exec(rest) ?? []
    if (whole === '') expect.fail(`stray backslash in ${text}`)
    bytes.push(pair ? Buffer.from(pair, 'hex') : Buffer.from(plain ?? whole.slice(1)))
    rest = rest.slice(whole.length)
  }
  return Buffer.concat(bytes).toString('utf8')
}
