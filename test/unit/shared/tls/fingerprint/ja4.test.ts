import { describe, expect, it } from 'vitest'
import {
  type ClientHelloInput,
  encodeClientHello,
  encodeSslv2ClientHello,
  extension,
} from '../../../../../src/shared/tls/encode/index.ts'
import { clientFingerprints, ja4 } from '../../../../../src/shared/tls/fingerprint/index.ts'
import { dissectHandshake, dissectSslv2ClientHello } from '../../../../../src/shared/tls/message/dissect.ts'

/**
 * The lists, strings and hashes are those that the specification works out itself: FoxIO, JA4,
 * technical_details/JA4.md, sections "Cipher hash", "Extension hash", "ALPN Extension Value", "Example".
 */
const SPECIFIED = {
  suites: '1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035',
  extensions: '001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015',
  schemes: '0403,0804,0401,0503,0805,0501,0806,0601',
  ja4: 't13d1516h2_8daaf6152771_e5627efa2ab1',
  raw:
    't13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9' +
    '_0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01' +
    '_0403,0804,0401,0503,0805,0501,0806,0601',
  /** JA4_c of the same extensions without signature algorithms. */
  withoutSchemes: '6d807ffa2a79',
}

const codes = (list: string): number[] => list.split(',').map((code) => Number.parseInt(code, 16))

const CONTENTS = new Map(
  [
    extension.serverName('apim.contoso.internal'),
    extension.applicationLayerProtocols(['h2', 'http/1.1']),
    extension.signatureAlgorithms(codes(SPECIFIED.schemes)),
    extension.supportedVersions([0x0304, 0x0303]),
    extension.renegotiationInfo(),
  ].map((one) => [one.type, one]),
)

const specifiedExtensions = codes(SPECIFIED.extensions).map(
  (type) => CONTENTS.get(type) ?? { type, data: new Uint8Array(0) },
)

function fingerprint(hello: Partial<ClientHelloInput>) {
  const raw = encodeClientHello({ cipherSuites: codes(SPECIFIED.suites), ...hello })
  const { body } = dissectHandshake(raw, { version: null, cipherSuite: null })
  return body.type === 'ClientHello' ? ja4(body) : null
}

describe('JA4', () => {
  it('of the example of the specification is the one it gives', () => {
    expect(fingerprint({ extensions: specifiedExtensions })).toEqual({
      hash: SPECIFIED.ja4,
      raw: SPECIFIED.raw,
    })
  })

  it('is the same with GREASE wherever it may stand', () => {
    const extensions = specifiedExtensions.map((one) => {
      if (one.type === 13) return extension.signatureAlgorithms([0x2a2a, ...codes(SPECIFIED.schemes)])
      if (one.type === 43) return extension.supportedVersions([0xfafa, 0x0304, 0x0303])
      return one
    })
    const greased = fingerprint({
      cipherSuites: [0x0a0a, ...codes(SPECIFIED.suites)],
      extensions: [extension.grease(0x1a1a), ...extensions, extension.grease(0xeaea)],
    })
    expect(greased?.hash).toBe(SPECIFIED.ja4)
  })

  it('is the same whatever the order of suites and extensions', () => {
    const shuffled = fingerprint({
      cipherSuites: codes(SPECIFIED.suites).reverse(),
      extensions: [...specifiedExtensions].reverse(),
    })
    expect(shuffled?.hash).toBe(SPECIFIED.ja4)
  })

  it('ends its extension string without an underscore where no signature algorithms are sent', () => {
    const emptied = specifiedExtensions.map((one) =>
      one.type === 13 ? extension.signatureAlgorithms([]) : one,
    )
    expect(fingerprint({ extensions: emptied })?.hash.split('_')[2]).toBe(SPECIFIED.withoutSchemes)
  })

  it.each([
    [[0xab], 'ab'],
    [[0xab, 0xcd], 'ad'],
    [[0x30, 0xab], '3b'],
    [[0x30, 0x31, 0xab, 0xcd], '3d'],
    [[0x30, 0xab, 0xcd, 0x31], '01'],
    [[0x68, 0x32], 'h2'],
    [[0x68, 0x74, 0x74, 0x70, 0x2f, 0x31, 0x2e, 0x31], 'h1'],
    [[0x68], 'hh'],
    [[], '00'],
  ])('writes a first ALPN of the bytes %j as %s', (name, expected) => {
    const data = Uint8Array.of(0, name.length + 1, name.length, ...name)
    expect(fingerprint({ extensions: [{ type: 16, data }] })?.hash).toMatch(
      new RegExp(`^t12i1501${expected}_`),
    )
  })

  it.each([
    [0x0303, 'm12'],
    [0x0302, 'm11'],
    [0x0301, 'm10'],
    [0x0300, 'ms3'],
    [0x0666, 'm00'],
  ])('takes version %i from the hello where no versions are listed', (legacyVersion, code) => {
    expect(`m${fingerprint({ legacyVersion })?.hash.slice(1, 3)}`).toBe(code)
  })

  it('has zeros in place of hashes of nothing', () => {
    expect(fingerprint({ cipherSuites: [] })?.hash).toBe('t12i000000_000000000000_000000000000')
    const onlySni = fingerprint({ extensions: [extension.serverName('a.example')] })
    expect(onlySni?.hash).toMatch(/^t12d150100_[0-9a-f]{12}_000000000000$/)
  })

  it('counts to 99 and no further', () => {
    const cipherSuites = Array.from({ length: 120 }, (_, at) => 0x1000 + at)
    expect(fingerprint({ cipherSuites })?.hash.slice(0, 6)).toBe('t12i99')
  })
})

describe('fingerprints of what has none', () => {
  it('are null for an SSL 2.0 hello', () => {
    const read = dissectSslv2ClientHello(encodeSslv2ClientHello({ version: 0x0301, cipherSpecs: [0x2f] }))
    expect(clientFingerprints(read)).toEqual({ ja3: null, ja4: null })
    expect(read.body.type === 'ClientHello' && ja4(read.body)).toBeNull()
  })

  it('are null for a hello cut short anywhere, and for other messages', () => {
    const raw = encodeClientHello({ cipherSuites: [0x1301], extensions: specifiedExtensions })
    const read = (length: number) =>
      clientFingerprints(dissectHandshake(raw.subarray(0, length), { version: null, cipherSuite: null }))
    for (let length = 0; length < raw.length; length++) expect(read(length)).toEqual({ ja3: null, ja4: null })
    expect(read(raw.length).ja4).toMatch(/^t13d0116h2_/)
    expect(
      clientFingerprints(dissectHandshake(Uint8Array.of(14, 0, 0, 0), { version: null, cipherSuite: null })),
    ).toEqual({ ja3: null, ja4: null })
  })
})
