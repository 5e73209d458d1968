import { printable } from '../../../shared/bytes/text.ts'
import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import type { ProbeDocument } from '../../../shared/contract/probe.ts'
import { duration } from '../../../shared/diagnosis/words.ts'
import { lineWidth, paint } from '../terminal.ts'
import { findingsLines, placeOf } from './handshake-text.ts'
import { BROKE_HERE, ladderLines } from './ladder-text.ts'
import { acceptanceLines } from './probe-acceptance.ts'
import { clipped, heading, type JudgedAt, markedLines, serverCertificateLines } from './probe-certificates.ts'
import { gatewayLines, profileLines } from './probe-gateway.ts'
import { wrap } from './wrap.ts'

const FAULTY = ['red', 'COMPLETED, BUT'] as const
const OUTCOME = {
  broken: ['red', 'BROKEN'],
  completed: ['green', 'ok'],
  incomplete: ['yellow', 'unknown'],
} as const

/**
 * `BROKEN at client-certificate: The server refused …`, as many lines as it takes. A handshake that completed may leave
 * something to object to all the same: then the first objection is the sentence, and the others stand below it.
 */
export function verdictLines(handshake: HandshakeDocument, probe: ProbeDocument): string[] {
  const { outcome, break: broke, findings } = handshake
  const [finding] = findings
  const objections = broke === null ? objectionsTo(probe) : []
  if (broke === null && finding?.severity === 'error') objections.unshift(finding.summary)
  const [colour, word] = outcome === 'completed' && objections.length > 0 ? FAULTY : OUTCOME[outcome]
  const place = broke === null ? word : `${word} at ${broke.stage}`
  const [objection, ...others] = objections
  const sentence = broke?.summary ?? objection ?? finding?.summary ?? NO_FINDING[outcome]
  const [first = '', ...rest] = wrap(`${place}: ${printable(sentence)}`, 0, lineWidth())
  return [
    first.replace(place, paint([colour, 'bold'], place)),
    ...rest,
    ...others.flatMap((other) => markedLines(['red', '✗'], other)),
  ]
}

const NO_FINDING = {
  completed: 'The handshake finished, and nobody refused anything.',
  broken: 'The handshake did not finish.',
  incomplete: 'The probe ended before that could be known.',
} as const

/**
 * What speaks against a server whose handshake completed: a stage that failed behind it, a gateway or the client of a
 * profile that would refuse its certificates. One sentence each; the exit status has to say so.
 */
export function objectionsTo({ stages, gateway, profile, cancelled }: ProbeDocument): string[] {
  const failed = cancelled ? [] : stages.filter(({ result }) => result === 'failed')
  const reaction = profile?.reaction
  const refusal =
    gateway?.outlook === 'unhealthy'
      ? gateway.sentence
      : reaction?.refuses === 'yes'
        ? reaction.sentence
        : null
  return [...failed.map(({ summary }) => summary), ...(refusal === null ? [] : [refusal])]
}

/** What came of it: the verdict, what proves it, and everything the server showed. Sections with a blank line between. */
export function probeText(handshake: HandshakeDocument, probe: ProbeDocument, judged: JudgedAt): string {
  const sections = [
    [...verdictLines(handshake, probe), ...placeLines(handshake), ...agreedLines(handshake, probe)],
    ladderSection(handshake),
    findingSection(handshake),
    ...probe.acceptance.map(acceptanceLines),
    notAskedLines(handshake, probe),
    serverCertificateLines(handshake.certificates.server, probe.trust, judged),
    probe.gateway === null ? [] : gatewayLines(probe.gateway),
    probe.profile === null ? [] : profileLines(probe.profile),
    httpLines(probe),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

function placeLines(handshake: HandshakeDocument): string[] {
  const place = placeOf(handshake)
  return place === null ? [] : wrap(printable(place), 2, lineWidth())
}

function agreedLines(handshake: HandshakeDocument, { negotiated, offered }: ProbeDocument): string[] {
  if (negotiated === null) return []
  const parts = [
    negotiated.version,
    negotiated.cipherSuite.name,
    negotiated.group?.name ?? null,
    negotiated.alpn === null ? null : `ALPN ${negotiated.alpn}`,
    offered.sni === null ? 'no SNI' : `SNI ${offered.sni}`,
    `client certificate ${MUTUAL[handshake.mutualTls.clientCertificate]}`,
  ]
  return wrap(printable(parts.filter((part) => part !== null).join(' · ')), 2, lineWidth())
}

const MUTUAL = {
  none: 'not asked for',
  empty: 'asked for, not given',
  sent: 'sent',
  unknown: 'unknown',
} as const

function ladderSection(handshake: HandshakeDocument): string[] {
  if (handshake.messages.length === 0) return []
  return [heading('What went over the wire'), ...bothEnds(ladderLines(handshake, lineWidth()))]
}

/** A ladder of any sense is shorter. */
const MOST_LADDER_LINES = 160
const BEFORE_BREAK = 20

/** How it began, and how it ended: of a server that says thousands of things, what lies between is left out. */
function bothEnds(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LADDER_LINES) return lines
  const half = MOST_LADDER_LINES / 2
  const broke = lines.findIndex((line) => line.includes(BROKE_HERE))
  const end = Math.min(lines.length - half, broke < 0 ? lines.length : Math.max(broke - BEFORE_BREAK, half))
  const behind = lines.slice(end, end + half + BEFORE_BREAK)
  const left = lines.length - half - behind.length
  return [...lines.slice(0, half), `    … ${left} lines left out; --json has them all …`, ...behind]
}

/** A certificate was given, and nobody asked for it: that is worth a line of its own. */
function notAskedLines(
  { mutualTls }: HandshakeDocument,
  { credential, negotiated }: ProbeDocument,
): string[] {
  if (credential === null || negotiated === null || mutualTls.requested !== 'no') return []
  return [
    ...wrap(
      'The server never asked for a client certificate, so the one given was not sent.',
      0,
      lineWidth(),
    ),
  ]
}

/** Lines of a body that are shown. */
const MOST_BODY_LINES = 6

function httpLines({ http, request }: ProbeDocument): string[] {
  if (http === null || request === null) return []
  const colour = http.status < 400 ? 'green' : http.status < 500 ? 'yellow' : 'red'
  const server = http.headers.find(([name]) => name.toLowerCase() === 'server')?.[1]
  const status = printable(`HTTP/${http.version} ${http.status} ${http.reason}`.trimEnd())
  const from = server === undefined ? '' : `, server ${printable(server)}`
  const after = `, ${duration(http.atMicros)} after the start`
  const lines = [
    heading(`${request.method} ${request.path}`),
    `  ${paint(colour, clipped(`${status}${from}`, lineWidth() - 2 - after.length))}${after}`,
  ]
  for (const [name, value] of http.headers) {
    if (/^(location|www-authenticate|via|x-azure-ref)$/i.test(name)) {
      lines.push(clipped(`  ${printable(`${name}: ${value}`)}`, lineWidth()))
    }
  }
  return http.status < 400 ? lines : [...lines, ...bodyLines(http.body)]
}

/** What a refusal says of itself, without its markup. */
function bodyLines(body: string | null): string[] {
  if (body === null) return []
  const text = body.replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, '\n')
  const told = text
    .split('\n')
    .map((line) => printable(line.trim()))
    .filter((line) => line !== '')
  return told.slice(0, MOST_BODY_LINES).map((line) => clipped(`    ${line}`, lineWidth()))
}

function findingSection(handshake: HandshakeDocument): string[] {
  const lines = findingsLines(handshake, lineWidth())
  return lines.length === 0 ? [] : [heading('Findings'), ...lines]
}
