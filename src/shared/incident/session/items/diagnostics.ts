import { requestsOfInterest } from '../../../azure/access-log.ts'
import type { AccessLogEntry } from '../../../azure/model.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import { documentFacts, type Fill, factOf, fileSource, type Ground } from '../ground.ts'
import type { HandshakePlace } from '../knowledge.ts'
import type { Fact, FactSource } from '../shape.ts'

/** Requests and ways that are told one by one. */
const MOST = 3

/** The gateway's logs, API Management's, and which connections of the captures their rows speak of. */
export const liveDiagnostics: Fill = (ground) => {
  const { accessLog } = ground.knowledge.model
  return {
    facts: [
      ...documentFacts(ground, ['access-log', 'firewall-log', 'apim-log']),
      ...verifyFacts(accessLog),
      ...requestFacts(ground),
      ...ground.knowledge.ways
        .slice(0, MOST)
        .map(({ sentence, sources }) => factOf(sentence, 'noted', sources)),
    ],
    needs: [{ what: 'rows of the access log for the failing request', met: accessLog.length > 0 }],
  }
}

function verifyFacts(log: readonly AccessLogEntry[]): Fact[] {
  const verified = new Map<string, number>()
  for (const { sslClientVerify } of log)
    if (sslClientVerify !== null) verified.set(sslClientVerify, (verified.get(sslClientVerify) ?? 0) + 1)
  const [first] = log
  if (first === undefined || verified.size === 0) return []
  const words = [...verified].map(([word, times]) => `${times} × ${quoted(word)}`)
  const fine = [...verified.keys()].every((word) => word.toUpperCase() === 'SUCCESS')
  return [factOf(`sslClientVerify: ${list(words, 5)}.`, fine ? 'fine' : 'noted', [fileSource(first.at)])]
}

/** Those whose connections were found go before the others. */
function requestFacts({ knowledge }: Ground): Fact[] {
  // By its place: the captures may have been looked through before the row was read this time.
  const found = new Map(knowledge.logged.map((one) => [placeOf(one.row), one]))
  const rows = requestsOfInterest(knowledge.model.accessLog)
  const seen = rows.filter((row) => found.has(placeOf(row)))
  const inOrder = [...seen, ...rows.filter((row) => !found.has(placeOf(row)))]
  return inOrder.slice(0, MOST).map((row) => {
    const { front = null, back = null } = found.get(placeOf(row)) ?? {}
    const sources: FactSource[] = [fileSource(row.at)]
    for (const one of [front, back]) if (one !== null) sources.push({ kind: 'handshake', ...one })
    return factOf(`${rowText(row)}${seenText(front, back)}.`, 'noted', sources)
  })
}

function placeOf({ at }: AccessLogEntry): string {
  return `${at.file}\n${at.pointer}`
}

/** `2026-11-22T01:43:16Z: HTTP 502 (ERRORINFO_…) to 203.0.113.9:45057, routed to 10.0.2.5:443 from port 21564`. */
function rowText(row: AccessLogEntry): string {
  const code = row.errorInfo === null ? '' : ` (${quoted(row.errorInfo)})`
  const client = row.clientIp === null ? '' : ` to ${address(row.clientIp, row.clientPort)}`
  const from = row.upstreamSourcePort === null ? '' : ` from port ${row.upstreamSourcePort}`
  return [
    `${quoted(row.time ?? 'A request')}: HTTP ${row.httpStatus ?? 'status not shown'}${code}${client}`,
    row.serverRouted === null ? 'routed to no backend' : `routed to ${quoted(row.serverRouted)}${from}`,
    row.sslClientVerify === null ? '' : `sslClientVerify ${quoted(row.sslClientVerify)}`,
    row.clientCertificateIssuer === null
      ? ''
      : `client certificate of ${quoted(row.clientCertificateIssuer)}`,
    row.transactionId === null ? '' : `transactionId ${quoted(row.transactionId)}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}

function address(ip: string, port: number | null): string {
  if (port === null) return quoted(ip)
  return ip.includes(':') ? `[${quoted(ip)}]:${port}` : `${quoted(ip)}:${port}`
}

function seenText(front: HandshakePlace | null, back: HandshakePlace | null): string {
  const seen = [
    front === null ? '' : `${front.id} before the gateway`,
    back === null ? '' : `${back.id} behind it`,
  ].filter((part) => part !== '')
  return seen.length === 0 ? '' : `; in the capture: ${list(seen)}`
}
