import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '../../../../../src/shared/bytes/text.ts'
import {
  encodeClientHello,
  encodeServerHello,
  extension,
} from '../../../../../src/shared/tls/encode/index.ts'
import { ja3, ja4 } from '../../../../../src/shared/tls/fingerprint/index.ts'
import { dissectHandshake } from '../../../../../src/shared/tls/message/dissect.ts'
import { dissectOnce } from '../../../../../src/shared/tls/message/dissect-once.ts'
import type { HandshakeContext } from '../../../../../src/shared/tls/message/handshake.ts'
import { HELLO_RETRY_REQUEST_RANDOM } from '../../../../../src/shared/tls/message/hello.ts'
import { plain } from '../../../../support/plain.ts'
import { bytes, SAMPLES } from '../../../../support/tls-samples.ts'

const TLS12: HandshakeContext = { version: 0x0303, cipherSuite: 0xc02f }

/** Read twice by way of shapes, and once for itself: everything must be alike, the tree too. */
function expectSame(raw: Uint8Array, context: HandshakeContext): void {
  const expected = plain(dissectHandshake(raw, context))
  for (let times = 0; times < 2; times++) {
    const { tree, body, problems } = dissectOnce(raw, context)
    expect(plain({ tree, body, problems })).toEqual(expected)
  }
}

function hello(name: string, random: number, share = random) {
  return encodeClientHello({
    random: bytes(32, random),
    sessionId: bytes(32, random + 1),
    cipherSuites: [0x1301, 0xc02f],
    extensions: [
      extension.serverName(name),
      extension.keyShares([{ group: 0x001d, keyExchange: bytes(32, share) }]),
    ],
  })
}

function clientHello(raw: Uint8Array) {
  const { body } = dissectOnce(raw, TLS12)
  if (body.type !== 'ClientHello') throw new Error('no ClientHello')
  return body
}

describe('a message read by way of its shape', () => {
  it.each(SAMPLES)('says of $name what it says read for itself', ({ raw, context }) => {
    expectSame(raw, context)
  })

  it('says so of any message that differs in a few bytes from one read before', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 })
    fc.assert(
      fc.property(fc.constantFrom(...SAMPLES), changes, ({ raw, context }, changed) => {
        dissectOnce(raw, context)
        const other = raw.slice()
        for (const [at, byte] of changed) other[at % other.length] = byte
        expectSame(other, context)
      }),
      { numRuns: 600 },
    )
  })

  it('shows its own random, session id and keys, and never another message\u2019s', () => {
    const [first, second] = [clientHello(hello('a.example', 3)), clientHello(hello('a.example', 90))]
    expect(hex(first.random?.value ?? new Uint8Array(0))).toBe(hex(bytes(32, 3)))
    expect(second.random?.value).toEqual(bytes(32, 90))
    expect(second.random?.text).toBe(hex(bytes(32, 90)))
    expect(second.sessionId?.value).toEqual(bytes(32, 91))
    const share = second.extensions.find(({ type }) => type === 51)
    expect(share?.content.text).toContain(hex(bytes(32, 90)))
    expect(JSON.stringify(plain(share?.node))).toContain(hex(bytes(32, 90)))
  })

  it('shares what does not vary with the messages read before, and the fingerprints with it', () => {
    const [first, second] = [clientHello(hello('b.example', 3)), clientHello(hello('b.example', 90))]
    expect(second.cipherSuites).toBe(first.cipherSuites)
    expect(second.extensions[0]).toBe(first.extensions[0])
    expect(ja3(second)).toBe(ja3(first))
    expect(ja4(second)).toBe(ja4(first))
  })

  it('tells apart what differs elsewhere by one byte', () => {
    const names = ['host-1.example', 'host-2.example', 'host-1.example'].map((name, at) => {
      const data = clientHello(hello(name, at)).extensions[0]?.data
      return data?.kind === 'server_name' ? data.hostNames[0]?.value : null
    })
    expect(names).toEqual(['host-1.example', 'host-2.example', 'host-1.example'])
  })

  it('tells a HelloRetryRequest from a ServerHello by the random that it is', () => {
    const types = [bytes(32, 1), HELLO_RETRY_REQUEST_RANDOM, bytes(32, 2)].map((random) => {
      const raw = encodeServerHello({ random, cipherSuite: 0x1301, extensions: [] })
      return dissectOnce(raw, TLS12).body.type
    })
    expect(types).toEqual(['ServerHello', 'HelloRetryRequest', 'ServerHello'])
  })

  it('reads by what was negotiated, not by what the same bytes meant in another session', () => {
    const sample = SAMPLES.find(({ name }) => name === 'a ServerKeyExchange with DHE')?.raw ?? bytes(4)
    for (const cipherSuite of [0x009e, 0xc02f, 0x009c, 0x009e])
      expectSame(sample, { version: 0x0303, cipherSuite })
  })

  it('leaves the bytes to whoever gave them: overwriting them changes no later reading', () => {
    const raw = hello('c.example', 7)
    const kept = raw.slice()
    dissectOnce(raw, TLS12)
    raw.fill(0xee)
    expectSame(kept, TLS12)
  })

  it('remembers a bounded number of shapes, and reads on when there are more', () => {
    const names = Array.from({ length: 1500 }, (_, at) => `host-${at}.example`)
    for (const name of [...names, ...names]) {
      const data = clientHello(hello(name, 1)).extensions[0]?.data
      expect(data?.kind === 'server_name' && data.hostNames[0]?.value).toBe(name)
    }
  })
})
