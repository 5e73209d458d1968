import type { ProbedNames, ProbeEnd, ProbeEvidence } from '../../../shared/conversation/probed.ts'
import type { Stage } from '../../../shared/conversation/vocabulary.ts'
import type { NameResolution, ProbeRun, ResolvedAddress } from '../../probe/probe.ts'

/** What the run knows beside the bytes of its connection. */
export function evidenceOf(run: ProbeRun, expectPrivate: boolean): ProbeEvidence {
  const { request, connection, attempts } = run
  return {
    host: request.host,
    port: request.port,
    startedMicros: run.startedMicros,
    endedMicros: run.endedMicros,
    names: run.names === null ? null : namesOf(run.names),
    expectPrivate,
    attempts: attempts.map(({ address, port, result, fault, startedMicros, endedMicros }) => ({
      address,
      port,
      result,
      code: fault?.code ?? null,
      millis: (endedMicros - startedMicros) / 1000,
    })),
    proxy: request.proxy,
    connection:
      connection === null || connection.exchanges.length === 0
        ? null
        : { client: connection.client, server: connection.server },
    quietMs: request.http === null && run.negotiated !== null ? request.quietMs : null,
    end: endOf(run),
  }
}

function namesOf(names: NameResolution): ProbedNames {
  return {
    name: names.name,
    addresses: names.addresses.map(addressOf),
    dnsAddresses: names.dnsAddresses?.map(addressOf) ?? null,
    aliases: names.aliases ?? [],
    servers: names.servers,
    hostsEntries: names.hostsEntries,
    error: names.error,
  }
}

function addressOf({ address, space }: ResolvedAddress) {
  return { address, space }
}

/** In the order of the stages: the first that failed is the end. */
function endOf(run: ProbeRun): ProbeEnd {
  const { names, stages, ending, request } = run
  if (run.cancelled) return { kind: 'cancelled' }
  const failed = stages.find(({ result }) => result === 'failed')
  if (failed?.stage === 'dns') {
    const name = request.proxy?.host ?? request.host
    return { kind: 'unresolved', name, code: names?.error ?? 'ENODATA', said: failed.summary }
  }
  if (failed?.stage === 'tcp') return unconnected(run)
  if (failed?.stage === 'proxy') return { kind: 'no-tunnel', ...proxyAnswer(run, failed.summary) }
  if (ending?.by === 'client' && ending.how === 'alert')
    return { kind: 'own', stage: ending.stage, alert: ending.alert, fault: ending.fault }
  if (ending?.by === 'client') return { kind: 'cancelled' }
  // What the server said in time stands, however its goodbye went.
  if (run.http !== null) return { kind: 'on-wire' }
  if (ending?.how === 'timeout') return { kind: 'silence', ...silenceAt(run, ending.stage) }
  if (ending?.by === 'network') return { kind: 'lost', stage: ending.stage, code: ending.code }
  if (run.connection === null) return { kind: 'cancelled' }
  const { millis, stage } = silenceAt(run, ending?.stage ?? 'application')
  return run.negotiated !== null && failed?.stage === 'http'
    ? { kind: 'unanswered', stage, millis }
    : { kind: 'on-wire' }
}

function unconnected({ attempts }: ProbeRun): ProbeEnd {
  const last = attempts.at(-1)
  const code = last?.fault?.code ?? null
  if (last?.result === 'refused') return { kind: 'unconnected', how: 'refused', code }
  return { kind: 'unconnected', how: last?.result === 'silent' ? 'silent' : 'unreachable', code }
}

/** How long was listened at that stage. */
function silenceAt({ stages, endedMicros, startedMicros }: ProbeRun, stage: Stage) {
  const last = stages.findLast(({ result }) => result === 'failed') ?? stages.at(-1)
  const micros = last === undefined ? endedMicros - startedMicros : last.endedMicros - last.startedMicros
  return { stage, millis: micros / 1000 }
}

/** The status line that answered CONNECT (RFC 9112 4), the first bytes of the server on this connection. */
function proxyAnswer(
  { connection }: ProbeRun,
  summary: string,
): { readonly status: number | null; readonly reason: string } {
  const first = connection?.exchanges.find(({ from, kind }) => from === 'server' && kind === 'data')
  const head = Buffer.from(first?.bytes?.subarray(0, 512) ?? []).toString('latin1')
  const line = /^HTTP\/1\.[01] ([1-5]\d\d)(?: ([^\r\n]*))?\r?\n/.exec(head)
  return line ? { status: Number(line[1]), reason: line[2]?.trim() ?? '' } : { status: null, reason: summary }
}
