import { CONFIDENCE, type Finding } from '../../finding.ts'
import { list, quoted } from '../../words.ts'
import { ENDS_THERE, WAYS_OUT } from '../ways-out.ts'
import { finding, placeless } from './findings.ts'
import type { LegSighting, RequestSighting } from './shape.ts'

/** A request that was refused through the gateway, and the same one that was served straight. */
interface Pair {
  readonly front: LegSighting
  readonly refused: RequestSighting
  readonly direct: LegSighting
  readonly served: RequestSighting
}

/** Pairs whose evidence is told. */
const TOLD = 3

/**
 * Both ways in one analysis, as a jump box captures them: straight to API Management a client's call works with its
 * certificate, through the gateway the same call of the same client gets 401 or 403 (facts 4.5.4, 5.4).
 */
export function notForwardedByBothWays(
  direct: readonly LegSighting[],
  fronts: readonly LegSighting[],
): Finding | null {
  const served = new Map<string, { direct: LegSighting; served: RequestSighting }>()
  for (const one of direct) {
    if (one.outcome !== 'completed') continue
    for (const request of one.requests) {
      if (request.status !== null && request.status < 400) {
        served.set(callOf(one, request), { direct: one, served: request })
      }
    }
  }
  const pairs = fronts.flatMap((front): Pair[] => {
    const { refusal, requests } = front
    const refused = refusal?.request == null ? undefined : requests[refusal.request]
    // The gateway's own 403 is its firewall's.
    if (refusal?.kind !== 'forbidden' || refusal.signed || refused === undefined) return []
    const other = served.get(callOf(front, refused))
    return other === undefined ? [] : [{ front, refused, ...other }]
  })
  return pairs.length === 0 ? null : found(pairs)
}

/** Who asks for what. */
function callOf({ client }: LegSighting, { method, path }: RequestSighting): string {
  return `${client.address} ${method} ${path}`
}

function found(pairs: readonly Pair[]): Finding {
  const fronts = list(pairs.map(({ front }) => front.handshake))
  const directs = list([...new Set(pairs.map(({ direct }) => direct.handshake))])
  const [first] = pairs
  const call = first === undefined ? 'the call' : quoted(`${first.refused.method} ${first.refused.path}`)
  const presented = pairs.every(({ front }) => front.clientAnswer === 'certificate')
    ? 'presented its certificate to the gateway too, and there it ended'
    : 'did not present a certificate to the gateway every time'
  return finding('client-certificate-not-forwarded', CONFIDENCE.strong, {
    summary: `The client’s certificate ends at the gateway: straight to API Management ${call} works (${directs}), through the gateway it gets HTTP ${first?.refused.statusText} (${fronts}).`,
    explanation: `The same client asked for the same on both ways, with its certificate on the direct one; it ${presented}. ${ENDS_THERE} ${WAYS_OUT}`,
    evidence: pairs
      .slice(0, TOLD)
      .flatMap(({ front, refused, direct, served }) => [
        placeless(`${direct.handshake}: status-code`, served.frame, served.statusText ?? ''),
        placeless(`${front.handshake}: status-code`, refused.frame, refused.statusText ?? ''),
      ]),
    disproof:
      'The trace of the request through the gateway, in which context.Request.Certificate is not null, or in which another policy (a subscription key, a token) refused it.',
    because: 'API Management behind the gateway does not see the client’s certificate',
  })
}
