import type { Facts } from '../../conversation/facts.ts'
import {
  isFailedProof,
  isOwnLimit,
  type ProbedFault,
  type ProbeEnd,
  type ProbeEvidence,
} from '../../conversation/probed.ts'
import type { Break } from '../../conversation/verdict/shape.ts'
import type { Stage } from '../../conversation/vocabulary.ts'
import type { Evidence } from '../finding.ts'
import type { FindingId } from '../taxonomy.ts'

/** The end that only the probe can tell, where it is what broke; `null`: the bytes show it. */
export function probedEnd<K extends ProbeEnd['kind']>(
  facts: Facts,
  kind: K,
): Extract<ProbeEnd, { kind: K }> | null {
  const end = facts.probe?.end
  return end?.kind === kind ? (end as Extract<ProbeEnd, { kind: K }>) : null
}

/** This program's own reason to go no further, where that is the break. */
export function ownFault(facts: Facts, broke: Break | null): ProbedFault | null {
  const own = probedEnd(facts, 'own')
  return own !== null && broke?.by === 'client' && broke.stage === own.stage ? own.fault : null
}

/**
 * Which id a fault found by this program's own TLS client goes by: the nearest honest one, for the taxonomy knows
 * only what others do. The sentence says exactly what it was.
 */
export function idOfOwnFault(fault: ProbedFault, stage: Stage): FindingId {
  if (fault.kind === 'credential') return 'client-proof-failed'
  if (isFailedProof(fault)) return 'server-certificate-rejected'
  if (isOwnLimit(fault)) return 'capture-incomplete'
  if (fault.kind === 'not-tls') return 'not-tls'
  return stage === 'client-hello' || stage === 'server-hello' ? 'hello-rejected' : 'not-tls'
}

/** Something that no packet shows: the probe's own watch, the system's resolver. */
export function probeEvidence(field: string, value: string): Evidence {
  return { kind: 'wire', message: null, frame: null, field, bytes: null, value }
}

/** `10.0.1.5:443`, `[fd00::5]:443`. */
export function addressText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** What was tried last: the proxy where there is one, else the target. */
export function triedText(probe: ProbeEvidence): string {
  const last = probe.attempts.at(-1)
  const [host, port] =
    last !== undefined
      ? [last.address, last.port]
      : probe.proxy === null
        ? [probe.host, probe.port]
        : [probe.proxy.host, probe.proxy.port]
  return `${probe.proxy === null ? '' : 'the proxy '}${addressText(host, port)}`
}

/** `3.0 s`. */
export function seconds(millis: number): string {
  return `${(millis / 1000).toFixed(1)} s`
}
