import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  type ClientHelloInput,
  encodeClientHello,
  encodeSslv2ClientHello,
  extension,
} from '../../../../../src/shared/tls/encode/index.ts'
import { ja3 } from '../../../../../src/shared/tls/fingerprint/index.ts'
import { dissectHandshake, dissectSslv2ClientHello } from '../../../../../src/shared/tls/message/dissect.ts'

function fingerprint(hello: ClientHelloInput) {
  const { body } = dissectHandshake(encodeClientHello(hello), { version: null, cipherSuite: null })
  return body.type === 'ClientHello' ? ja3(body) : null
}

describe('JA3', () => {
  /** String and MD5 as its authors give them: github.com/salesforce/ja3, README, "How it works". */
  it('of the example of its authors is the one they give', () => {
    const cipherSuites = [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4]
    const extensions = [
      extension.serverName('a.example'),
      extension.supportedGroups([23, 24, 25]),
      extension.ecPointFormats([0]),
    ]
    expect(fingerprint({ legacyVersion: 769, cipherSuites, extensions })).toEqual({
      text: '769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0',
      hash: 'ada70206e40642a3e4461f35503241d5',
    })
  })

  it('leaves fields empty where there are no extensions, as its authors show too', () => {
    expect(
      fingerprint({ legacyVersion: 769, cipherSuites: [4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99] }),
    ).toEqual({
      text: '769,4-5-10-9-100-98-3-6-19-18-99,,,',
      hash: 'de350869b8c85de67a350c8d186f11e6',
    })
  })

  it('leaves GREASE out of suites, extensions and groups', () => {
    const found = fingerprint({
      cipherSuites: [0x1a1a, 0x1301],
      extensions: [
        extension.grease(0x5a5a),
        extension.supportedGroups([0xaaaa, 29]),
        extension.ecPointFormats([0]),
      ],
    })
    expect(found?.text).toBe('771,4865,10-11,29,0')
    expect(found?.hash).toBe(createHash('md5').update('771,4865,10-11,29,0').digest('hex'))
  })

  it('does not exist for an SSL 2.0 hello', () => {
    const { body } = dissectSslv2ClientHello(encodeSslv2ClientHello({ version: 0x0301, cipherSpecs: [0x2f] }))
    expect(body.type === 'ClientHello' && ja3(body)).toBeNull()
  })
})
