import type { Facts } from '../../conversation/facts.ts'
import type { ProbeEnd } from '../../conversation/probed.ts'
import type { Verdict } from '../../conversation/verdict/shape.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule } from '../rule.ts'
import { addressText, probedEnd, probeEvidence, triedText } from '../support/probed-end.ts'
import { capital, endpointText, quoted } from '../words.ts'

/** SYN answered by RST (facts 5.3.2). */
export const tcpRefused: Rule = {
  id: 'tcp-refused',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    const tunnel = probedEnd(facts, 'no-tunnel')
    if (tunnel !== null) return refusedByProxy(facts, verdict, tunnel)
    if (verdict.break?.stage !== 'tcp' || verdict.break.how !== 'rst') return null
    const { probe } = facts
    const server = probe === null ? endpointText(facts, 'server') : triedText(probe)
    const row = verdict.break.row
    return {
      confidence: CONFIDENCE.proven,
      summary: `${capital(server)} refused the TCP connection: nothing listens on that port, or a firewall rejects it.`,
      explanation: `The SYN to ${server} was answered by a reset${probe === null ? '' : ' (this machine calls it ECONNREFUSED)'}. The host, or a device in its name, is reachable; the port is closed. TLS and certificates have no part in this.`,
      evidence:
        row !== null
          ? [rowEvidence(facts, row, 'RST', 'RST in answer to the SYN')]
          : probe === null
            ? []
            : [probeEvidence('connect', `${server}: refused`)],
      disproof: `A capture taken at ${server} that shows its SYN-ACK: then something on the way sent the reset.`,
      because: `nothing accepts connections on ${server}`,
    }
  },
}

/** Statuses of a proxy that will not, and of one that could not (RFC 9110 9.3.6, 15.5.8, 15.6.3). */
const WANTS_CREDENTIALS = 407
const BAD_GATEWAY = 502
const GATEWAY_TIMEOUT = 504

/** The proxy was reached and said no to CONNECT: nothing of the target was seen. */
function refusedByProxy(
  facts: Facts,
  { break: broke }: Verdict,
  { status, reason }: Extract<ProbeEnd, { kind: 'no-tunnel' }>,
): Draft | null {
  const { probe } = facts
  if (probe === null || broke?.how !== 'http-status' || status === GATEWAY_TIMEOUT) return null
  const target = addressText(probe.host, probe.port)
  const proxy = triedText(probe)
  const answer = `HTTP ${status} ${quoted(reason)}`
  const why =
    status === WANTS_CREDENTIALS
      ? 'it wants to know who asks (Proxy-Authenticate); tlscope sends no credentials to proxies'
      : status === BAD_GATEWAY || (status ?? 0) >= 500
        ? 'it could not reach the target itself, or not find its name'
        : 'its rules do not allow this target, this port, or this machine'
  return {
    confidence: CONFIDENCE.proven,
    summary: `${capital(proxy)} refused the connection to ${target} with ${answer}: ${why}.`,
    explanation: `The proxy was asked for a tunnel (CONNECT ${target}) and answered ${answer}. ${capital(why)}. Not a byte reached the target: TLS and certificates have no part in this.`,
    evidence:
      broke.row === null
        ? [probeEvidence('proxy', answer)]
        : [rowEvidence(facts, broke.row, 'Response', answer)],
    disproof: `The same CONNECT answered with 200, or the target reached without the proxy.`,
    because: why,
  }
}
