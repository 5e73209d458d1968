import { setTimeout as sleep } from 'node:timers/promises'
import { combinationsAt } from '../combinations.ts'
import type { Family, LoggingListener } from '../families/family.ts'
import { ask, ourView, type Probed } from './ask.ts'
import { type Judged, judge } from './judge.ts'
import { findProgram } from './program.ts'
import { stockView } from './stock-client.ts'
import type { Kept } from './tshark.ts'
import type { Combination, View } from './views.ts'
import type { Wardrobe } from './wardrobe.ts'

/** Goes through everything that is to be tried at one family of servers. */

/** So long a server may take to write its line. */
const LOG_MILLIS = 5000

/** The programs a family needs, by their names; `null`, and the reason printed, where one is missing. */
export function programsOf(family: Family): Record<string, string> | null {
  const found: Record<string, string> = {}
  for (const [name, debianPackage] of Object.entries(family.needs)) {
    const path = findProgram(name)
    if (path === null) {
      console.warn(`skipped: ${family.name}: there is no ${name} here (Debian: ${debianPackage})`)
      return null
    }
    found[name] = path
  }
  return found
}

export interface Toured {
  readonly judged: readonly Judged[]
  /** The probes themselves, in the same order. */
  readonly kept: readonly Kept[]
}

/** One connection after the other, so that what a server logs meanwhile is about that one. */
export async function tour(
  family: Family,
  programs: Readonly<Record<string, string>>,
  wardrobe: Wardrobe,
  stock: string,
): Promise<Toured> {
  const running = await family.start(wardrobe, programs)
  try {
    // Of the connections that told us it is ready.
    await sleep(100)
    const toured: { judged: Judged[]; kept: Kept[] } = { judged: [], kept: [] }
    for (const listener of running.listeners) {
      for (const combination of combinationsAt(listener)) {
        const { judged, kept } = await tryOne(combination, listener, wardrobe, stock)
        toured.judged.push(judged)
        toured.kept.push(kept)
      }
    }
    return toured
  } finally {
    await running.stop()
  }
}

async function tryOne(
  combination: Combination,
  listener: LoggingListener,
  wardrobe: Wardrobe,
  stock: string,
): Promise<{ judged: Judged; kept: Kept }> {
  const asked = (): Promise<Overheard<Probed>> => overheard(listener, () => ask(combination, wardrobe))
  const first = await asked()
  // A line may get lost (HAProxy drops some): what is not in the log at all is asked for once more.
  const { done, view } = first.view === null ? await asked() : first
  const other = await overheard(listener, () => stockView(stock, combination, wardrobe))
  const judged = judge(combination, done.handshake, ourView(done.handshake), view, other.done)
  return { judged, kept: { ...done, combination } }
}

interface Overheard<Done> {
  readonly done: Done
  /** What the server logged meanwhile. */
  readonly view: View | null
}

async function overheard<Done>(
  listener: LoggingListener,
  work: () => Promise<Done>,
): Promise<Overheard<Done>> {
  const mark = listener.log().length
  const done = await work()
  const deadline = Date.now() + (done === null ? 0 : LOG_MILLIS)
  for (;;) {
    const view = listener.read(listener.log().slice(mark))
    if (view !== null || Date.now() > deadline) return { done, view }
    await sleep(15)
  }
}
