import { describe, expect, it } from 'vitest'
import { ByteWriter } from '../../../../../src/shared/bytes/writer.ts'
import { encodeHandshake, encodeServerHello } from '../../../../../src/shared/tls/encode/index.ts'
import { dissectHandshake } from '../../../../../src/shared/tls/message/dissect.ts'
import { findNode } from '../../../../support/field-tree.ts'
import { bytes, SAMPLES } from '../../../../support/tls-samples.ts'

const UNKNOWN = { version: null, cipherSuite: null }

describe('a capture that began late, so that nothing was negotiated yet', () => {
  const twoFaced = SAMPLES.filter(({ type }) =>
    ['Certificate', 'CertificateRequest', 'CertificateVerify', 'NewSessionTicket'].includes(type),
  )

  it.each(twoFaced)('still tells the form of $name from its lengths', ({ raw, context }) => {
    const known = dissectHandshake(raw, context)
    const guessed = dissectHandshake(raw, UNKNOWN)
    expect(guessed.problems).toEqual([])
    expect(guessed.tree).toEqual(known.tree)
  })

  it('still reads an ECDHE ServerKeyExchange by its looks', () => {
    for (const { raw, context } of SAMPLES.filter(({ name }) => name.includes('with ECDHE'))) {
      if (raw[0] !== 12) continue
      expect(dissectHandshake(raw, UNKNOWN).tree).toEqual(dissectHandshake(raw, context).tree)
    }
  })
})

describe('ServerKeyExchange', () => {
  it('gives the length of a DHE prime in bits', () => {
    const sample = SAMPLES.find(({ name }) => name === 'a ServerKeyExchange with DHE')
    const { body } = dissectHandshake(sample?.raw ?? new Uint8Array(0), {
      version: 0x0303,
      cipherSuite: 0x009e,
    })
    expect(body).toMatchObject({ type: 'ServerKeyExchange', dhPrimeBits: 1024 })
  })

  it('gives the curve and the algorithm of the signature', () => {
    const sample = SAMPLES.find(({ name }) => name === 'a ServerKeyExchange with ECDHE')
    const { body } = dissectHandshake(sample?.raw ?? new Uint8Array(0), {
      version: 0x0303,
      cipherSuite: 0xc02f,
    })
    expect(
      body.type === 'ServerKeyExchange' && [body.namedGroup?.text, body.signatureAlgorithm?.text],
    ).toEqual(['x25519 (0x001d)', 'rsa_pss_rsae_sha256 (0x0804)'])
  })

  it('has no signature in anonymous and in PSK suites', () => {
    const curve = new ByteWriter()
      .u8(3)
      .u16(0x1d)
      .vector(1, (out) => out.raw(bytes(32)))
      .bytes()
    const hinted = new ByteWriter()
      .vector(2, (out) => out.raw(bytes(3)))
      .raw(curve)
      .bytes()
    const anonymous = dissectHandshake(encodeHandshake(12, curve), { version: 0x0303, cipherSuite: 0xc018 })
    const psk = dissectHandshake(encodeHandshake(12, hinted), { version: 0x0303, cipherSuite: 0xc035 })
    expect([anonymous.problems, psk.problems]).toEqual([[], []])
    expect(findNode(psk.tree, 'psk_identity_hint').text).toBe('01080f')
  })

  it('shows parameters of a form it does not know as they are', () => {
    const { tree, problems } = dissectHandshake(encodeHandshake(12, bytes(9)), UNKNOWN)
    expect([findNode(tree, 'params').value, problems]).toEqual([bytes(9), []])
  })
})

describe('ServerHello', () => {
  it('of a TLS 1.3 draft before 22 has neither session id nor compression', () => {
    const body = new ByteWriter().u16(0x7f12).raw(bytes(32)).u16(0x1301).u16(0).bytes()
    const read = dissectHandshake(encodeHandshake(2, body), UNKNOWN)
    expect(read.problems).toEqual([])
    expect(read.body).toMatchObject({ legacyVersion: { text: 'TLS 1.3 draft 18 (0x7f12)' }, extensions: [] })
    expect(read.body.type === 'ServerHello' && read.body.sessionId).toBeUndefined()
  })

  it('of TLS 1.2 may have no extensions block', () => {
    const read = dissectHandshake(encodeServerHello({ cipherSuite: 0xc02f }), UNKNOWN)
    expect(read.body).toMatchObject({ type: 'ServerHello', extensions: [] })
  })
})

describe('messages of other standards', () => {
  it.each([
    [67, 'NextProtocol'],
    [21, 'CertificateURL'],
    [203, 'ChannelID'],
    [0x2a, 'Handshake(0x2a)'],
  ])('type %i is called %s and stays opaque', (type, name) => {
    const { tree, body, problems } = dissectHandshake(encodeHandshake(type, bytes(5)), UNKNOWN)
    expect([tree.name, body, problems]).toEqual([name, { type: 'Unknown', handshakeType: type }, []])
    expect(findNode(tree, 'opaque').value).toEqual(bytes(5))
  })
})
