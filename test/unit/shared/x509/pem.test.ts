import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64, plainLabel, readCertificateFile, readPem } from '../../../../src/shared/x509/pem.ts'
import { samples } from './sample-certificates.ts'

const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

describe('readCertificateFile', () => {
  it('reads every certificate of a bundle in order, with text between them', async () => {
    const [rsa, ec] = await samples()
    const text = `subject=one\r\n${rsa?.root.pem.replaceAll('\n', '\r\n')}\nBag Attributes\n  key: value\n${ec?.root.pem}`
    const file = readCertificateFile(ascii(text))
    expect(file.form).toBe('pem')
    expect(file.certificates).toEqual([rsa?.root.der, ec?.root.der])
    expect(file.blocks.map((block) => block.problem)).toEqual([null, null])
  })

  it('reads DER and what PowerShell saves as UTF-16', async () => {
    const [rsa] = await samples()
    const bytes = rsa?.root.der ?? new Uint8Array(0)
    expect(readCertificateFile(bytes)).toEqual({ form: 'der', certificates: [bytes], blocks: [] })
    const little = Buffer.from(`\ufeff${rsa?.root.pem}`, 'utf16le')
    expect(readCertificateFile(little).certificates).toEqual([bytes])
    expect(readCertificateFile(Buffer.from(little).swap16()).certificates).toEqual([bytes])
    expect(readCertificateFile(Buffer.from(`\ufeff${rsa?.root.pem}`, 'utf8')).certificates).toEqual([bytes])
  })

  it('says of anything else that it is neither', () => {
    expect(readCertificateFile(ascii('hello')).form).toBe('neither')
    expect(readCertificateFile(new Uint8Array(0)).form).toBe('neither')
  })
})

describe('readPem', () => {
  it('names a private key without looking into it', () => {
    for (const label of ['PRIVATE KEY', 'RSA PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'EC PRIVATE KEY']) {
      const text = `-----BEGIN ${label}-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END ${label}-----\n`
      expect(readPem(text)).toEqual([{ label, kind: 'private-key', line: 1, der: null, problem: null }])
    }
  })

  it('passes over the headers that some tools write', () => {
    const [block] = readPem('-----BEGIN CERTIFICATE-----\nfriendlyName: x\n\nAQID\n-----END CERTIFICATE-----')
    expect(block?.der).toEqual(Uint8Array.of(1, 2, 3))
  })

  it.each([
    ['-----BEGIN CERTIFICATE-----\nAQID\n', 'no END line'],
    ['-----BEGIN CERTIFICATE-----\nAQID\n-----END X509 CRL-----', 'ends as X509 CRL'],
    ['-----BEGIN CERTIFICATE-----\nAQ!D\n-----END CERTIFICATE-----', 'no base64'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(readPem(text)[0]?.problem).toContain(problem)
  })

  it('begins anew where a block begins inside another', () => {
    const text =
      '-----BEGIN CERTIFICATE-----\nAQID\n-----BEGIN PUBLIC KEY-----\nAQID\n-----END PUBLIC KEY-----'
    expect(readPem(text).map(({ kind, line, problem }) => [kind, line, problem === null])).toEqual([
      ['certificate', 1, false],
      ['public-key', 3, true],
    ])
  })
})

describe('decodeBase64', () => {
  it('undoes what Node encodes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeBase64(Buffer.from(bytes).toString('base64'))).toEqual(bytes)
      }),
    )
  })

  it.each(['A', 'AB=C', '====', 'Ä'])('refuses %s', (text) => {
    expect(decodeBase64(text)).toBeNull()
  })

  it('quotes no label that is none: a damaged file may have key material there', () => {
    const key = 'cLbpPpOmVd8uBz/IE6Aat1IyWfiHMYI/wdjp7QFy'
    const text = `-----BEGIN CERTIFICATE-----\nAAAA\n-----END ${key}-----\n`
    const [block] = readPem(text)
    expect(block?.problem).toBe('The CERTIFICATE block of line 1 ends as unknown.')
    expect(plainLabel(key)).toBe('unknown')
    expect(plainLabel('EC PARAMETERS')).toBe('EC PARAMETERS')
  })
})
