import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openChaChaOfHost, openChaChaOfLibrary } from '../../../../src/main/decrypt/aead.ts'
import { openCcm } from '../../../../src/main/decrypt/ccm.ts'
import { hostHas } from '../../../../src/main/decrypt/host.ts'
import { hkdfExpandLabel, prfTls12 } from '../../../../src/main/decrypt/key-derivation.ts'
import { Rc4 } from '../../../../src/main/decrypt/rc4.ts'
import { fromHex, hex, utf8 } from '../../../../src/shared/bytes/text.ts'

function bytes(text: string): Uint8Array {
  const read = fromHex(text.replace(/\s/g, ''))
  if (read === null) throw new Error('no hex')
  return read
}

const counting = (from: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => from + at)

describe('the key schedule of TLS 1.3 (RFC 8448 3)', () => {
  it.each([
    [
      'the server, handshake',
      'b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38',
      '3fce516009c21727d0f2e4e86ee403bc',
      '5d313eb2671276ee13000b30',
    ],
    [
      'the client, handshake',
      'b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21',
      'dbfaa693d1762c5b666af5d950258d01',
      '5bd3c71b836e0b76bb73265f',
    ],
    [
      'the server, application data',
      'a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643',
      '9f02283b6c9c07efc26bb9f2ac92e356',
      'cf782b88dd83549aadf1e984',
    ],
    [
      'the client, application data',
      '9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5',
      '17422dda596ed5d9acd890e3c63f5051',
      '5b78923dee08579033e523d9',
    ],
  ])('gives key and IV of %s', (_who, secret, key, iv) => {
    expect(hex(hkdfExpandLabel('sha256', bytes(secret), 'key', 16))).toBe(key)
    expect(hex(hkdfExpandLabel('sha256', bytes(secret), 'iv', 12))).toBe(iv)
  })
})

describe('the PRF of TLS 1.2', () => {
  it('gives the widely published vector for SHA-256', () => {
    const secret = bytes('9bbe436ba940f017b17652849a71db35')
    const seed = bytes('a0ba9f936cda311827a6f796ffd5198c')
    expect(hex(prfTls12('sha256')(secret, 'test label', seed, 100))).toBe(
      'e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66',
    )
  })
})

describe('AES-CCM', () => {
  const key = counting(0xc0, 16)
  it.each([
    [1, '00000003020100a0a1a2a3a4a5', 31, '588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0'],
    [2, '00000004030201a0a1a2a3a4a5', 32, '72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3ba091d56e10400916'],
    [
      3,
      '00000005040302a0a1a2a3a4a5',
      33,
      '51b1e5f44a197d1da46b0f8e2d282ae871e838bb64da8596574adaa76fbd9fb0c5',
    ],
  ])('opens packet vector %i of RFC 3610', (_number, nonce, length, sealed) => {
    const opened = openCcm(key, bytes(nonce), counting(0, 8), bytes(sealed), 8)
    expect(opened).toEqual(counting(8, length - 8))
  })

  it('refuses a changed tag, text or header', () => {
    const sealed = bytes('588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0')
    const nonce = bytes('00000003020100a0a1a2a3a4a5')
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(openCcm(key, nonce, counting(0, 8), changed, 8)).toBeNull()
    }
    expect(openCcm(key, nonce, counting(1, 8), sealed, 8)).toBeNull()
    expect(openCcm(key, nonce, counting(0, 8), sealed.subarray(0, 7), 8)).toBeNull()
  })

  it('opens what the host seals, of any length', () => {
    if (!hostHas('aes-256-ccm')) return console.log('not compared: this host has no AES-CCM of its own')
    for (const length of [0, 1, 15, 16, 17, 255, 16_384]) {
      for (const tagLength of [8, 16]) {
        const content = counting(0, length)
        const cipher = createCipheriv('aes-256-ccm', counting(0, 32), counting(9, 12), {
          authTagLength: tagLength,
        })
        cipher.setAAD(counting(3, 13), { plaintextLength: length })
        const sealed = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
        expect(openCcm(counting(0, 32), counting(9, 12), counting(3, 13), sealed, tagLength)).toEqual(content)
      }
    }
  })
})

describe('ChaCha20-Poly1305 (RFC 8439 2.8.2)', () => {
  const sealed = bytes(
    'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691',
  )
  const nonce = bytes('070000004041424344454647')
  const additional = bytes('50515253c0c1c2c3c4c5c6c7')

  it.each([
    ['the library', openChaChaOfLibrary],
    ...(hostHas('chacha20-poly1305') ? [['the host', openChaChaOfHost] as const] : []),
  ] as const)('is opened by %s', (_who, open) => {
    const opened = open(counting(0x80, 32), nonce, additional, sealed)
    expect(utf8(opened ?? new Uint8Array(0))).toMatch(/^Ladies and Gentlemen of the class of '99: /)
    const changed = sealed.slice()
    changed[3] = 0
    expect(open(counting(0x80, 32), nonce, additional, changed)).toBeNull()
    expect(open(counting(0x80, 32), nonce, additional, sealed.subarray(0, 5))).toBeNull()
  })
})

describe('RC4 (RFC 6229)', () => {
  it('gives the stream of the 40-bit key, in pieces too', () => {
    const expected = 'b2396305f03dc027ccc3524a0a1118a8'
    expect(hex(new Rc4(bytes('0102030405')).update(new Uint8Array(16)))).toBe(expected)
    const inPieces = new Rc4(bytes('0102030405'))
    expect(hex(inPieces.update(new Uint8Array(5))) + hex(inPieces.update(new Uint8Array(11)))).toBe(expected)
  })
})
