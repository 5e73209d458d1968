import { CONFIDENCE, type Evidence, type Finding } from '../../finding.ts'
import { FINDINGS, type FindingId } from '../../taxonomy.ts'
import { count, list } from '../../words.ts'
import { ENDS_THERE, WAYS_OUT } from '../ways-out.ts'
import type { LegPath, LegSighting } from './shape.ts'
import { answerOf } from './tell.ts'

/** Handshakes whose evidence a finding of many ways carries. */
const TOLD = 3

/**
 * What the ways through the gateway show and no leg alone: why the gateway said 502, and that API Management refused a
 * caller whose certificate ended at the gateway. Ways that came to the same are one finding.
 */
export function findingsOf(paths: readonly LegPath[]): Finding[] {
  const badGateway = new Map<string, LegPath[]>()
  const refused: LegPath[] = []
  for (const path of paths) {
    const { front } = path.join
    const broke = backOf(path)?.broke
    if (path.brokenLeg !== 'gateway-apim' || broke == null) continue
    if (front.refusal?.kind === 'bad-gateway') {
      const key = `${path.join.state} ${broke.kind}`
      const alike = badGateway.get(key)
      if (alike === undefined) badGateway.set(key, [path])
      else alike.push(path)
    } else if (isNotForwarded(path)) refused.push(path)
  }
  return [
    ...[...badGateway.values()].map(gateway502),
    ...(refused.length === 0 ? [] : [notForwarded(refused)]),
  ]
}

/** The broken connection behind: joined, or one of those that broke alike. */
function backOf({ join }: LegPath): LegSighting | undefined {
  return [...join.back, ...join.candidates].findLast(({ broke }) => broke !== null)
}

function gateway502(paths: readonly LegPath[]): Finding {
  const [first] = paths
  const back = first === undefined ? undefined : backOf(first)
  const answer = first === undefined ? null : answerOf(first.join.front)
  const fronts = list(paths.map(({ join }) => join.front.handshake))
  const stage = back?.broke?.stage ?? 'unknown'
  const confidence = paths.reduce((most, path) => Math.max(most, path.confidence), 0)
  return finding('gateway-502-backend', confidence, {
    summary: `The gateway answered ${fronts} with HTTP ${answer}, and the backend leg shows why: it broke at ${stage} (${behind(paths)}).`,
    explanation: [
      ...paths.slice(0, TOLD).map(({ sentence }) => sentence),
      back?.broke?.cause == null
        ? null
        : `What ${back.handshake} itself shows is ${back.broke.cause}: its article says what to do.`,
      first?.join.state === 'joined'
        ? null
        : 'Which backend connection belongs to which request is not proven, so this is less sure than each break is.',
    ]
      .filter((part) => part !== null)
      .join(' '),
    evidence: paths.slice(0, TOLD).flatMap(evidenceOf),
    disproof: `The gateway’s access log, with another serverStatus or upstreamSourcePort for the request than the broken connection has.`,
    because: `the backend leg broke at ${stage}`,
  })
}

/**
 * The client gave its certificate to the gateway, and API Management said 401 or 403 on a connection in which nobody
 * gave one (facts 1.1.6, 4.5.4).
 */
function isNotForwarded({ join }: LegPath): boolean {
  const { front, back, state } = join
  if (state !== 'joined' || front.refusal?.kind !== 'forbidden') return false
  if (front.clientAnswer !== 'certificate') return false
  return back.some(
    ({ refusal, clientAnswer }) => refusal?.kind === 'forbidden' && clientAnswer !== 'certificate',
  )
}

function notForwarded(paths: readonly LegPath[]): Finding {
  const fronts = list(paths.map(({ join }) => join.front.handshake))
  const [first] = paths
  const answer = first === undefined ? null : answerOf(first.join.front)
  return finding('client-certificate-not-forwarded', CONFIDENCE.strong, {
    summary: `The client’s certificate ends at the gateway (${fronts}): behind it (${behind(paths)}) nobody presents one, and API Management answers HTTP ${answer}.`,
    explanation: [
      ...paths.slice(0, TOLD).map(({ sentence }) => sentence),
      `The client presented its certificate to the gateway’s listener. ${ENDS_THERE}`,
      WAYS_OUT,
    ].join(' '),
    evidence: paths.slice(0, TOLD).flatMap(evidenceOf),
    disproof:
      'The trace of the request in API Management, in which another policy (a subscription key, a token) refused it; or the same call straight to API Management with the certificate, refused alike.',
    because: 'API Management behind the gateway does not see the client’s certificate',
  })
}

export function finding(
  id: FindingId,
  confidence: number,
  said: Pick<Finding, 'summary' | 'explanation' | 'evidence' | 'disproof' | 'because'>,
): Finding {
  const { severity, articles } = FINDINGS[id]
  return { id, severity, confidence, leg: 'client-gateway', fixes: articles, ...said }
}

function behind(paths: readonly LegPath[]): string {
  const backs = new Set(paths.flatMap(({ join }) => [...join.back, ...join.candidates]))
  const names = [...backs].filter(({ broke }) => broke !== null).map(({ handshake }) => handshake)
  return names.length === 1 ? list(names) : `${count(names.length, 'connection')}: ${list(names)}`
}

/** What the client was told, and what broke behind; the field says of which handshake it is. */
function evidenceOf(path: LegPath): Evidence[] {
  const { front } = path.join
  const answered = front.refusal?.request == null ? undefined : front.requests[front.refusal.request]
  const back = backOf(path)
  const evidence: Evidence[] = []
  if (answered?.statusText != null) {
    evidence.push(placeless(`${front.handshake}: status-code`, answered.frame, answered.statusText))
  }
  if (path.join.proof !== null && back !== undefined) {
    evidence.push(placeless(`${back.handshake}: joined by`, null, path.join.proof))
  }
  for (const one of back?.broke?.evidence ?? []) {
    if (one.kind === 'file') evidence.push(one)
    else evidence.push(placeless(`${back?.handshake}: ${one.field}`, one.frame, one.value))
  }
  return evidence
}

/** Of no handshake's own list, so no message of one can be pointed at. */
export function placeless(field: string, frame: number | null, value: string): Evidence {
  return { kind: 'wire', message: null, frame, field, bytes: null, value }
}
