import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SecretStore } from '../../../../src/main/decrypt/secret-store.ts'
import { analyse, type JudgedConversation } from '../../../../src/main/engine/analysis.ts'
import { type EngineOptions, NO_OPTIONS } from '../../../../src/main/engine/options.ts'
import { type ConnectionPlace, SourcePlaces } from '../../../../src/main/engine/places.ts'
import { readConnection } from '../../../../src/main/engine/read-connection.ts'
import type { HandshakeDocument } from '../../../../src/shared/contract/analysis.ts'
import {
  asPcap,
  asSections,
  type Interleaved,
  inFragments,
  inTunnels,
  interleaved,
} from '../../../support/engine/interleaved.ts'
import { sharedPath, tellWhyAbsent } from '../../../support/shared-folder.ts'

interface Told {
  readonly document: HandshakeDocument
  readonly judged: JudgedConversation
  readonly place: ConnectionPlace | null
}

/** Positions are told between chunks: small ones, so that there are many. */
async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const length = Math.max(100, Math.ceil(bytes.length / 2000))
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

/** Reads all of a capture, then each of some connections from its own part of it: both have to be the same. */
async function bothWays(
  capture: Uint8Array,
  options: EngineOptions = NO_OPTIONS,
): Promise<{ told: readonly Told[]; fromTheMiddle: number }> {
  const told: Told[] = []
  const places = new SourcePlaces()
  const read: SecretStore[] = []
  let saved = false
  await analyse([{ path: 'a', input: chunksOf(capture) }], options, {
    places: (_source, secrets) => {
      read.push(secrets)
      return places
    },
    handshake: (document, judged) =>
      told.push({ document, judged, place: places.ofTold(document.tcpStream) }),
    source: ({ probe }) => {
      saved = probe !== undefined
    },
  })
  const [secrets] = read
  if (secrets === undefined || saved) return { told: [], fromTheMiddle: 0 }
  let fromTheMiddle = 0
  const every = Math.ceil(told.length / 40)
  for (const { document, judged, place } of told.filter((_, at) => at % every === 0)) {
    const { id, tcpStream } = document
    if (place === null) throw new Error(`where ${id} stands was not told`)
    const position = places.before(place.firstFrame)
    if (position !== null) fromTheMiddle++
    const again = await readConnection({
      input: capture,
      source: 0,
      tcpStream,
      place,
      position,
      options,
      secrets,
    })
    expect(JSON.stringify(again?.document)).toBe(JSON.stringify(document))
    expect(again?.judged.conversation).toEqual(judged.conversation)
    expect(again?.judged.tape).toEqual(judged.tape)
  }
  return { told, fromTheMiddle }
}

let mixed: Interleaved = { frames: [], keyLog: '' }
beforeAll(async () => {
  let state = 20_261_122
  mixed = await interleaved(11, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  })
}, 60_000)

describe('a connection that is read from its own part of a capture', () => {
  it('is the same as in a reading of everything', async () => {
    const { told, fromTheMiddle } = await bothWays(asPcap(mixed.frames))
    expect(told).toHaveLength(33)
    expect(new Set(told.map(({ document }) => document.outcome)).size).toBeGreaterThan(1)
    expect(fromTheMiddle).toBeGreaterThan(25)
  })

  it('is the same in sections of either byte order, on interfaces whose clocks differ', async () => {
    const { told, fromTheMiddle } = await bothWays(asSections(mixed.frames, null))
    expect(told).toHaveLength(33)
    expect(fromTheMiddle).toBeGreaterThan(25)
  })

  it('is opened by secrets that stand before it in the capture', async () => {
    const { told, fromTheMiddle } = await bothWays(asSections(mixed.frames, mixed.keyLog))
    const opened = told.filter(({ document }) => document.decryption?.state === 'decrypted')
    expect(opened.length).toBeGreaterThan(20)
    expect(fromTheMiddle).toBeGreaterThan(25)
  })

  it('is opened by a key log', async () => {
    const keyLogs = [{ name: 'test', bytes: Buffer.from(mixed.keyLog, 'latin1') }]
    const options = { ...NO_OPTIONS, secrets: { keyLogs, rsaKeys: [] } }
    const { told } = await bothWays(asPcap(mixed.frames), options)
    expect(told.filter(({ document }) => document.decryption?.state === 'decrypted').length).toBeGreaterThan(
      20,
    )
  })

  it('is the same where its packets come in pieces, and within tunnels', async () => {
    const { told } = await bothWays(asPcap(inTunnels(inFragments(mixed.frames))))
    expect(told).toHaveLength(33)
    expect(told.filter(({ document }) => document.outcome === 'completed').length).toBeGreaterThan(15)
  })

  it.skipIf(tellWhyAbsent('corpus') !== null)(
    'is the same in captures of every kind',
    async () => {
      const corpus = sharedPath('corpus') ?? ''
      const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((file) =>
        /\.(pcap|pcapng|cap)$/.test(file),
      )
      let connections = 0
      let fromTheMiddle = 0
      for (const file of files) {
        const capture = readFileSync(join(corpus, file))
        if (capture.length < 24 || capture.length > 3e6 || (capture[0] === 0x1f && capture[1] === 0x8b))
          continue
        const both = await bothWays(capture).catch((error: unknown) => {
          throw new Error(file, { cause: error })
        })
        connections += both.told.length
        fromTheMiddle += both.fromTheMiddle
      }
      expect(connections).toBeGreaterThan(200)
      expect(fromTheMiddle).toBeGreaterThan(150)
    },
    240_000,
  )
})
