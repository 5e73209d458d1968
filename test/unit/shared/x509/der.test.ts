import { describe, expect, it } from 'vitest'
import { readCertificate } from '../../../../src/shared/x509/certificate.ts'
import { DerReader } from '../../../../src/shared/x509/der.ts'
import { nameText, readName } from '../../../../src/shared/x509/name.ts'
import { oidText } from '../../../../src/shared/x509/oid.ts'
import { certificateOf, der, extension, rdnSequence } from './der-builder.ts'

const common = (value: Uint8Array) => rdnSequence([[{ oid: '2.5.4.3', value }]])

describe('DerReader', () => {
  it('reads an indefinite length and notes it', () => {
    const inner = der.set(der.sequence(der.oid('2.5.4.3'), der.string(12, 'x')))
    const { body, problems } = readName(Uint8Array.from([0x30, 0x80, ...inner, 0, 0]))
    expect(body.text).toBe('CN=x')
    expect(problems).toMatchObject([{ found: 'an indefinite length' }])
  })

  it('takes an indefinite length without an end for the rest of the bytes', () => {
    const reader = new DerReader(Uint8Array.of(0x30, 0x80, 0x04, 0x01, 0x05))
    expect(reader.root('x')).toMatchObject({ contentEnd: 5, complete: false })
  })

  it('reads a length in more octets than needed and notes it', () => {
    const value = Uint8Array.from([0x0c, 0x82, 0x00, 0x01, 0x78])
    const { body, problems } = readName(common(value))
    expect(body.text).toBe('CN=x')
    expect(problems).toMatchObject([{ expected: 'the shortest form of the length (X.690 10.1)' }])
  })

  it('reads tags above 30 and refuses endless ones', () => {
    expect(new DerReader(Uint8Array.of(0x9f, 0x81, 0x01, 0x00)).root('x')).toMatchObject({ tag: 129 })
    const endless = new DerReader(Uint8Array.from([0x9f, ...new Array<number>(9).fill(0xff)]))
    expect(endless.root('x')).toBeNull()
    expect(endless.problems).toMatchObject([{ expected: 'a tag number of at most 28 bits' }])
  })

  it('refuses a length that no file has', () => {
    const reader = new DerReader(Uint8Array.from([0x30, 0x88, ...new Array<number>(8).fill(0xff)]))
    expect(reader.root('x')).toBeNull()
    expect(reader.problems).toHaveLength(1)
  })

  it('stops at deep nesting, definite or indefinite', () => {
    let nested: Uint8Array = der.string(12, 'x')
    for (let depth = 0; depth < 5000; depth++) nested = der.tlv(0xa4, nested)
    const { problems } = readCertificate(
      certificateOf({ extensions: [extension('2.5.29.17', der.sequence(nested))] }),
    )
    expect(problems.length).toBeGreaterThan(0)
    const indefinite = Uint8Array.from(
      new Array<number[]>(20_000).fill([0x30, 0x80]).flat().concat(new Array<number>(40_000).fill(0)),
    )
    expect(readCertificate(indefinite).problems.length).toBeGreaterThan(0)
  })

  it('stays quick and bounded on a million empty elements', () => {
    const many = der.sequence(new Uint8Array(2_000_000).map((_byte, at) => (at % 2 === 0 ? 0x31 : 0)))
    const began = process.cpuUsage()
    const { body, problems } = readName(many)
    const { user } = process.cpuUsage(began)
    expect(body.rdns.length).toBeLessThan(70_000)
    expect(problems.length).toBeLessThanOrEqual(200)
    expect(user).toBeLessThan(20_000_000)
  })
})

describe('oidText', () => {
  it.each([
    ['2.5.4.3', [0x55, 4, 3]],
    ['1.2.840.113549', [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]],
    ['2.999.1', [0x88, 0x37, 1]],
    ['2.25.340282366920938463463374607431768211455', [0x69, 0x83, ...new Array<number>(17).fill(0xff), 0x7f]],
  ])('reads %s', (text, octets) => {
    expect(oidText(Uint8Array.from(octets))).toBe(text)
  })

  it.each([
    ['nothing', []],
    ['an arc cut short', [0x55, 0x84]],
    ['a padded arc', [0x55, 0x80, 0x01]],
    ['a hundred and thirty octets', new Array<number>(130).fill(1)],
  ])('refuses %s', (_what, octets) => {
    expect(oidText(Uint8Array.from(octets))).toBeNull()
  })
})

describe('nameText on hostile names', () => {
  it('does not take a constructed string for text', () => {
    expect(nameText(common(der.tlv(0x2c, der.string(12, 'x'))))).toBe('CN=#2c030c0178')
  })
})
