import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import type { Bridge } from '../../shared/ipc/contract.ts'
import type { Analysis } from './analysis.ts'
import { sentence, settle } from './ask.ts'
import { keepDocument, latestDocument } from './documents.ts'
import { getState, setState } from './store.ts'

/**
 * Documents of handshakes that did not come with their rows. The engine is asked for one at a time, what is wanted last
 * first: whoever holds an arrow key down need not wait for all that was passed.
 */

export interface Wanted {
  readonly analysis: Analysis
  readonly handshake: string
  arrived(document: HandshakeDocument): void
  /** It takes long enough to say so, or cannot be had. */
  late(): void
}

/** What was shown before stays for so long. */
const LATE_MILLIS = 200

let wanted: Wanted | null = null
let timer: ReturnType<typeof setTimeout> | undefined
let nearby: { readonly analysis: Analysis; readonly handshakes: readonly string[] } | null = null
let asking = false
/** What was wanted last came in time. */
let isQuick = true
let ask: Bridge['handshakeDocument'] | null = null

/** Said once, before anything is awaited. */
export function askDocumentsOf(engine: Bridge['handshakeDocument']): void {
  ask = engine
  isQuick = true
}

/** In place of whatever was awaited before. */
export function awaitDocument(want: Wanted): void {
  stopAwaiting()
  wanted = want
  setState({ awaited: { handshake: want.handshake, fault: null } })
  timer = setTimeout(() => want.late(), LATE_MILLIS)
  void askInTurn()
}

/** What is on its way will be kept, and shown by nobody. */
export function stopAwaiting(): void {
  clearTimeout(timer)
  wanted = null
  if (getState().awaited !== null) setState({ awaited: null })
}

/** They may be looked at next: asked for once nothing else is, if the engine was quick the last time. */
export function expectNearby(analysis: Analysis, handshakes: readonly string[]): void {
  const bare = handshakes.filter((id) => analysis.handshakes.tellingOf(id)?.json === null)
  nearby = { analysis, handshakes: bare }
  void askInTurn()
}

async function askInTurn(): Promise<void> {
  if (asking) return
  asking = true
  for (let turn = nextTurn(); turn !== null; turn = nextTurn()) await turn()
  asking = false
}

function nextTurn(): (() => Promise<void>) | null {
  const want = wanted
  if (want !== null) return () => bring(want)
  if (!isQuick) nearby = null
  if (nearby === null) return null
  const { analysis, handshakes } = nearby
  const [first, ...others] = handshakes
  nearby = others.length === 0 ? null : { analysis, handshakes: others }
  if (first === undefined) return nextTurn()
  return async () => void (await fetchDocument(analysis, first))
}

async function bring(want: Wanted): Promise<void> {
  const { analysis, handshake } = want
  const since = performance.now()
  const fault = await fetchDocument(analysis, handshake)
  isQuick = fault === null && performance.now() - since < LATE_MILLIS
  if (wanted !== want) return
  const document = latestDocument(analysis, handshake)
  stopAwaiting()
  if (document !== null) want.arrived(document)
  else {
    setState({ awaited: { handshake, fault: fault ?? `${handshake} cannot be shown.` } })
    want.late()
  }
}

/** @returns why it cannot be had, in a sentence; `null`: it is here */
async function fetchDocument(analysis: Analysis, handshake: string): Promise<string | null> {
  const telling = analysis.handshakes.tellingOf(handshake)
  if (ask === null || telling === null || latestDocument(analysis, handshake) !== null) return null
  const outcome = await settle(ask({ analysis: analysis.id, handshake }))
  if (!outcome.ok) return sentence(outcome.error)
  const isOne = keepDocument(analysis.id, handshake, telling.told, outcome.value.json)
  return isOne ? null : `What the engine told of ${handshake} is no handshake.`
}
