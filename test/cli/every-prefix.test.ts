import { beforeAll, describe, expect, it } from 'vitest'
import { CaptureError } from '../../src/main/capture-file/events.ts'
import { analyse } from '../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../src/main/engine/options.ts'
import { findScenario } from '../../src/main/lab/index.ts'
import { type HandshakeDocument, handshakeSchema } from '../../src/shared/contract/analysis.ts'
import { pcapOf } from '../support/packets/capture.ts'
import { brokenCapture } from './support/captures.ts'
import { framesOf } from './support/frames.ts'

let pcapng: Uint8Array = new Uint8Array(0)
let pcap: Uint8Array = new Uint8Array(0)

beforeAll(async () => {
  expect(findScenario('client-ca-unknown')).not.toBeNull()
  pcapng = await brokenCapture()
  pcap = pcapOf(await framesOf(pcapng))
})

/** A capture cut at any byte gives what could be read, or one sentence; never anything else. */
describe('a capture cut at every byte', () => {
  it.each([
    ['pcap', () => pcap],
    ['pcapng', () => pcapng],
  ])(
    '%s',
    async (_name, whole) => {
      const bytes = whole()
      const full = await outcomeOf(bytes)
      expect(full).toMatchObject({ failure: null, outcomes: ['broken'] })
      const seen = new Set<string>()
      for (let length = 0; length < bytes.length; length++) {
        const { failure, outcomes, warnings } = await outcomeOf(bytes.subarray(0, length))
        if (failure !== null) {
          expect(failure, `cut at ${length}`).toMatch(/^the input: [^\n]+$/)
          // The file's own header is the least a capture can be recognised by.
          expect(length).toBeLessThan(28)
        } else if (warnings > 0) seen.add('warned')
        for (const outcome of outcomes) seen.add(outcome)
      }
      expect([...seen].sort()).toEqual(['broken', 'incomplete', 'warned'])
    },
    240_000,
  )
})

async function outcomeOf(bytes: Uint8Array) {
  const outcomes: HandshakeDocument['outcome'][] = []
  let failure: string | null = null
  const result = await analyse([{ path: 'the input', input: chunk(bytes) }], NO_OPTIONS, {
    handshake: (document) => {
      handshakeSchema.parse(document)
      outcomes.push(document.outcome)
    },
    defect: (error) => {
      throw error
    },
    failed: (_path, message) => {
      failure = message
    },
  }).catch((error: unknown) => {
    throw error instanceof CaptureError ? new Error(`escaped: ${error.message}`) : error
  })
  return { failure, outcomes, warnings: result.sources[0]?.warnings.length ?? 0 }
}

async function* chunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes
}
