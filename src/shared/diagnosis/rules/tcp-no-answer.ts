import type { Facts } from '../../conversation/facts.ts'
import type { Verdict } from '../../conversation/verdict/shape.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Draft, Rule } from '../rule.ts'
import { addressText, probeEvidence, seconds, triedText } from '../support/probed-end.ts'
import {
  REFUSAL_MEANS,
  type RefusedPacket,
  refusedEvidence,
  refusedPackets,
} from '../support/refused-packets.ts'
import { capital, count, duration, endpointText, quoted } from '../words.ts'

/** SYN retransmitted, no SYN-ACK, no RST (facts 5.3.1, 4.6.5): dropped on the way there, or on the way back. */
export const tcpNoAnswer: Rule = {
  id: 'tcp-no-answer',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    const probed = probedDraft(facts, verdict)
    if (probed !== null || facts.probe !== null) return probed
    const broke = verdict.break
    if (broke?.stage !== 'tcp' || (broke.how !== 'timeout' && broke.how !== 'none')) return null
    const refused = refusedPackets(facts, 'client', false)[0]
    if (refused !== undefined) return refusedDraft(facts, refused)
    return facts.conversation.transport.synAckSeen ? answerLostDraft(facts) : silentDraft(facts)
  },
}

function silentDraft(facts: Facts): Draft {
  const server = endpointText(facts, 'server')
  const repeats = facts.conversation.transport.synRetransmissions
  return {
    confidence: repeats > 0 ? CONFIDENCE.proven : CONFIDENCE.strong,
    summary: `${server} never answered the TCP connection request: something on the way drops it.`,
    explanation: `The SYN to ${server} was ${repeats === 0 ? 'sent once' : `repeated ${count(repeats, 'time')}`}, and within ${waited(facts)} neither a SYN-ACK nor a reset came back. A closed port would have answered with a reset; silence is what a network security group, a firewall, a missing route, or the wrong address looks like. TLS and certificates have no part in this.`,
    evidence: synEvidence(facts),
    disproof: `A capture taken at ${server}: where it shows the SYN and a SYN-ACK, the answer is lost on the way back (an asymmetric route).`,
    because: `packets to ${server} are dropped on the way, or its answers are`,
  }
}

/** Captured at or near the server: it answers, and the client never hears it. */
function answerLostDraft(facts: Facts): Draft {
  const [server, client] = [endpointText(facts, 'server'), endpointText(facts, 'client')]
  const repeats = facts.conversation.transport.synRetransmissions
  return {
    confidence: CONFIDENCE.proven,
    summary: `${server} answers the TCP connection request, and its answer never reaches ${client}.`,
    explanation: `The SYN arrives where this was captured and is answered by a SYN-ACK; SYN and SYN-ACK were repeated ${count(repeats, 'time')} within ${waited(facts)}, and ${client} never acknowledged one. The way there works, the way back does not: a route that leads elsewhere than the SYN came from (an asymmetric route past a stateful firewall), or a rule that drops what ${server} sends. TLS and certificates have no part in this.`,
    evidence: synEvidence(facts),
    disproof: `A capture taken at ${client} that shows the SYN-ACK arriving: then that machine, or its own firewall, drops it.`,
    because: `the answers of ${server} are lost on the way back`,
  }
}

/** The network does not stay silent: it says why. */
function refusedDraft(facts: Facts, refused: RefusedPacket): Draft {
  const server = endpointText(facts, 'server')
  return {
    confidence: CONFIDENCE.proven,
    summary: `The TCP connection request did not reach ${server}: ${REFUSAL_MEANS[refused.kind]}.`,
    explanation: `The SYN to ${server} was answered by neither a SYN-ACK nor a reset, but by an ICMP error: ${refused.kind} (${refused.detail}). That means that ${REFUSAL_MEANS[refused.kind]}. TLS and certificates have no part in this.`,
    evidence: [refusedEvidence(facts, refused), ...synEvidence(facts)],
    disproof: `A SYN-ACK of ${server} to a later request: then the refusal was of that moment only.`,
    because: REFUSAL_MEANS[refused.kind],
  }
}

