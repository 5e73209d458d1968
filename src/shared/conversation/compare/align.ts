import type { Step } from './shape.ts'
import { keyOf } from './steps.ts'

export interface Pair {
  readonly a: Step | null
  readonly b: Step | null
}

/** How well two steps stand for one another: the same message, perhaps the same message, not at all. */
const SAME = 4
const PERHAPS = 1
const NO = 0

/** Application data, opened on one side and not on the other. */
const DATA: ReadonlySet<string> = new Set(['ApplicationData', 'Request', 'Response'])

/**
 * Aligns two ladders: the longest common sequence of messages, by sender and kind. Takes time and memory with the
 * product of the lengths, which `MOST_STEPS` bounds. Exchanging A and B gives the same pairs, exchanged.
 * @param reordered the two speak versions of TLS that order their messages differently
 */
export function align(a: readonly Step[], b: readonly Step[], reordered: boolean): Pair[] {
  // Where several alignments are as good, the choice must not depend on which of the two is called A.
  if (orderKey(a) > orderKey(b)) return align(b, a, reordered).map((pair) => ({ a: pair.b, b: pair.a }))
  const pairs = alignInOrder(a, b)
  return reordered ? withMoved(pairs) : pairs
}

function orderKey(steps: readonly Step[]): string {
  return steps.map((step) => `${keyOf(step)}${step.guessed ? '?' : ''}`).join('\n')
}

function alignInOrder(a: readonly Step[], b: readonly Step[]): Pair[] {
  let start = 0
  while (start < a.length && start < b.length && likeness(a[start], b[start]) === SAME) start++
  const pairs: Pair[] = []
  for (let at = 0; at < start; at++) pairs.push({ a: a[at] ?? null, b: b[at] ?? null })
  const best = table(a, b, start)
  const width = b.length - start + 1
  let i = start
  let j = start
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]]
    const here = best[(i - start) * width + (j - start)] ?? 0
    const like = likeness(left, right)
    const across = best[(i - start + 1) * width + (j - start + 1)] ?? 0
    if (left !== undefined && right !== undefined && like > NO && here === across + like) {
      pairs.push({ a: left, b: right })
      i++
      j++
    } else if (
      left !== undefined &&
      (right === undefined || here === best[(i - start + 1) * width + j - start])
    ) {
      pairs.push({ a: left, b: null })
      i++
    } else {
      pairs.push({ a: null, b: right ?? null })
      j++
    }
  }
  return pairs
}

/** The best likeness of the ends of both ladders, from each pair of places on. */
function table(a: readonly Step[], b: readonly Step[], start: number): Uint16Array {
  const width = b.length - start + 1
  const best = new Uint16Array((a.length - start + 1) * width)
  for (let i = a.length - 1; i >= start; i--) {
    for (let j = b.length - 1; j >= start; j--) {
      const at = (i - start) * width + (j - start)
      const like = likeness(a[i], b[j])
      const both = like === NO ? 0 : like + (best[at + width + 1] ?? 0)
      best[at] = Math.max(both, best[at + width] ?? 0, best[at + 1] ?? 0)
    }
  }
  return best
}

function likeness(a: Step | undefined, b: Step | undefined): number {
  if (a === undefined || b === undefined || a.from !== b.from) return NO
  if (a.type === b.type && a.fatal === b.fatal) return SAME
  if (a.hidden && isSentProtected(b)) return PERHAPS
  if (b.hidden && isSentProtected(a)) return PERHAPS
  return DATA.has(a.type) && DATA.has(b.type) && a.layer !== b.layer ? PERHAPS : NO
}

function isSentProtected(step: Step): boolean {
  return step.message.encrypted && step.type !== 'Alert' && !DATA.has(step.type)
}

/** Messages that TLS 1.2 and 1.3 both have, in another order. */
const MOVABLE: ReadonlySet<string> = new Set([
  'CertificateRequest',
  'Certificate',
  'CertificateVerify',
  'Finished',
])

/** What stands alone on both sides is one message all the same. */
function withMoved(pairs: readonly Pair[]): Pair[] {
  const alone = new Map<string, { place: number; isA: boolean }[]>()
  const joined = new Map<number, Pair>()
  const gone = new Set<number>()
  pairs.forEach(({ a, b }, place) => {
    const step = a ?? b
    if ((a === null) === (b === null) || step === null || !MOVABLE.has(step.type)) return
    const key = keyOf(step)
    const waiting = alone.get(key) ?? []
    alone.set(key, waiting)
    const other = waiting[0]
    if (other === undefined || other.isA === (a !== null)) {
      waiting.push({ place, isA: a !== null })
      return
    }
    waiting.shift()
    const earlier = pairs[other.place]
    joined.set(other.place, { a: a ?? earlier?.a ?? null, b: b ?? earlier?.b ?? null })
    gone.add(place)
  })
  return pairs.flatMap((pair, place) => (gone.has(place) ? [] : [joined.get(place) ?? pair]))
}
