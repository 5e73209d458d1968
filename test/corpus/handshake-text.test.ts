import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeCaptures, SMALL } from '../../bench/make/captures.ts'
import { Random } from '../../bench/make/random.ts'
import { analyse } from '../../src/main/engine/analysis.ts'
import { documentOf, judgeConversation } from '../../src/main/engine/judge.ts'
import { NO_OPTIONS } from '../../src/main/engine/options.ts'
import { writeHandshake } from '../../src/shared/contract/handshake-text.ts'
import { JsonText } from '../../src/shared/contract/json-text.ts'
import type { Conversation, LadderMessage } from '../../src/shared/conversation/conversation.ts'
import { Opinions } from '../../src/shared/diagnosis/known/opinions.ts'
import { sharedPath, tellWhyAbsent } from '../support/shared-folder.ts'

const CAPTURE = /\.(pcap|pcapng|cap)$/
/** An opinion is formed when a conversation is met again, and shared from then on. */
const TIMES = 4

it.skipIf(tellWhyAbsent('corpus') !== null)(
  'writes every handshake of the corpus as the document reads that is made of it alone, whatever was met before',
  { timeout: 300_000 },
  async () => {
    const folder = sharedPath('corpus') ?? ''
    const captures = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      CAPTURE.test(path),
    )
    const { compared, shared } = await compare(captures.map((path) => join(folder, path)))
    expect(compared).toBeGreaterThan(2000)
    expect(shared).toBeGreaterThan(200)
  },
)

it('writes every handshake of the benchmark so', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tlscope-text-'))
  try {
    const { bulk, noise, small } = makeCaptures(folder, { ...SMALL, bulkHandshakes: 200 }, () => {})
    const { compared, shared } = await compare([bulk, noise, ...small])
    expect(compared).toBeGreaterThan(800)
    expect(shared).toBeGreaterThan(400)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** Each conversation several times, at another time, in other packets, from another client. */
async function compare(captures: readonly string[]): Promise<{ compared: number; shared: number }> {
  const random = new Random(7)
  const text = new JsonText()
  const opinions = new Opinions()
  let compared = 0
  let shared = 0
  const check = (conversation: Conversation): void => {
    const judged = judgeConversation(conversation, NO_OPTIONS, null, opinions)
    const alone = documentOf(judgeConversation(conversation, NO_OPTIONS))
    writeHandshake(text, judged.facts, judged.diagnosis, judged.leg)
    expect(Buffer.from(text.take()).toString()).toBe(JSON.stringify(alone))
    expect(documentOf(judged)).toEqual(alone)
    compared++
    if (judged.diagnosis.shared !== undefined) shared++
  }
  await analyse(
    captures.map((path) => ({ path, input: path })),
    NO_OPTIONS,
    {
      handshake: (_document, { conversation }) => {
        check(conversation)
        for (let time = 1; time < TIMES; time++) check(another(conversation, random))
      },
    },
  )
  return { compared, shared }
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