function waited({ conversation }: Facts): string {
  const { startedMicros, endedMicros, transport } = conversation
  return duration(endedMicros - startedMicros + transport.silenceMicros)
}

function synEvidence(facts: Facts): Evidence[] {
  return facts.conversation.messages
    .map(({ type, from }, row) => ({ type, from, row }))
    .filter(({ type }) => type === 'SYN' || type === 'SYN-ACK' || type === 'Retransmission')
    .slice(0, 4)
    .map(({ type, from, row }) => {
      const what = from === 'client' ? 'SYN' : 'SYN-ACK'
      return rowEvidence(facts, row, type, type === 'Retransmission' ? `${what}, sent again` : what)
    })
}

/** A probe knows how long it waited, and what the system said; the SYNs that its system sent again it did not see. */
function probedDraft({ probe }: Facts, verdict: Verdict): Draft | null {
  const broke = verdict.break
  if (probe === null || broke?.stage !== 'tcp') return null
  const { end, attempts } = probe
  const tried = triedText(probe)
  if (end.kind === 'no-tunnel') {
    if (broke.how === 'http-status' && end.status !== GATEWAY_TIMEOUT) return null
    const target = addressText(probe.host, probe.port)
    return {
      confidence: CONFIDENCE.strong,
      summary: `No connection to ${target} came to be: ${tried} opened no tunnel.`,
      explanation: `The proxy accepted the connection and was asked for ${target} (CONNECT). ${
        end.status === null
          ? `It gave no answer that could be used: ${quoted(end.reason)}.`
          : `It answered ${end.status} ${quoted(end.reason)}: it had no answer from there itself.`
      } TLS and certificates have no part in this.`,
      evidence: [probeEvidence('proxy', end.status === null ? end.reason : `${end.status} ${end.reason}`)],
      disproof: `The same CONNECT to ${target} answered with 200.`,
      because: 'the proxy opened no tunnel',
    }
  }
  if (end.kind !== 'unconnected' || end.how === 'refused') return null
  const last = attempts.at(-1)
  const others = attempts.length - 1
  const silent = end.how === 'silent'
  const watched = seconds(last?.millis ?? 0)
  return {
    confidence: silent ? CONFIDENCE.strong : CONFIDENCE.proven,
    summary: silent
      ? `${capital(tried)} never answered the TCP connection request: something on the way drops it.`
      : `The network cannot reach ${tried}${end.code === null ? '' : ` (${end.code})`}.`,
    explanation: `${
      silent
        ? `tlscope asked this machine for a connection to ${tried} and waited ${watched}; nothing came back. A closed port would have answered with a reset; silence is what a network security group, a firewall, a missing route, or the wrong address looks like.`
        : `This machine, or a router on the way, says that there is no way to ${tried}: a missing route, a network that is down, or the wrong address.`
    }${
      others > 0
        ? ` Tried before in vain: ${attempts
            .slice(0, -1)
            .map(({ address, port }) => addressText(address, port))
            .slice(0, 6)
            .join(', ')}.`
        : ''
    } TLS and certificates have no part in this.`,
    evidence: attempts
      .slice(-4)
      .map(({ address, port, result, code, millis }) =>
        probeEvidence(
          'connect',
          `${addressText(address, port)}: ${result}${code === null ? '' : ` (${code})`} after ${seconds(millis)}`,
        ),
      ),
    disproof: `A capture taken at ${tried}: where it shows the SYN and a SYN-ACK, the answer is lost on the way back (an asymmetric route).`,
    because: silent
      ? `packets to ${tried} are dropped on the way, or its answers are`
      : `there is no way to ${tried}`,
  }
}

const GATEWAY_TIMEOUT = 504
