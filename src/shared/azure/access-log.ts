import type { UpstreamPort } from '../diagnosis/across/paths/shape.ts'
import { CONFIDENCE, type Finding } from '../diagnosis/finding.ts'
import { FINDINGS, type FindingId } from '../diagnosis/taxonomy.ts'
import { count, list, quoted } from '../diagnosis/words.ts'
import { isoTime } from './documents/written-time.ts'
import { FIXES } from './health/fixes.ts'
import { MEANINGS } from './health/meanings.ts'
import type { AccessLogEntry } from './model.ts'

/** What a code of the access log says (facts 3.25, 2.11; MON, HRC). */
interface LogCode {
  readonly id: FindingId
  readonly leg: 'gateway-apim' | 'client-gateway'
  readonly cause: string
  readonly explanation: string
  readonly disproof: string
  readonly fixes: readonly string[]
}

const upstream = {
  id: 'backend-health-upstream-error',
  leg: 'gateway-apim',
  disproof: MEANINGS['backend-health-upstream-error'].disproof,
} as const

const CODES: ReadonlyMap<string, LogCode> = new Map([
  [
    'ERRORINFO_UPSTREAM_NO_LIVE',
    {
      ...upstream,
      cause: 'the gateway had no healthy backend to give them to',
      explanation: `The probes had failed before: the request never left the gateway. ${FIXES.upstream.text}`,
      fixes: FIXES.upstream.articles,
    },
  ],
  [
    'ERRORINFO_UPSTREAM_CLOSED_CONNECTION',
    {
      ...upstream,
      cause: 'the backend closed the connection before it had answered',
      explanation:
        'The probes may succeed all the while: live traffic may go to another host name, and so meet another certificate or no listener. A capture on the backend leg tells whether it ended in the handshake.',
      fixes: ['backend-health', 'sni-and-hostname'],
    },
  ],
  [
    'ERRORINFO_UPSTREAM_TIMED_OUT',
    {
      ...upstream,
      cause: 'the backend did not answer in time',
      explanation:
        'The time is the request timeout of the backend setting. v2 answers 504, v1 502. A backend that asks for a client certificate late, while the request body is still being sent, looks the same.',
      fixes: ['backend-health', 'solution-e-negotiate'],
    },
  ],
  [
    'ERRORINFO_HTTPS_NO_CERT',
    {
      id: 'gateway-400-no-certificate',
      leg: 'client-gateway',
      cause: 'the listener asks for a client certificate and got none that it accepts',
      explanation: 'The listener answers HTTP 400 behind a TLS handshake that completed; there is no alert.',
      disproof: 'sslClientVerify is SUCCESS in the same rows.',
      fixes: FINDINGS['gateway-400-no-certificate'].articles,
    },
  ],
])

/** What the reasons behind `FAILED:` come from (facts 2.12). */
const FAILED: readonly (readonly [words: string, meaning: string])[] = [
  ['unable to get issuer certificate', 'the chain uploaded to the listener is incomplete'],
  [
    'unable to get local issuer certificate',
    'the chain uploaded to the listener is incomplete, or of another CA',
  ],
  ['unable to verify the first certificate', 'the chain uploaded to the listener is incomplete'],
  [
    'unable to verify the client certificate issuer',
    'the check of the issuer\u2019s name (verifyClientCertIssuerDN) refuses it',
  ],
  ['unsupported certificate purpose', 'the client certificate lacks the purpose clientAuth'],
]

const MOST_EVIDENCE = 5

/** The requests that went wrong; all, where none did. Rows that the gateway's own watch makes are nobody's (MON). */
export function requestsOfInterest(log: readonly AccessLogEntry[]): readonly AccessLogEntry[] {
  const asked = log.filter(({ clientIp }) => clientIp !== '127.0.0.1')
  const failed = asked.filter(
    ({ httpStatus, errorInfo, sslClientVerify }) =>
      (httpStatus !== null && httpStatus >= 400) ||
      (errorInfo !== null && !/^(?:ERRORINFO_NO_ERROR|-)$/i.test(errorInfo)) ||
      /^FAILED/i.test(sslClientVerify ?? ''),
  )
  return failed.length > 0 ? failed : asked
}

/** The machine of `serverRouted`, which has its port behind it; `null` where the request went to none. */
export function routedTo({ serverRouted }: Pick<AccessLogEntry, 'serverRouted'>): string | null {
  const host = serverRouted?.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1')
  return host === undefined || host === '' ? null : host
}

