import { CONFIDENCE } from '../../finding.ts'
import type { Links } from './links.ts'
import { OPEN_TOLD, openAt, type Stretch } from './open-at.ts'
import type { LegSighting, Spell } from './shape.ts'

/** A stretch in which a front waited for its answer. */
interface Waiting {
  readonly front: LegSighting
  /** Its number in the front's requests or spells. */
  readonly number: number
  readonly spell: Spell
}

/**
 * Joins what could not be read by time alone, within one capture: a backend connection that was opened and done with
 * while exactly one client waited for an answer, and no other backend connection was there to carry its request.
 * Everything short of that is told as what it could be. A health probe that falls into such a moment looks the same,
 * so the confidence stays low.
 */
export function joinByTime(
  fronts: readonly LegSighting[],
  backs: readonly LegSighting[],
  links: Links,
): void {
  for (const source of new Set(fronts.map((front) => front.source))) {
    const here = ({ source: of }: LegSighting): boolean => of === source
    inOneSource(fronts.filter(here), backs.filter(here), links)
  }
}

function inOneSource(fronts: readonly LegSighting[], backs: readonly LegSighting[], links: Links): void {
  const hidden = backs.filter((back) => back.requests.length === 0 && !links.isTaken(back))
  const pool = openAt(
    hidden.filter(mayCarry).map(wholeOf),
    hidden.map(({ startedMicros }) => startedMicros),
  )
  const clients = openAt(
    fronts.flatMap(whileAsking),
    hidden.map(({ startedMicros }) => startedMicros),
  )
  const perWaiting = new Map<string, { waiting: Waiting; opened: LegSighting[]; others: LegSighting[] }>()
  hidden.forEach((back, at) => {
    const asking = clients[at] ?? []
    const waiting = asking.flatMap((front) => waitingFor(front, back, links))
    const [first] = waiting
    if (first === undefined) return
    if (asking.length > 1) {
      for (const { front } of waiting) links.candidate(front, back)
      return
    }
    const key = `${first.front.handshake} ${first.number}`
    const known = perWaiting.get(key) ?? { waiting: first, opened: [], others: [] }
    known.opened.push(back)
    known.others.push(...(pool[at] ?? []).filter((other) => other !== back).slice(0, OPEN_TOLD))
    perWaiting.set(key, known)
  })
  for (const { waiting, opened, others } of perWaiting.values()) {
    const [back, ...more] = opened
    if (back !== undefined && more.length + others.length === 0) {
      links.link(waiting.front, linkByTime(waiting.front, back), waiting.number)
    } else for (const one of [...opened, ...others]) links.candidate(waiting.front, one)
  }
  poolAlone(fronts, hidden, links)
}

/** Where nothing was opened for a request, what stood open may have carried it. */
function poolAlone(fronts: readonly LegSighting[], hidden: readonly LegSighting[], links: Links): void {
  const waiting = fronts.flatMap((front) =>
    links.linksOf(front).length > 0 || links.candidatesOf(front).length > 0 ? [] : waitingsOf(front),
  )
  const open = openAt(
    hidden.filter(mayCarry).map(wholeOf),
    waiting.map(({ spell }) => spell.fromMicros),
  )
  waiting.forEach(({ front }, at) => {
    for (const back of open[at] ?? []) links.candidate(front, back)
  })
}

function linkByTime(front: LegSighting, back: LegSighting) {
  // The client was told of a bad gateway, and here is one.
  const fits = front.refusal?.kind === 'bad-gateway' && back.broke !== null
  const confidence = fits ? CONFIDENCE.likely : CONFIDENCE.possible
  const millis = Math.round((back.startedMicros - front.startedMicros) / 1000)
  const proof = `opened ${millis} ms after ${front.handshake} began, while nobody else in this capture waited for an answer`
  return { back, by: 'time', proof, confidence } as const
}

/** The stretch in which that connection was opened and done with; those that are joined already wait for no other. */
function waitingFor(front: LegSighting, back: LegSighting, links: Links): Waiting[] {
  const done = doneMicros(back)
  const found = waitingsOf(front).find(
    ({ number, spell }) =>
      spell.fromMicros <= back.startedMicros && done <= spell.toMicros && !links.isSettled(front, number),
  )
  return found === undefined ? [] : [found]
}

function waitingsOf(front: LegSighting): Waiting[] {
  const spells = front.requests.length > 0 ? front.requests : front.spells
  return spells.map((spell, number) => ({ front, number, spell }))
}

/** From its first request to its last answer: in between, streams of HTTP/2 may wait longer than is seen. */
function whileAsking(front: LegSighting): Stretch<LegSighting>[] {
  const spells = waitingsOf(front).map(({ spell }) => spell)
  const [first] = spells
  if (first === undefined) return []
  const toMicros = Math.max(...spells.map((spell) => spell.toMicros))
  return [{ fromMicros: first.fromMicros, toMicros, owner: front }]
}

/** When it had told the gateway what there was to tell of its first request. */
function doneMicros({ broke, spells, endedMicros }: LegSighting): number {
  return broke?.atMicros ?? spells[0]?.toMicros ?? endedMicros
}

/** Whether requests can have gone over it: its handshake did not break. */
function mayCarry({ broke, outcome }: LegSighting): boolean {
  return outcome !== 'broken' || broke?.stage === 'application' || broke?.stage === 'late-client-auth'
}

function wholeOf(back: LegSighting): Stretch<LegSighting> {
  return { fromMicros: back.startedMicros, toMicros: back.endedMicros, owner: back }
}
