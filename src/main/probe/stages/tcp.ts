import type { Socket } from 'node:net'
import { addressText, parseAddress } from '../../../shared/packet/address.ts'
import type { Endpoint } from '../../../shared/packet/segment.ts'
import type { Exchange } from '../../capture-file/synthesise.ts'
import type { ConnectionAttempt } from '../probe.ts'
import { nowMicros } from '../tls-client/clock.ts'
import { socketTransport } from '../tls-client/socket-transport.ts'
import type { ByteTransport } from '../tls-client/transport.ts'
import { codeOf } from './bounded.ts'
import type { Surroundings } from './surroundings.ts'
import { authority, done, failed, span, stopped, type Told } from './told.ts'

/** What became of the attempts; the last one is the one that matters. */
export interface Connected {
  readonly attempts: readonly ConnectionAttempt[]
  readonly last: {
    readonly client: Endpoint
    readonly server: Endpoint
    readonly exchanges: readonly Exchange[]
  } | null
  /** Connected, and nothing read of it yet. */
  readonly transport: ByteTransport | null
  readonly told: Told
}

/** Tries the addresses in order, until one is connected to. Each gets its share of the time that is left. */
export async function connectStage(
  around: Surroundings,
  { addresses, port, timeoutMs }: { addresses: readonly string[]; port: number; timeoutMs: number },
  signal: AbortSignal | undefined,
): Promise<Connected> {
  const deadline = nowMicros() + timeoutMs * 1000
  const attempts: ConnectionAttempt[] = []
  let last: Connected['last'] = null
  for (const [index, address] of addresses.entries()) {
    const share = (deadline - nowMicros()) / 1000 / (addresses.length - index)
    const tried = await attemptOn(around, address, port, Math.max(share, 1), signal)
    attempts.push(tried.attempt)
    last = { client: tried.client, server: endpoint(address, port), exchanges: exchangesOf(tried.attempt) }
    if (tried.transport !== null) {
      return { attempts, last, transport: tried.transport, told: told(attempts) }
    }
    if (tried.attempt.result === 'cancelled') break
  }
  return { attempts, last, transport: null, told: told(attempts) }
}

interface Tried {
  readonly attempt: ConnectionAttempt
  readonly client: Endpoint
  readonly transport: ByteTransport | null
}

function attemptOn(
  around: Surroundings,
  address: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Tried> {
  const startedMicros = nowMicros()
  return new Promise((resolve) => {
    let socket: Socket | null = null
    let localAddress: string | undefined
    const settle = (result: ConnectionAttempt['result'], code: string | null): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      const fault = code === null ? null : { code }
      const attempt = { address, port, startedMicros, endedMicros: nowMicros(), result, fault }
      const unknown = address.includes(':') ? '::' : '0.0.0.0'
      const localPort = result === 'connected' ? (socket?.localPort ?? 0) : 0
      const client = endpoint(socket?.localAddress ?? localAddress ?? unknown, localPort)
      socket?.off('connect', onConnect)
      socket?.off('error', onError)
      if (result !== 'connected') {
        // Whatever it still says is of no interest, but must not go unheard.
        socket?.on('error', () => {})
        socket?.destroy()
      }
      const transport = result === 'connected' && socket !== null ? socketTransport(socket) : null
      resolve({ attempt, client, transport })
    }
    const onConnect = (): void => settle('connected', null)
    const onError = (error: Error): void => settle(resultOf(codeOf(error)), codeOf(error))
    const abort = (): void => settle('cancelled', null)
    const timer = setTimeout(() => settle('silent', null), timeoutMs)
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) {
      abort()
      return
    }
    try {
      socket = around.connect(address, port)
      socket.pause()
      socket.once('connect', onConnect)
      socket.once('error', onError)
      // A socket that failed does not tell any more from where it tried.
      setImmediate(() => {
        localAddress = socket?.localAddress
      })
    } catch (error) {
      settle('failed', codeOf(error))
    }
  })
}

function resultOf(code: string): ConnectionAttempt['result'] {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused'
    case 'ETIMEDOUT':
      return 'silent'
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return 'unreachable'
    default:
      return 'failed'
  }
}

function exchangesOf({ result, startedMicros, endedMicros }: ConnectionAttempt): Exchange[] {
  const syn: Exchange = { atMicros: startedMicros, from: 'client', kind: 'syn' }
  if (result === 'connected') return [syn, { atMicros: endedMicros, from: 'client', kind: 'open' }]
  return result === 'refused' ? [syn, { atMicros: endedMicros, from: 'server', kind: 'rst' }] : [syn]
}

/** As a packet would carry it: without a zone, and as RFC 5952 writes it. */
function endpoint(address: string, port: number): Endpoint {
  const bytes = parseAddress(address.replace(/%.*$/, ''))
  return { address: bytes === null ? address : addressText(bytes, 0, bytes.length), port }
}

function told(attempts: readonly ConnectionAttempt[]): Told {
  const last = attempts.at(-1)
  if (last === undefined) return failed('There was no address to connect to.')
  const before = attempts.slice(0, -1).map(attemptText)
  if (last.result === 'cancelled') return stopped()
  if (last.result !== 'connected') return failed(`${[...before, attemptText(last)].join('; ')}.`)
  const after = before.length === 0 ? '' : `, after ${before.join('; ')}`
  return done(`${attemptText(last)}${after}.`)
}

function attemptText({
  address,
  port,
  startedMicros,
  endedMicros,
  result,
  fault,
}: ConnectionAttempt): string {
  const where = authority(address, port)
  const took = span((endedMicros - startedMicros) / 1000)
  const code = fault === null ? '' : ` (${fault.code})`
  switch (result) {
    case 'connected':
      return `Connected to ${where} in ${took}`
    case 'refused':
      return `${where} refused the connection after ${took}: nothing listens there, or a firewall says so`
    case 'silent':
      return `${where} did not answer within ${took}: a firewall drops the packets, or no machine has that address`
    case 'unreachable':
      return `The network says that ${where} cannot be reached${code}`
    case 'failed':
      return `Connecting to ${where} failed${code}`
    case 'cancelled':
      return `The attempt on ${where} was stopped`
  }
}
