import { LEGS, OUTCOMES, type Outcome } from '../../../shared/conversation/vocabulary.ts'
import { formatEndpoint, LEG_WORDS, OUTCOME_WORDS } from '../../state/format.ts'
import type { HandshakeList } from '../../state/handshakes/list.ts'
import type { HandshakeTable } from '../../state/handshakes/table.ts'
import type { Words } from '../../state/handshakes/words.ts'

export type OutcomeFilter = 'all' | Outcome

/** Handshakes in which every word of the filter occurs somewhere, in any case, of the chosen outcome. */
export function filterHandshakes(list: HandshakeList, text: string, outcome: OutcomeFilter): HandshakeList {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && outcome === 'all') return list
  const { table } = list
  const wanted = outcome === 'all' ? -1 : OUTCOMES.indexOf(outcome)
  const outcomes = table.columns.outcome
  const matchers = words.map((word) => matcherOf(table, word))
  return list.where(
    (row) => (wanted < 0 || outcomes[row] === wanted) && matchers.every((matches) => matches(row)),
  )
}

/**
 * Whether a word occurs in what a person might type to find a handshake. What rows share is searched once for all of
 * them.
 */
function matcherOf(table: HandshakeTable, word: string): (row: number) => boolean {
  const { columns } = table
  const { outcome, leg, sni, version, summary, words } = columns
  const inOutcome = OUTCOMES.map((one) => OUTCOME_WORDS[one].toLowerCase().includes(word))
  const inLeg = LEGS.map((one) => `${one}\n${LEG_WORDS[one].toLowerCase()}`.includes(word))
  const inName = occurrences(table.names, word)
  const inVersion = occurrences(table.versions, word)
  const inSummary = occurrences(table.summaries, word)
  const inWords = occurrences(table.words, word)
  const inEndpoint = endpointMatcher(table, word)
  const inOwn = ownMatcher(table, word)
  return (row) =>
    inOutcome[outcome[row] ?? 0] === true ||
    inLeg[leg[row] ?? 0] === true ||
    inName[sni[row] ?? 0] === 1 ||
    inVersion[version[row] ?? 0] === 1 ||
    inSummary[summary[row] ?? 0] === 1 ||
    inWords[words[row] ?? 0] === 1 ||
    inEndpoint(row) ||
    inOwn(row)
}

/** By number: 1 where the word occurs in the text. */
function occurrences(texts: Words, word: string): Uint8Array {
  return Uint8Array.from({ length: texts.size }, (_, number) =>
    texts.textOf(number)?.toLowerCase().includes(word) === true ? 1 : 0,
  )
}

/** In the address of either end, in its port, or across both as they are written: `10.0.1.5:443`, `[fd00::1]:443`. */
function endpointMatcher(table: HandshakeTable, word: string): (row: number) => boolean {
  const { client, server, clientPort, serverPort } = table.columns
  const colon = word.lastIndexOf(':')
  const [ending, beginning] = [word.slice(0, Math.max(0, colon)), word.slice(colon + 1)]
  const numeric = /^\d*$/.test(beginning)
  /** By address: the word is in it; it ends as the word does before its last colon. */
  const WITHIN = 1
  const BEFORE = 2
  const inAddress = Uint8Array.from({ length: table.addresses.size }, (_, number) => {
    const host = hostText(table.addresses.textOf(number)).toLowerCase()
    const known = number > 0
    return (host.includes(word) ? WITHIN : 0) | (known && colon >= 0 && host.endsWith(ending) ? BEFORE : 0)
  })
  const ports = numeric
    ? Uint8Array.from({ length: PORTS }, (_, port) => {
        const text = `${port}`
        return (colon < 0 ? text.includes(word) : text.startsWith(beginning)) ? 1 : 0
      })
    : new Uint8Array(0)
  const matches = (address = 0, port = 0): boolean => {
    const found = inAddress[address] ?? 0
    if ((found & WITHIN) !== 0) return true
    return address > 0 && ports[port] === 1 && (colon < 0 || (found & BEFORE) !== 0)
  }
  return (row) => matches(client[row], clientPort[row]) || matches(server[row], serverPort[row])
}

const PORTS = 65_536

/** An address as `formatEndpoint` writes it before its port. */
function hostText(address: string | null): string {
  if (address === null) return formatEndpoint(null)
  return formatEndpoint({ address, port: 0 }).slice(0, -':0'.length)
}

/** In what no two rows share: id and time. */
function ownMatcher(table: HandshakeTable, word: string): (row: number) => boolean {
  const inId = /^s?\d*h?\d*$/.test(word)
  const inTime = /^[-\d:.tz+]+$/.test(word) ? timeMatcher(table, word) : null
  if (!inId && inTime === null) return () => false
  return (row) => (inId && table.idOf(row).includes(word)) || inTime?.(row) === true
}

/** In the time as it is written, `2026-11-22t01:43:16.123456z`: the second is looked at once for all rows that follow in it. */
function timeMatcher(table: HandshakeTable, word: string): (row: number) => boolean {
  const { started } = table.columns
  const point = word.indexOf('.')
  const [ending, beginning] = [word.slice(0, Math.max(0, point)), word.slice(point + 1)]
  const inFraction = /^\d*z?$/.test(beginning)
  let second = Number.NaN
  let isWithin = false
  let isBefore = false
  return (row) => {
    const micros = started[row] ?? Number.NaN
    const next = Math.floor(micros / 1_000_000)
    if (next !== second) {
      const whole = table.startedAt(row).toLowerCase()
      // What is no such time is searched as it is.
      const text = Number.isNaN(micros) ? whole : whole.slice(0, -FRACTION)
      second = next
      isWithin = text.includes(word)
      isBefore = point < 0 || text.endsWith(ending)
    }
    if (isWithin || !inFraction || !isBefore || Number.isNaN(micros)) return isWithin
    const fraction = `${micros - next * 1_000_000}`.padStart(6, '0')
    return point < 0 ? `${fraction}z`.includes(word) : `${fraction}z`.startsWith(beginning)
  }
}

const FRACTION = '.123456z'.length
