import { analyse, type JudgedConversation } from '../../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../../src/main/engine/options.ts'
import { differingRanges } from '../../../src/shared/conversation/compare/byte-diff.ts'
import { compareConversations } from '../../../src/shared/conversation/compare/compare.ts'
import type { Comparison } from '../../../src/shared/conversation/compare/shape.ts'
import { pcapngElements } from '../grammar/capture.ts'
import type { Random } from '../random.ts'
import { CAPTURES } from '../seeds/sealed-captures.ts'
import { must, type Target } from '../target.ts'

/** Two handshakes of whatever a capture holds, held against one another and against themselves. */
const compare: Target = {
  name: 'compare',
  seeds: () => CAPTURES,
  grammar: pcapngElements,
  takesCaptures: true,
  run: async (bytes, random) => {
    const judged: JudgedConversation[] = []
    await analyse([{ path: 'input.pcapng', input: bytes }], NO_OPTIONS, {
      handshake: (_, one) => judged.push(one),
      defect: (error) => {
        throw error
      },
    })
    const a = pick(judged, random)
    const b = pick(judged, random)
    if (a === undefined || b === undefined) return
    const there = compareConversations(comparedOf(a), comparedOf(b))
    const back = compareConversations(comparedOf(b), comparedOf(a))
    must(
      there.differences.length === back.differences.length &&
        (there.first === null) === (back.first === null),
      () => 'the other way round it is another comparison',
    )
    must(a !== b || isAlike(there), () => 'a handshake differs from itself')
    for (const one of a.conversation.messages) {
      const other = pick(b.conversation.messages, random)?.raw ?? null
      if (one.raw !== null && other !== null) rangesHold(one.raw, other)
    }
  },
}

function comparedOf({ facts, diagnosis }: JudgedConversation) {
  return { facts, verdict: diagnosis.verdict }
}

function isAlike({ differences, first }: Comparison): boolean {
  return differences.length === 0 && first === null
}

function rangesHold(a: Uint8Array, b: Uint8Array): void {
  for (const { a: inA, b: inB } of differingRanges(a, b)) {
    for (const [{ start, end }, length] of [[inA, a.length] as const, [inB, b.length] as const]) {
      must(
        start >= 0 && start <= end && end <= length,
        () => `a difference at [${start}, ${end}) of ${length}`,
      )
    }
  }
}

function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list.length === 0 ? undefined : list[random.below(list.length)]
}

export const COMPARE_TARGETS: readonly Target[] = [compare]
