import { printable } from '../../../shared/bytes/text.ts'
import type { CompareDocument, CompareSideDocument } from '../../../shared/contract/compare.ts'
import { lineWidth, paint } from '../terminal.ts'
import { differenceLines, expectedLines } from './compare-differences.ts'
import { comparedLadderLines } from './compare-ladder.ts'
import { endpoint, findingsLines } from './handshake-text.ts'
import { wrap } from './wrap.ts'

const OUTCOME = { broken: 'BROKEN', completed: 'ok', incomplete: 'unknown' } as const
const COLOUR = { broken: 'red', completed: 'green', incomplete: 'yellow' } as const
/** Behind letter and outcome. */
const SIDE_AT = 11
const ROLE = { direct: 'straight to API Management', gateway: 'through the gateway' } as const

/** A comparison for a person at a terminal: the sentence first, then both ladders, then what differs. */
export function compareText(document: CompareDocument): string {
  const width = lineWidth()
  const lines = [...headLines(document, width), '', ...comparedLadderLines(document, width)]
  const differences = differenceLines(document, width)
  if (differences.length > 0) lines.push('', paint('bold', 'What differs'), ...differences)
  const expected = expectedLines(document, width)
  if (expected.length > 0)
    lines.push('', paint('dim', 'New in every handshake, or without meaning'), ...expected)
  const findings = findingsLines(document, width)
  if (findings.length > 0) lines.push('', paint('bold', 'What the two show together'), ...findings)
  if (document.notes.length > 0)
    lines.push('', ...document.notes.flatMap((note) => wrap(`Note: ${printable(note)}`, 0, width)))
  return `${lines.join('\n')}\n`
}

/** The verdict and which two it is about. */
export function headLines(document: CompareDocument, width: number): string[] {
  return [
    ...wrap(printable(document.verdict), 0, width).map((line) => paint('bold', line)),
    '',
    ...sideLines('A', document.a, width),
    ...sideLines('B', document.b, width),
  ]
}

function sideLines(name: 'A' | 'B', side: CompareSideDocument, width: number): string[] {
  const parts = [
    `${side.path}#${side.handshake}`,
    side.role === null ? null : ROLE[side.role],
    `${endpoint(side.client)} -> ${endpoint(side.server)}`,
    side.sni ?? 'no SNI',
    side.version ?? 'no TLS version agreed',
    side.leg === 'unknown' ? null : `leg ${side.leg}`,
    side.startedAt,
  ]
  const told = wrap(printable(parts.filter((part) => part !== null).join(' · ')), SIDE_AT, width)
  const outcome = paint([COLOUR[side.outcome], 'bold'], OUTCOME[side.outcome].padEnd(7))
  const [first = '', ...rest] = told
  const lines = [`${paint('bold', name)}  ${outcome} ${first.trimStart()}`, ...rest]
  return side.choice.how === 'chosen' ? [...lines, ...choiceLines(side, width)] : lines
}

/** Which of several handshakes was taken, and which it could have been. */
function choiceLines({ path, choice, handshake }: CompareSideDocument, width: number): string[] {
  const listed = choice.others.slice(0, OTHERS)
  const others = listed.map(({ id, sni, outcome }) => `${id} (${sni ?? 'no SNI'}, ${OUTCOME[outcome]})`)
  const left = choice.among - 1 - listed.length
  const more = left > 0 ? ` and ${left} more` : ''
  const text = `${handshake}: ${choice.reason}. It could have been ${others.join(', ')}${more}; ${path}#${listed[0]?.id ?? handshake} names one.`
  return wrap(printable(text), SIDE_AT, width)
}

/** Other handshakes that are named. */
const OTHERS = 6
