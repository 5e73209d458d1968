import { analyse, type JudgedConversation } from '../../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../../src/main/engine/options.ts'
import type { SecretInputs } from '../../../src/main/engine/secrets.ts'
import { analysisSchema, type HandshakeDocument } from '../../../src/shared/contract/analysis.ts'
import { pcapngElements } from '../grammar/capture.ts'
import type { Random } from '../random.ts'
import { CAPTURES } from '../seeds/sealed-captures.ts'
import { must, type Target } from '../target.ts'

const OPTIONS = [
  NO_OPTIONS,
  {
    ...NO_OPTIONS,
    expectMtls: true,
    host: 'apim.contoso.internal',
    topology: { gateway: '10.20.1.10', apim: null },
  },
]

async function* inPieces(bytes: Uint8Array, random: Random): AsyncGenerator<Uint8Array> {
  const size = random.chance(0.7) ? bytes.length : 1 + random.below(3000)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** From the bytes of a capture to the documents a user sees, all the way. */
const river: Target = {
  name: 'river',
  seeds: () => CAPTURES,
  grammar: pcapngElements,
  takesCaptures: true,
  run: async (bytes, random) => {
    await analyseHolds(bytes, random)
  },
}

/** Analyses a capture and holds every document against what must be true of it. */
export async function analyseHolds(
  bytes: Uint8Array,
  random: Random,
  secrets: SecretInputs = NO_OPTIONS.secrets,
): Promise<HandshakeDocument[]> {
  const handshakes: HandshakeDocument[] = []
  const options = { ...(OPTIONS[random.below(2)] ?? NO_OPTIONS), secrets }
  const result = await analyse([{ path: 'input.pcapng', input: inPieces(bytes, random) }], options, {
    handshake: (document, judged) => {
      handshakes.push(document)
      documentHolds(document, judged)
    },
    defect: (error) => {
      throw error
    },
    failed: (_path, message) => must(message !== '', () => 'a failure without words'),
  })
  must(result.failures + result.sources.length === 1, () => 'one capture is neither read nor refused')
  const parsed = analysisSchema.safeParse({
    schema: 'tlscope.analysis/1',
    sources: result.sources,
    handshakes,
    findings: result.findings,
  })
  must(
    parsed.success,
    () =>
      `the document is not valid: ${parsed.error?.issues[0]?.path.join('.')} ${parsed.error?.issues[0]?.message}`,
  )
  return handshakes
}

/** What holds between a verdict, its findings and the messages they point at. */
export function documentHolds(document: HandshakeDocument, judged: JudgedConversation): void {
  const { outcome, findings } = document
  must(
    (outcome === 'broken') === (document.break !== null),
    () => `${outcome}, and the break is ${document.break?.stage ?? 'none'}`,
  )
  const error = findings.find(({ severity }) => severity === 'error')
  must(outcome !== 'completed' || error === undefined, () => `completed, and yet ${error?.id}`)
  must(
    document.messages.length === judged.conversation.messages.length,
    () => 'another number of messages than the conversation has',
  )
  for (const { id, evidence, summary, explanation } of findings) {
    must(summary !== '' && explanation !== '', () => `${id} says nothing`)
    must(
      !/undefined|NaN|\[object/.test(summary + explanation),
      () => `${id} says "${summary} ${explanation}"`,
    )
    for (const one of evidence) {
      if ('file' in one || one.message === null) continue
      const message = judged.conversation.messages[one.message]
      must(message !== undefined, () => `${id} points at message ${one.message}, which is none`)
      if (one.bytes === null || message === undefined) continue
      const [start, end] = one.bytes
      const length = message.raw?.length ?? 0
      must(
        start >= 0 && start <= end && end <= length,
        () => `${id} points at bytes [${start}, ${end}) of ${length}`,
      )
    }
  }
}

export const RIVER_TARGETS: readonly Target[] = [river]
