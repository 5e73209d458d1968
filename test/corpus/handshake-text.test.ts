import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeCaptures, SMALL } from '../../bench/make/captures.ts'
import { Random } from '../../bench/make/random.ts'
import { analyse } from '../../src/main/engine/analysis.ts'
import { judgeConversation } from '../../src/main/engine/judge.ts'
import { NO_OPTIONS } from '../../src/main/engine/options.ts'
import { handshakeDocument, writeHandshake } from '../../src/shared/contract/handshake-document.ts'
import { JsonText } from '../../src/shared/contract/json-text.ts'
import type { Conversation, LadderMessage } from '../../src/shared/conversation/conversation.ts'
import { sharedPath, tellWhyAbsent } from '../support/shared-folder.ts'

const CAPTURE = /\.(pcap|pcapng|cap)$/
/** Each conversation is met so often: texts are remembered from the second time on. */
const TIMES = 3

it.skipIf(tellWhyAbsent('corpus') !== null)(
  'writes every handshake of the corpus as its document reads, whatever was written before',
  { timeout: 300_000 },
  async () => {
    const folder = sharedPath('corpus') ?? ''
    const captures = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      CAPTURE.test(path),
    )
    expect(await compare(captures.map((path) => join(folder, path)))).toBeGreaterThan(1500)
  },
)

it('writes every handshake of the benchmark so', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tlscope-text-'))
  try {
    const { bulk, noise, small } = makeCaptures(folder, { ...SMALL, bulkHandshakes: 200 }, () => {})
    expect(await compare([bulk, noise, ...small])).toBeGreaterThan(600)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** Each conversation several times, at another time, in other packets, from another client. */
async function compare(captures: readonly string[]): Promise<number> {
  const random = new Random(7)
  const text = new JsonText()
  let compared = 0
  const check = (conversation: Conversation): void => {
    const { facts, diagnosis, leg } = judgeConversation(conversation, NO_OPTIONS)
    writeHandshake(text, facts, diagnosis, leg)
    const document = handshakeDocument(facts, diagnosis, leg)
    expect(Buffer.from(text.take()).toString()).toBe(JSON.stringify(document))
    compared++
  }
  await analyse(
    captures.map((path) => ({ path, input: path })),
    NO_OPTIONS,
    {
      handshake: (_document, { conversation }) => {
        check(conversation)
        for (let time = 1; time < TIMES; time++) check(another(conversation, random))
      },
      defect: (error) => {
        throw error
      },
    },
  )
  return compared
}

function another(conversation: Conversation, random: Random): Conversation {
  const laterMicros = random.below(2) === 0 ? random.below(1e9) : random.below(400) * 86_400e6
  const laterFrames = random.below(100_000)
  const pace = 1 + random.below(3) / 2
  const micros = (at: number): number =>
    conversation.startedMicros + laterMicros + Math.round((at - conversation.startedMicros) * pace)
  return {
    ...conversation,
    tcpStream: random.below(1_000_000),
    client: { address: `10.9.${random.below(256)}.${random.below(256)}`, port: random.below(65_536) },
    startedMicros: micros(conversation.startedMicros),
    endedMicros: micros(conversation.endedMicros),
    messages: conversation.messages.map((row): LadderMessage => {
      const changes = {
        atMicros: micros(row.atMicros),
        frames: row.frames.map((frame) => frame + laterFrames),
      }
      return Object.create(row, Object.getOwnPropertyDescriptors(changes))
    }),
  }
}
