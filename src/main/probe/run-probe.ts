import type { ProbeObserver, ProbeRequest, RunProbe } from './probe.ts'
import { bounded } from './stages/bounded.ts'
import { resolveStage } from './stages/dns.ts'
import { Draft } from './stages/draft.ts'
import { httpStage, quietStage } from './stages/http.ts'
import { lateStage } from './stages/late.ts'
import { proxyStage } from './stages/proxy.ts'
import { requestFault } from './stages/request.ts'
import { remembering, type Surroundings, THIS_MACHINE } from './stages/surroundings.ts'
import { connectStage } from './stages/tcp.ts'
import { tlsStage } from './stages/tls.ts'
import { failed } from './stages/told.ts'
import { nowMicros } from './tls-client/clock.ts'

/** Runs one probe on this machine. */
export const runProbe: RunProbe = (request, observer, signal) =>
  probeIn(THIS_MACHINE)(request, observer, signal)

/**
 * Probes of one target that ask about its name once: a matrix is no reason to ask DNS the same again for every cell.
 */
export function probeThatRemembers(): RunProbe {
  return probeIn(remembering(THIS_MACHINE))
}

/** How a probe runs in other surroundings. */
export function probeIn(around: Surroundings): RunProbe {
  return async (request, observer = {}, signal) => {
    const draft = new Draft(request, observer)
    try {
      await through(around, { request, observer, draft, signal })
    } catch (error) {
      draft.broke(error)
    }
    draft.letGo()
    draft.cancelled ||= signal?.aborted ?? false
    return draft.run()
  }
}

interface Probing {
  readonly request: ProbeRequest
  readonly observer: ProbeObserver
  readonly draft: Draft
  readonly signal: AbortSignal | undefined
}

/** Stage after stage, until one of them ends it. */
async function through(around: Surroundings, probing: Probing): Promise<void> {
  const { request, draft, signal } = probing
  const fault = request.http === null ? null : requestFault(request.http)
  if (fault !== null) {
    await draft.stage('http', () => ({ told: failed(fault) }))
    return
  }
  const { names, told, addresses, port } = await draft.stage('dns', () =>
    resolveStage(around, request, signal),
  )
  draft.names = names
  if (told.result === 'failed' || !(await mayGoTo(addresses, probing))) return
  const { timeoutMs } = request
  const connected = await draft.stage('tcp', () =>
    connectStage(around, { addresses, port, timeoutMs }, signal),
  )
  draft.attempts = connected.attempts
  draft.connection = connected.last
  draft.transport = connected.transport
  if (connected.transport === null || signal?.aborted) return
  await throughProxy(probing)
  if (draft.transport !== null && !signal?.aborted) await throughTls(probing)
}

/** Whoever is asked may take his time, a person above all; but one who cannot say yes has not said it. */
async function mayGoTo(addresses: readonly string[], { observer, draft, signal }: Probing): Promise<boolean> {
  if (signal?.aborted) return false
  const asking = async (): Promise<boolean> => observer.permit?.(addresses) ?? true
  const answer = await bounded(asking(), LONGEST_TIMER, signal)
  const given = answer.kind === 'came' && answer.value
  if (!given) draft.cancelled = true
  return given
}

/** What `setTimeout` can do, in milliseconds: weeks. */
const LONGEST_TIMER = 2 ** 31 - 1

async function throughProxy({ request, draft, signal }: Probing): Promise<void> {
  const { connection, transport } = draft
  const { proxy } = request
  if (proxy === null || connection === null || transport === null) return
  const proxied = await draft.stage('proxy', () => proxyStage(transport, request, proxy, signal))
  draft.connection = { ...connection, exchanges: [...connection.exchanges, ...proxied.exchanges] }
  draft.transport = proxied.transport
}

async function throughTls({ request, draft, signal }: Probing): Promise<void> {
  const { connection, transport } = draft
  if (connection === null || transport === null) return
  const readyMicros = connection.exchanges.at(-1)?.atMicros ?? nowMicros()
  const { client, ending } = await draft.stage('tls', async () => {
    const shaken = await tlsStage(transport, request, readyMicros, signal)
    draft.client = shaken.client
    return shaken
  })
  if (ending !== null) {
    draft.ending = ending
    return
  }
  const { http } = request
  const asked = await draft.stage('http', () =>
    http === null ? quietStage(client, request, signal) : httpStage(client, request, http, signal),
  )
  draft.http = asked.http
  draft.ending = asked.ending
  if (!signal?.aborted) {
    await draft.stage('late-client-auth', () => ({
      told: lateStage(client, asked.ending),
    }))
  }
}
