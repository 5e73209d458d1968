import { printable } from '../../../shared/bytes/text.ts'
import type {
  EvidenceDocument,
  FindingDocument,
  HandshakeDocument,
} from '../../../shared/contract/analysis.ts'
import { handshakeSentence } from '../../../shared/contract/handshake-sentence.ts'
import { lineWidth, paint } from '../terminal.ts'
import { ladderLines } from './ladder-text.ts'
import { fold, wrap } from './wrap.ts'

const OUTCOME = { broken: 'BROKEN', completed: 'ok', incomplete: 'unknown' } as const
const COLOUR = { broken: 'red', completed: 'green', incomplete: 'yellow' } as const
const SEVERITY = { error: 'ERROR', warning: 'warning', info: 'info' } as const

/** One handshake for a person at a terminal: the verdict first, then the ladder, then why. */
export function handshakeText(handshake: HandshakeDocument, width = lineWidth()): string {
  const told = wrap(printable(handshakeSentence(handshake)), 2, width)
  const lines = [
    ...headline(handshake, width),
    ...told.map((line) => (handshake.break === null ? line : paint('bold', line))),
  ]
  const place = placeOf(handshake)
  if (place !== null) lines.push(...wrap(printable(place), 2, width))
  if (handshake.break !== null) lines.push('', ...ladderLines(handshake, width))
  const findings = findingsLines(handshake, width)
  if (findings.length > 0) lines.push('', ...findings)
  return `${lines.join('\n')}\n`
}

const HEAD_AT = 13

/** Who spoke with whom, on one line where it fits. */
function headline(handshake: HandshakeDocument, width: number): string[] {
  const outcome = OUTCOME[handshake.outcome].padEnd(7)
  const parts = [
    handshake.id,
    outcome,
    `${endpoint(handshake.client)} -> ${endpoint(handshake.server)}`,
    printable(handshake.sni ?? 'no SNI'),
    handshake.version ?? 'no TLS version agreed',
    handshake.leg === 'unknown' ? null : `leg ${handshake.leg}`,
    handshake.startedAt,
  ].filter((part) => part !== null)
  const lines: string[] = []
  let line = ''
  for (const part of parts) {
    const longer = line === '' ? part : `${line}  ${part}`
    if (line !== '' && longer.length > width) {
      lines.push(line)
      line = ' '.repeat(HEAD_AT) + part
    } else line = longer
  }
  lines.push(line)
  const colour = COLOUR[handshake.outcome]
  return lines.map((one, at) => (at === 0 ? one.replace(outcome, paint([colour, 'bold'], outcome)) : one))
}

export function endpoint(end: HandshakeDocument['client']): string {
  if (end === null) return '?'
  return end.address.includes(':') ? `[${end.address}]:${end.port}` : `${end.address}:${end.port}`
}

export function placeOf({ break: broke }: HandshakeDocument): string | null {
  if (broke === null) return null
  const how = broke.detail === null ? broke.how : `${broke.how} ${broke.detail}`
  const parts = [
    `stage ${broke.stage}`,
    `ended by ${broke.endedBy}`,
    how,
    broke.frame === null ? null : `packet ${broke.frame}`,
    broke.lastCompleted === null ? null : `last completed ${broke.lastCompleted}`,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}

/** Every finding with its evidence; that all went well is no news. */
export function findingsLines(
  { findings, whyFirst }: Pick<HandshakeDocument, 'findings' | 'whyFirst'>,
  width: number,
): string[] {
  return findings
    .filter(({ severity, id }) => severity !== 'info' || id !== 'handshake-completed')
    .flatMap((finding, at) => findingLines(finding, at + 1, width, at === 0 ? whyFirst : undefined))
}

const EVIDENCE_AT = 7

function findingLines(
  finding: FindingDocument,
  number: number,
  width: number,
  whyFirst: string | undefined,
): string[] {
  const weight = finding.severity === 'error' ? paint(['red', 'bold'], 'ERROR') : SEVERITY[finding.severity]
  const lines = [
    `  ${number}. ${weight} ${paint('bold', finding.id)} (${Math.round(finding.confidence * 100)} % sure)`,
    ...wrap(printable(finding.summary), 5, width),
  ]
  if (finding.explanation !== finding.summary) lines.push(...wrap(printable(finding.explanation), 5, width))
  for (const evidence of finding.evidence) {
    const [first, ...rest] = fold(printable(evidenceText(evidence)), width - EVIDENCE_AT)
    lines.push(`     - ${first}`, ...rest.map((line) => ' '.repeat(EVIDENCE_AT) + line))
  }
  if (finding.disproof !== '')
    lines.push(...wrap(printable(`Would disprove it: ${finding.disproof}`), 5, width))
  if (whyFirst !== undefined) lines.push(...wrap(`Why first: ${whyFirst}`, 5, width))
  return lines
}

/** `packet 9, certificate_authorities[0], bytes 102 to 140: CN=Client Root CA`. */
export function evidenceText(evidence: EvidenceDocument): string {
  // An empty pointer is the whole file (RFC 6901 5).
  if ('file' in evidence) return [evidence.file, evidence.pointer].filter((part) => part !== '').join(', ')
  const place = [
    evidence.frame === null ? null : `packet ${evidence.frame}`,
    evidence.field,
    evidence.bytes === null ? null : `bytes ${evidence.bytes[0]} to ${evidence.bytes[1]}`,
  ]
  return `${place.filter((part) => part !== null).join(', ')}: ${evidence.value}`
}
