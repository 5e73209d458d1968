import { printable, utf8Bytes } from '../../../shared/bytes/text.ts'
import { statusText } from '../../../shared/http/status.ts'
import { firstWords } from '../../../shared/tls/record/first-words.ts'
import type { Exchange } from '../../capture-file/synthesise.ts'
import type { ProbeRequest } from '../probe.ts'
import { nowMicros } from '../tls-client/clock.ts'
import type { ByteTransport } from '../tls-client/transport.ts'
import { asciiName } from './host-name.ts'
import { type AnswerHead, HeadReader, headerOf } from './http1-head.ts'
import { authority, done, failed, span, stopped, type Told } from './told.ts'
import { Tunnel } from './tunnel.ts'
import { USER_AGENT } from './version.ts'

export interface Proxied {
  /** Ends at the target now; `null` where the proxy did not connect. */
  readonly transport: ByteTransport | null
  /** The CONNECT and its answer, as far as it was read. */
  readonly exchanges: readonly Exchange[]
  readonly told: Told
}

/** An answer to CONNECT has a handful of fields, and no body where it is good. */
const HEAD_LIMIT = 16 * 1024

type End =
  | { readonly kind: 'head'; readonly head: AnswerHead }
  | { readonly kind: 'not-http'; readonly start: Uint8Array }
  | { readonly kind: 'too-long' | 'closed' | 'reset' | 'timeout' | 'aborted' }
  | { readonly kind: 'lost'; readonly code: string }

/** Asks a proxy to connect to the target (RFC 9110 9.3.6). */
export async function proxyStage(
  inner: ByteTransport,
  request: ProbeRequest,
  proxy: NonNullable<ProbeRequest['proxy']>,
  signal: AbortSignal | undefined,
): Promise<Proxied> {
  const target = targetOf(request)
  const log: Exchange[] = []
  const tunnel = new Conversation(inner, log)
  const startedMicros = nowMicros()
  const end = await tunnel.ask(connectRequest(target), request.timeoutMs, signal)
  const millis = (nowMicros() - startedMicros) / 1000
  const good = end.kind === 'head' && connects(end.head)
  if (!good) tunnel.leave()
  return {
    transport: good ? tunnel.transport : null,
    exchanges: log,
    told: tell(end, authority(proxy.host, proxy.port), target, millis),
  }
}

function targetOf({ host, port, connect }: ProbeRequest): string {
  return connect === null
    ? authority(asciiName(host) ?? host, port)
    : authority(connect.address, connect.port)
}

function connectRequest(target: string): Uint8Array {
  return utf8Bytes(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nUser-Agent: ${USER_AGENT}\r\n\r\n`)
}

/** One question to the proxy, and everything written down. */
class Conversation {
  readonly #log: Exchange[]
  readonly #tunnel: Tunnel
  readonly #reader = new HeadReader(HEAD_LIMIT)
  #end: End | null = null
  #wake: (end: End) => void = () => {}

  constructor(inner: ByteTransport, log: Exchange[]) {
    this.#log = log
    this.#tunnel = new Tunnel(inner, {
      received: (bytes, atMicros) => this.#received(bytes, atMicros),
      ended: (atMicros) => {
        this.#note('server', 'fin', atMicros)
        this.#finish({ kind: 'closed' })
      },
      failed: ({ code }, atMicros) => {
        const reset = code === 'ECONNRESET' || code === 'EPIPE'
        if (reset) this.#note('server', 'rst', atMicros)
        this.#finish(reset ? { kind: 'reset' } : { kind: 'lost', code })
      },
      // Why it failed shows in what can still be read.
      writeFailed: () => {},
    })
  }

  get transport(): ByteTransport {
    return this.#tunnel
  }

  ask(question: Uint8Array, timeoutMs: number, signal: AbortSignal | undefined): Promise<End> {
    return new Promise((resolve) => {
      const abort = (): void => this.#finish({ kind: 'aborted' })
      const timer = setTimeout(() => this.#finish({ kind: 'timeout' }), timeoutMs)
      this.#wake = (end) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        resolve(end)
      }
      signal?.addEventListener('abort', abort)
      if (signal?.aborted) abort()
      if (this.#end !== null) {
        this.#wake(this.#end)
        return
      }
      this.#note('client', 'data', nowMicros(), question)
      this.#tunnel.write(question)
    })
  }

  leave(): void {
    if (this.#log.at(-1)?.kind !== 'rst') this.#note('client', 'fin', nowMicros())
    this.#tunnel.end()
    this.#tunnel.destroy()
  }

  #received(bytes: Uint8Array, atMicros: number): void {
    if (this.#end !== null) return
    const reading = this.#reader.push(bytes)
    const good = reading.kind === 'head' && connects(reading.head)
    const rest = good ? reading.rest : bytes.subarray(bytes.length)
    this.#note('server', 'data', atMicros, bytes.subarray(0, bytes.length - rest.length))
    if (reading.kind === 'more') return
    this.#tunnel.handOver(rest, atMicros)
    this.#finish(reading)
  }

  #finish(end: End): void {
    if (this.#end !== null) return
    this.#end = end
    this.#wake(end)
  }

  #note(from: Exchange['from'], kind: Exchange['kind'], atMicros: number, bytes?: Uint8Array): void {
    const time = Math.max(atMicros, this.#log.at(-1)?.atMicros ?? 0)
    this.#log.push({ atMicros: time, from, kind, ...(bytes ? { bytes } : {}) })
  }
}

/** Any 2xx does (RFC 9110 9.3.6). */
function connects({ status }: AnswerHead): boolean {
  return status >= 200 && status < 300
}

function tell(end: End, proxy: string, target: string, millis: number): Told {
  const took = span(millis)
  switch (end.kind) {
    case 'head': {
      const status = statusText(end.head.status, printable(end.head.reason))
      if (connects(end.head)) return done(`The proxy ${proxy} connected to ${target} in ${took} (${status}).`)
      return failed(
        `The proxy ${proxy} did not connect to ${target}: it answered ${status}${wants(end.head)}.`,
      )
    }
    case 'not-http':
      return failed(`${proxy} is no HTTP proxy: it answered CONNECT with ${firstWords(end.start)}.`)
    case 'too-long':
      return failed(`The proxy ${proxy} answered CONNECT with more than ${HEAD_LIMIT} bytes of head.`)
    case 'closed':
      return failed(`The proxy ${proxy} closed the connection instead of answering CONNECT ${target}.`)
    case 'reset':
      return failed(`The proxy ${proxy} reset the connection instead of answering CONNECT ${target}.`)
    case 'lost':
      return failed(`The connection to the proxy ${proxy} was lost (${end.code}).`)
    case 'timeout':
      return failed(`The proxy ${proxy} did not answer CONNECT ${target} within ${took}.`)
    case 'aborted':
      return stopped()
  }
}

/** Which authentication a 407 asks for: this program has none to give. */
function wants(head: AnswerHead): string {
  if (head.status !== 407) return ''
  const scheme = /^[A-Za-z0-9-]{1,20}/.exec(headerOf(head, 'proxy-authenticate') ?? '')?.[0]
  return scheme === undefined ? '' : `, and wants ${scheme} authentication`
}
