import type { Ending } from '../ending.ts'
import { isFatal, readEnding, SILENCE } from '../ending.ts'
import type { Facts } from '../facts.ts'
import type { ProbeEnd, ProbeEvidence } from '../probed.ts'
import type { Stage } from '../vocabulary.ts'
import { broken, incomplete, type Verdict } from './shape.ts'
import { lastCompletedBefore } from './tls12.ts'

/**
 * The verdict on a probe's own connection. What the bytes show is judged as in any capture; what only the probe can
 * know (how long it listened, that it was itself who gave up, that no packet ever went out) it says itself.
 * @param judgeWire what a capture of the same bytes would be judged
 */
export function judgeProbed(
  facts: Facts,
  probe: ProbeEvidence,
  judgeWire: (ending?: Ending) => Verdict,
): Verdict {
  const { end } = probe
  const named: Stage | null = probe.names === null ? null : 'dns'
  switch (end.kind) {
    case 'on-wire':
      return content(judgeWire())
    case 'unresolved':
      return broken('dns', unresolved(end.code), null)
    case 'unconnected':
      return broken('tcp', unconnected(facts, end), named)
    case 'no-tunnel':
      return broken('tcp', noTunnel(facts, end), named)
    case 'silence':
      return waitedInVain(facts, end.stage, SILENCE, judgeWire)
    case 'unanswered':
      return unanswered(facts, end.stage, judgeWire)
    case 'lost':
      return waitedInVain(facts, end.stage, lost(end.code), judgeWire)
    case 'own':
      return ownEnd(facts, end, judgeWire)
    case 'cancelled':
      return incomplete('the probe was stopped')
  }
}

/** The probe closes when it has heard enough, and refuses no certificate: that it closed first means nothing. */
function content(verdict: Verdict): Verdict {
  return verdict.suspected?.kind === 'silent-refusal' ? { ...verdict, suspected: null } : verdict
}

/** Resolvers that never answered, by the names that libc and c-ares give it. */
const NO_ANSWER: ReadonlySet<string> = new Set(['EAI_AGAIN', 'ETIMEOUT', 'ETIMEDOUT', 'ECONNREFUSED'])

function unresolved(code: string): Ending {
  return NO_ANSWER.has(code) ? SILENCE : { by: 'none', how: 'none', row: null, alert: null }
}

function unconnected(facts: Facts, { how, code }: Extract<ProbeEnd, { kind: 'unconnected' }>): Ending {
  if (how === 'silent') return SILENCE
  if (how === 'unreachable') return lost(code ?? '')
  return { by: 'server', how: 'rst', row: rowOf(facts, 'RST'), alert: null }
}

function noTunnel(facts: Facts, { status }: Extract<ProbeEnd, { kind: 'no-tunnel' }>): Ending {
  if (status !== null)
    return { by: 'network', how: 'http-status', row: rowOf(facts, 'Response'), alert: null }
  const closed = rowOf(facts, 'FIN') ?? rowOf(facts, 'RST')
  const row = closed === null ? undefined : facts.conversation.messages[closed]
  return row?.from === 'server'
    ? { by: 'network', how: row.type === 'RST' ? 'rst' : 'fin', row: closed, alert: null }
    : SILENCE
}

function lost(code: string): Ending {
  return { ...SILENCE, how: code === 'ETIMEDOUT' ? 'timeout' : 'none' }
}

/** Behind a finished handshake only the probe knows that it still waited for something. */
function waitedInVain(
  facts: Facts,
  stage: Stage,
  ending: Ending,
  judgeWire: (ending?: Ending) => Verdict,
): Verdict {
  const wire = stage === 'application' || stage === 'late-client-auth' ? null : judgeWire(ending)
  return wire?.outcome === 'broken' ? wire : broken(stage, ending, lastCompletedBefore(stage, facts))
}

/**
 * The handshake finished, and instead of an answer came the end. A server that said something, though not in HTTP, did
 * accept the client.
 */
function unanswered(facts: Facts, stage: Stage, judgeWire: (ending?: Ending) => Verdict): Verdict {
  const wire = judgeWire()
  if (wire.outcome === 'broken') return wire
  const ending = readEnding(facts)
  if (ending.by === 'server') return broken(stage, ending, lastCompletedBefore(stage, facts))
  return facts.exchange.applicationData.server.records > 0
    ? content(wire)
    : broken(stage, SILENCE, lastCompletedBefore(stage, facts))
}

/** Unless the server had said no before, in a way that the TLS client does not look for (a page in plain HTTP). */
function ownEnd(
  facts: Facts,
  { stage, alert }: Extract<ProbeEnd, { kind: 'own' }>,
  judgeWire: (ending?: Ending) => Verdict,
): Verdict {
  const wire = judgeWire()
  if (wire.break?.by === 'server') return wire
  const row =
    facts.alerts.findLast((one) => one.from === 'client' && isFatal(one, facts.tls13))?.index ?? null
  return broken(stage, { by: 'client', how: 'alert', row, alert }, lastCompletedBefore(stage, facts))
}

function rowOf({ conversation }: Facts, type: string): number | null {
  const row = conversation.messages.findIndex((message) => message.type === type)
  return row < 0 ? null : row
}
