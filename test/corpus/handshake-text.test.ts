import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { analyse } from '../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../src/main/engine/options.ts'
import { writeHandshake } from '../../src/shared/contract/handshake-document.ts'
import { JsonText } from '../../src/shared/contract/json-text.ts'
import { sharedPath, tellWhyAbsent } from '../support/shared-folder.ts'

const CAPTURE = /\.(pcap|pcapng|cap)$/

it.skipIf(tellWhyAbsent('corpus') !== null)(
  'writes every handshake of the corpus as its document reads, and again when much was met before',
  { timeout: 300_000 },
  async () => {
    const folder = sharedPath('corpus') ?? ''
    const captures = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      CAPTURE.test(path),
    )
    const text = new JsonText()
    let compared = 0
    for (let round = 0; round < 2; round++) {
      await analyse(
        captures.map((path) => ({ path, input: join(folder, path) })),
        NO_OPTIONS,
        {
          handshake: (document, { facts, diagnosis, leg }) => {
            writeHandshake(text, facts, diagnosis, leg)
            expect(Buffer.from(text.take()).toString()).toBe(JSON.stringify(document))
            compared++
          },
        },
      )
    }
    expect(compared).toBeGreaterThan(1000)
  },
)
