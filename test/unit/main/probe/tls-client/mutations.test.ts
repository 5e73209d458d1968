import { beforeAll, describe, expect, it } from 'vitest'
import { generateEcKey, issueEc } from '../../../../../src/main/lab/certificates/ec.ts'
import type { Identity } from '../../../../../src/main/lab/certificates/profile.ts'
import type { HandshakeResult, WaitResult } from '../../../../../src/main/probe/tls-client/index.ts'
import {
  encodeCertificateRequest13,
  encodeEncryptedExtensions,
  encodeKeyUpdate,
  encodeNewSessionTicket13,
  extension,
} from '../../../../../src/shared/tls/encode/index.ts'
import { absent, type RunningServer, stage } from './support/commands.ts'
import { clientInMemory } from './support/memory.ts'
import { clientTo } from './support/probe.ts'
import { Server13 } from './support/server13.ts'

/**
 * Messages with something changed at random, in places that repeat from run to run: whatever comes, there is a typed
 * result with a stage, in time, and never one that blames this program.
 */

const RUNS = 200

/** Deterministic, so that a failure can be had again (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

/** Flips a bit, sets a byte to an extreme, cuts out or repeats a piece. */
function mutated(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const at = random(Math.max(bytes.length, 1))
  const copy = Uint8Array.from(bytes)
  const length = 1 + random(8)
  switch (random(5)) {
    case 0:
      copy[at] = (copy[at] ?? 0) ^ (1 << random(8))
      return copy
    case 1:
      copy[at] = random(2) * 255
      return copy
    case 2:
      return Uint8Array.from([...copy.subarray(0, at), ...copy.subarray(at + length)])
    case 3:
      return Uint8Array.from([...copy.subarray(0, at + length), ...copy.subarray(at)])
    default:
      return copy.subarray(0, at)
  }
}

function judged(result: HandshakeResult | WaitResult): string {
  if (result.kind !== 'ended') return result.kind
  const { ending } = result
  expect(ending.stage).toBeTypeOf('string')
  if (!('fault' in ending)) return ending.how
  expect(ending.fault, JSON.stringify(ending)).not.toMatchObject({ kind: 'internal' })
  expect(ending.fault, JSON.stringify(ending)).not.toMatchObject({
    subject: 'the crypto library of this program',
  })
  return ending.fault.kind
}

describe('messages of TLS 1.3 with something changed', () => {
  let identity: Identity
  beforeAll(async () => {
    const profile = {
      subject: [['CN', 'apim.contoso.internal']],
      notBefore: new Date(Date.UTC(2020, 0)),
      notAfter: new Date(Date.UTC(2040, 0)),
    } as const
    identity = await issueEc(profile, 'P-256', await generateEcKey('P-256'), null)
  })

  it(`end in a typed result in ${RUNS} of ${RUNS} runs`, async () => {
    const results: Record<string, number> = {}
    for (let run = 0; run < RUNS; run++) {
      const random = randomFrom(run)
      const target = random(8)
      const { transport, client } = clientInMemory()
      const server = new Server13(transport, { key: identity.privateKey, certificate: identity.der })
      let said = 0
      server.change = (message) => (said++ === target ? mutated(message, random) : message)
      const serving = (async (): Promise<void> => {
        await server.hellos()
        const names = [Uint8Array.of(0x30, 0)]
        server.handshake(encodeEncryptedExtensions([extension.applicationLayerProtocols(['h2'])]))
        server.handshake(
          encodeCertificateRequest13([
            extension.signatureAlgorithms([0x0403, 0x0804]),
            extension.certificateAuthorities(names),
          ]),
        )
        server.authenticate()
        await server.clientFinished()
        server.handshake(encodeNewSessionTicket13({ lifetime: 60, ticket: new Uint8Array(40) }))
        server.handshake(encodeKeyUpdate(false))
      })()
      serving.catch(() => {})
      const handshake = await client.handshake(100)
      const result =
        handshake.kind === 'ended' ? handshake : await client.wait({ timeoutMs: 100, quietMs: 5 })
      const name = judged(result)
      results[name] = (results[name] ?? 0) + 1
      client.destroy()
    }
    expect(Object.values(results).reduce((sum, count) => sum + count, 0)).toBe(RUNS)
    expect(Object.keys(results)).toEqual(
      expect.arrayContaining(['malformed', 'bad-signature', 'bad-finished']),
    )
  }, 120_000)
})

const missing = absent('openssl')

describe.skipIf(missing)('flights of a real server of TLS 1.2 with something changed', () => {
  const { workshop, start } = stage()
  let server: RunningServer
  beforeAll(async () => {
    server = await start('rsa', '-www', '-CAfile', workshop.clientCa.certificate, '-verify', '2')
  }, 60_000)

  it(`end in a typed result in ${RUNS} of ${RUNS} runs`, async () => {
    const suites = [0xc02f, 0x009e, 0x009c, 0xc018]
    const results: Record<string, number> = {}
    for (let run = 0; run < RUNS; run++) {
      const random = randomFrom(run)
      let first = true
      const client = await clientTo(server.port, {
        hello: { versions: [0x0303], cipherSuites: [suites[run % suites.length] ?? 0] },
        meddle: (bytes) => {
          const changed = first ? mutated(bytes, random) : bytes
          first = false
          return [changed]
        },
      })
      const handshake = await client.handshake(150)
      const name = judged(handshake)
      results[name] = (results[name] ?? 0) + 1
      client.destroy()
    }
    expect(Object.values(results).reduce((sum, count) => sum + count, 0)).toBe(RUNS)
    expect(Object.keys(results)).toEqual(expect.arrayContaining(['malformed', 'bad-signature']))
  }, 120_000)
})
