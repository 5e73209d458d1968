import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as encode from '../../../../../src/shared/tls/encode/index.ts'
import { dissectHandshake } from '../../../../../src/shared/tls/message/dissect.ts'
import { extensionData } from '../../../../../src/shared/tls/message/extension.ts'
import { bytes, CA_NAMES } from '../../../../support/tls-samples.ts'

const { extension } = encode
const code = fc.integer({ min: 0, max: 0xffff })

describe('what is encoded is dissected to the same values', () => {
  it('for any ClientHello', () => {
    const anyHello = fc.record({
      legacyVersion: code,
      random: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      sessionId: fc.uint8Array({ maxLength: 32 }),
      cipherSuites: fc.array(code, { maxLength: 20 }),
      compressionMethods: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 3 }),
      hostName: fc.domain(),
      protocols: fc.array(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 9 })),
      versions: fc.array(code, { maxLength: 9 }),
      groups: fc.array(code, { maxLength: 9 }),
    })
    fc.assert(
      fc.property(anyHello, (given) => {
        const raw = encode.encodeClientHello({
          ...given,
          extensions: [
            extension.serverName(given.hostName),
            extension.applicationLayerProtocols(given.protocols),
            extension.supportedVersions(given.versions),
            extension.supportedGroups(given.groups),
          ],
        })
        const { body, problems } = dissectHandshake(raw, { version: null, cipherSuite: null })
        if (body.type !== 'ClientHello') throw new Error('no ClientHello')
        expect(problems).toEqual([])
        expect(body.legacyVersion?.value).toBe(given.legacyVersion)
        expect(body.random?.value).toEqual(given.random)
        expect(body.sessionId?.value).toEqual(given.sessionId)
        expect(body.cipherSuites.map((one) => one.value)).toEqual(given.cipherSuites)
        expect(body.compressionMethods.map((one) => one.value)).toEqual(given.compressionMethods)
        const values = (fields: readonly { value: unknown }[] | undefined) => fields?.map((one) => one.value)
        expect(values(extensionData(body.extensions, 'server_name')?.hostNames)).toEqual([given.hostName])
        expect(
          values(extensionData(body.extensions, 'application_layer_protocol_negotiation')?.protocols),
        ).toEqual(given.protocols)
        expect(values(extensionData(body.extensions, 'supported_versions')?.versions)).toEqual(given.versions)
        expect(values(extensionData(body.extensions, 'supported_groups')?.groups)).toEqual(given.groups)
      }),
    )
  })

  it('for a ServerHello and a HelloRetryRequest', () => {
    const context = { version: null, cipherSuite: null }
    const hello = {
      cipherSuite: 0x1302,
      sessionId: bytes(32),
      extensions: [extension.selectedVersion(0x0304)],
    }
    expect(
      dissectHandshake(encode.encodeServerHello({ ...hello, random: bytes(32) }), context).body,
    ).toMatchObject({
      type: 'ServerHello',
      cipherSuite: { value: 0x1302 },
      random: { value: bytes(32) },
      sessionId: { value: bytes(32) },
    })
    expect(dissectHandshake(encode.encodeHelloRetryRequest(hello), context).body.type).toBe(
      'HelloRetryRequest',
    )
  })

  it('for certificates of both forms', () => {
    const ders = [bytes(100), bytes(70_000)]
    for (const [version, raw] of [
      [0x0303, encode.encodeCertificate12(ders)],
      [
        0x0304,
        encode.encodeCertificate13(
          ders.map((certificate) => ({ certificate })),
          bytes(3),
        ),
      ],
    ] as const) {
      const { body, problems } = dissectHandshake(raw, { version, cipherSuite: null })
      expect(problems).toEqual([])
      expect(body.type === 'Certificate' && body.entries.map((entry) => entry.certificate.value)).toEqual(
        ders,
      )
    }
  })

  it('for certificate requests of both forms', () => {
    const schemes = [0x0403, 0x0804]
    for (const [version, raw] of [
      [
        0x0303,
        encode.encodeCertificateRequest12({ signatureAlgorithms: schemes, certificateAuthorities: CA_NAMES }),
      ],
      [
        0x0304,
        encode.encodeCertificateRequest13([
          extension.signatureAlgorithms(schemes),
          extension.certificateAuthorities(CA_NAMES),
        ]),
      ],
    ] as const) {
      const { body } = dissectHandshake(raw, { version, cipherSuite: null })
      if (body.type !== 'CertificateRequest') throw new Error('no CertificateRequest')
      expect(body.signatureAlgorithms.map((one) => one.value)).toEqual(schemes)
      expect(body.certificateAuthorities.map((one) => one.value)).toEqual(CA_NAMES)
      expect(body.certificateTypes.map((one) => one.value)).toEqual(version === 0x0303 ? [1, 64] : [])
    }
  })

  it('for tickets and key updates', () => {
    const ticket = encode.encodeNewSessionTicket13({ lifetime: 3600, ticket: bytes(9) })
    expect(dissectHandshake(ticket, { version: 0x0304, cipherSuite: null }).body).toMatchObject({
      lifetime: { value: 3600, text: '3600 s' },
      ticket: { value: bytes(9) },
    })
    expect(
      dissectHandshake(encode.encodeKeyUpdate(true), { version: 0x0304, cipherSuite: null }).body,
    ).toMatchObject({
      requestUpdate: { value: 1, text: 'update_requested (1)' },
    })
  })
})

describe('what does not fit its length', () => {
  it('is refused', () => {
    expect(() => encode.encodeClientHello({ cipherSuites: new Array(32_768).fill(1) })).toThrow(RangeError)
    expect(() => encode.encodeClientHello({ cipherSuites: [1], sessionId: new Uint8Array(256) })).toThrow(
      RangeError,
    )
  })
})