/** More are no incident's. */
const MOST_PORTS = 1_000

/** What joins connections before the gateway with those behind it (facts 2.11), the requests that went wrong first. */
export function upstreamPortsOf(log: readonly AccessLogEntry[]): UpstreamPort[] {
  const ports = new Map<string, UpstreamPort>()
  for (const { clientPort, upstreamSourcePort } of new Set([...requestsOfInterest(log), ...log])) {
    if (upstreamSourcePort === null) continue
    ports.set(`${clientPort} ${upstreamSourcePort}`, { client: clientPort, upstream: upstreamSourcePort })
    if (ports.size === MOST_PORTS) break
  }
  return [...ports.values()]
}

/** When a row was written, milliseconds since 1970; `null` where it does not tell, or not as RFC 3339 has it. */
export function rowMillis({ time }: { readonly time: string | null }): number | null {
  const millis = Date.parse((time === null ? null : isoTime(time)) ?? '')
  return Number.isNaN(millis) ? null : millis
}

/** Requests that the gateway could not serve, by what it says of them. */
export function judgeAccessLog(log: readonly AccessLogEntry[]): Finding[] {
  const groups = new Map<string, AccessLogEntry[]>()
  for (const entry of log) {
    const code = entry.errorInfo?.toUpperCase() ?? ''
    if (!CODES.has(code)) continue
    const failed = code === 'ERRORINFO_HTTPS_NO_CERT' ? (failedReason(entry) ?? '') : ''
    const key = `${code}\n${failed}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [entry])
    else group.push(entry)
  }
  return [...groups].map(([key, entries]) => {
    const [code = '', failed = ''] = key.split('\n')
    return findingOf(code, failed, entries)
  })
}

function failedReason({ sslClientVerify }: AccessLogEntry): string | null {
  return (
    /^FAILED:\s*(.{1,200})/i
      .exec(sslClientVerify ?? '')?.[1]
      ?.replaceAll('\n', ' ')
      .trim() ?? null
  )
}

function findingOf(code: string, failed: string, entries: readonly AccessLogEntry[]): Finding {
  const told = CODES.get(code)
  if (told === undefined) throw new Error(`${code} is no code of the access log`)
  const [first] = entries
  const id = failed === '' ? told.id : 'gateway-400-certificate-error'
  const meaning = FAILED.find(([words]) => failed.toLowerCase().includes(words))?.[1]
  const cause =
    failed === ''
      ? told.cause
      : `the listener refuses the client certificate: ${quoted(failed)}${meaning === undefined ? '' : ` (${meaning})`}`
  const gateway = first?.gateway === null || first === undefined ? '' : ` of ${quoted(first.gateway)}`
  return {
    id,
    severity: FINDINGS[id].severity,
    confidence: CONFIDENCE.proven,
    leg: told.leg,
    summary: `${count(entries.length, 'request')} in the access log${gateway} ended with ${code}: ${cause}.`,
    explanation: [told.explanation, ...detailsOf(entries)].join(' '),
    evidence: entries
      .slice(0, MOST_EVIDENCE)
      .map(({ at }) => ({ kind: 'file', file: at.file, pointer: at.pointer })),
    disproof: told.disproof,
    fixes: failed === '' ? told.fixes : FINDINGS[id].articles,
    because: cause,
  }
}

/** Which statuses, servers and times: what the two legs are joined by. */
function detailsOf(entries: readonly AccessLogEntry[]): string[] {
  const statuses = distinct(
    entries.map(({ httpStatus }) => (httpStatus === null ? null : String(httpStatus))),
  )
  const servers = distinct(entries.map(({ serverRouted }) => serverRouted))
  const times = distinct(entries.map(({ time }) => time)).sort()
  const transactions = distinct(entries.map(({ transactionId }) => transactionId))
  const [from, to] = [times[0], times.at(-1)]
  return [
    statuses.length === 0 ? '' : `Clients got HTTP ${list(statuses, 4)}.`,
    servers.length === 0 ? '' : `Routed to ${list(servers.map(quoted), 3)}.`,
    from === undefined
      ? ''
      : from === to
        ? `At ${quoted(from)}.`
        : `From ${quoted(from)} to ${quoted(to ?? from)}.`,
    transactions.length === 0 ? '' : `transactionId ${list(transactions.map(quoted), 3)}.`,
  ].filter((sentence) => sentence !== '')
}

function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text) => text !== null))]
}
