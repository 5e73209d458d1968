import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Faulty } from '../../../../../src/main/probe/tls-client/ending.ts'
import { generateKeyShare } from '../../../../../src/main/probe/tls-client/key-exchange.ts'
import {
  agreeOnPremaster,
  readServerExchange,
} from '../../../../../src/main/probe/tls-client/key-exchange12.ts'
import { concat } from '../../../../../src/shared/bytes/text.ts'
import { ByteWriter } from '../../../../../src/shared/bytes/writer.ts'
import { encodeHandshake } from '../../../../../src/shared/tls/encode/index.ts'
import { cipherSuiteFacts } from '../../../../../src/shared/tls/registry/index.ts'

/** What a ServerKeyExchange may say, right and wrong. */

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const key = createPublicKey(pair.publicKey.export({ type: 'spki', format: 'pem' }))
const randoms = new Uint8Array(64).fill(7)

function suite(code: number) {
  const facts = cipherSuiteFacts(code)
  if (facts === null) throw new Error('no suite')
  return facts
}

function message(
  params: Uint8Array,
  signature = sign('sha256', concat([randoms, params]), pair.privateKey),
): Uint8Array {
  const tail = new ByteWriter().u16(0x0403).vector(2, (out) => out.raw(signature))
  return encodeHandshake(12, concat([params, tail.bytes()]))
}

const curveParams = (group: number, point: Uint8Array, type = 3): Uint8Array =>
  new ByteWriter()
    .u8(type)
    .u16(group)
    .vector(1, (out) => out.raw(point))
    .bytes()

const fieldParams = (...values: Uint8Array[]): Uint8Array => {
  const out = new ByteWriter()
  for (const value of values) out.vector(2, (inner) => inner.raw(value))
  return out.bytes()
}

const ECDHE = suite(0xc02b)
const DHE = suite(0x009e)

function faultOf(work: () => unknown) {
  try {
    work()
  } catch (error) {
    if (error instanceof Faulty) return error.fault
    throw error
  }
  throw new Error('no fault')
}

describe('a ServerKeyExchange', () => {
  it.each([23, 24, 25, 29])('over group %i gives both sides the same secret', (group) => {
    const server = generateKeyShare(group)
    if (server === null) expect.fail('no share')
    const read = readServerExchange(
      message(curveParams(group, server.publicKey)),
      ECDHE,
      0x0303,
      randoms,
      key,
    )
    expect(read).toMatchObject({ group, scheme: 0x0403, signature: 'good' })
    const { clientKeyExchange, premaster } = agreeOnPremaster(read)
    expect(server.agree(clientKeyExchange.subarray(5))).toEqual(premaster)
  })

  it('is not checked where the certificate’s key could not be read, and that is said', () => {
    const server = generateKeyShare(29)
    const raw = message(curveParams(29, server?.publicKey ?? randoms))
    expect(readServerExchange(raw, ECDHE, 0x0303, randoms, null).signature).toBe('unknown')
  })

  it.each([
    [
      'of a signature over something else',
      message(curveParams(29, randoms.subarray(0, 32)), Buffer.alloc(70)),
      'bad-signature',
    ],
    ['of a curve spelt out', message(curveParams(29, randoms.subarray(0, 32), 1)), 'unsupported'],
    ['of a group nobody has', message(curveParams(0xfe00, randoms.subarray(0, 32))), 'unsupported'],
    ['that ends in the middle', encodeHandshake(12, Uint8Array.of(3, 0, 29, 32, 1)), 'malformed'],
  ])('%s is refused', (_what, raw, kind) => {
    expect(faultOf(() => readServerExchange(raw, ECDHE, 0x0303, randoms, key))).toMatchObject({
      kind,
      subject: 'ServerKeyExchange',
    })
  })

  it.each([23, 24, 25, 29])('whose value is none of group %i is refused', (group) => {
    const raw = message(curveParams(group, new Uint8Array(33).fill(4)))
    const read = readServerExchange(raw, ECDHE, 0x0303, randoms, key)
    expect(faultOf(() => agreeOnPremaster(read))).toMatchObject({ kind: 'bad-key' })
  })

  it.each([
    ['an even prime', [Uint8Array.of(0x80, 0), Uint8Array.of(2), Uint8Array.of(5)]],
    ['a prime without end', [new Uint8Array(5000).fill(255), Uint8Array.of(2), Uint8Array.of(5)]],
    ['no generator', [Uint8Array.of(0x7f, 0xff), new Uint8Array(0), Uint8Array.of(5)]],
  ])('with %s is refused at once', (_what, values) => {
    const raw = message(fieldParams(...values))
    expect(faultOf(() => readServerExchange(raw, DHE, 0x0303, randoms, key))).toMatchObject({
      kind: 'bad-key',
    })
  })

  it('with a public value of one is refused', () => {
    const raw = message(fieldParams(Uint8Array.of(0x7f, 0xff), Uint8Array.of(2), Uint8Array.of(1)))
    const read = readServerExchange(raw, DHE, 0x0303, randoms, key)
    expect(faultOf(() => agreeOnPremaster(read))).toMatchObject({ kind: 'bad-key' })
  })
})
