import { isTls13 } from '../../../shared/tls/registry/index.ts'
import type { ClientCredential } from '../credential.ts'
import type { Afterwards } from './afterwards.ts'
import { Afterwards12 } from './afterwards12.ts'
import { Afterwards13 } from './afterwards13.ts'
import { HelloMaker } from './client-hello.ts'
import { nowMicros } from './clock.ts'
import {
  type ChooseCredential,
  type ClientAuthentication,
  type Context,
  type Negotiated,
  Progress,
} from './context.ts'
import { Ended, type Ending, Faulty } from './ending.ts'
import { finishHandshake12 } from './handshake12.ts'
import { finishHandshake13 } from './handshake13.ts'
import type { HelloPlan } from './hello-plan.ts'
import { Inbox, type Said } from './inbox.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { Outbox } from './outbox.ts'
import { Recording, type TlsRecord } from './record.ts'
import { exchangeHellos } from './server-hello.ts'
import { endingOfAlert, Transcript } from './transcript.ts'
import type { ByteTransport } from './transport.ts'

export interface TlsClientOptions {
  readonly hello: HelloPlan
  /** What a CertificateRequest is answered with; a function may look at the request first. Not given: nothing. */
  readonly credential?: ClientCredential | ChooseCredential | null
  /** `full` if not given. */
  readonly sendChain?: 'leaf' | 'full'
  /** Whether a HelloRequest is answered by a new handshake (if not given) or by no_renegotiation. */
  readonly renegotiation?: 'answer' | 'refuse'
  readonly limits?: Partial<Limits>
  /** When the transport was connected; now, if not given. */
  readonly connectedMicros?: number
  /** Ends everything as soon as it fires. */
  readonly signal?: AbortSignal
}

/** `established`: both sides have finished. That is not yet success: see `TlsClient.wait`. */
export type HandshakeResult =
  | { readonly kind: 'established'; readonly negotiated: Negotiated }
  | { readonly kind: 'ended'; readonly ending: Ending }

export type WaitResult =
  | { readonly kind: 'data'; readonly bytes: Uint8Array; readonly atMicros: number }
  /** Nothing came for as long as asked. */
  | { readonly kind: 'quiet' }
  | { readonly kind: 'ended'; readonly ending: Ending }

export interface Waiting {
  /** How long nothing at all may come before it counts as quiet. Not given: forever, until `timeoutMs`. */
  readonly quietMs?: number
  /** When to give up altogether. */
  readonly timeoutMs: number
}

const WARNING = 1
const FATAL = 2
const CLOSE_NOTIFY = 0
const INTERNAL_ERROR = 80

/**
 * A TLS client for diagnosis, TLS 1.0 to 1.3: it speaks over any byte transport, trusts no certificate and judges
 * none, writes everything down, and tells whatever the server says at whatever moment. No method throws.
 */
export class TlsClient {
  readonly #context: Context
  readonly #options: TlsClientOptions
  readonly #recording = new Recording()
  readonly #data: Extract<Said, { kind: 'application-data' }>[] = []
  #afterwards: Afterwards | null = null
  #ending: Ending | null = null
  #closed = false
  #inMidst = false

  /** The transport is connected, and belongs to the client from now on. */
  constructor(transport: ByteTransport, options: TlsClientOptions) {
    this.#options = options
    const limits = { ...DEFAULT_LIMITS, ...options.limits }
    const { credential = null, signal = null, connectedMicros = nowMicros() } = options
    this.#context = {
      inbox: new Inbox(transport, this.#recording, { limits, signal, connectedMicros }),
      outbox: new Outbox(transport, this.#recording),
      recording: this.#recording,
      maker: new HelloMaker(options.hello),
      choose: typeof credential === 'function' ? credential : () => credential,
      sendChain: options.sendChain ?? 'full',
      authentications: [],
      limits,
      serverChain: [],
      dummySent: false,
      progress: new Progress(),
    }
  }

  /** Everything so far; grows while the connection lives. Holds secrets. */
  get record(): TlsRecord {
    return this.#recording
  }

  /** Of the last handshake that was finished. */
  get negotiated(): Negotiated | null {
    return this.#afterwards?.negotiated ?? null
  }

  /** Requests for a certificate so far and what was answered, whatever became of the handshake they stood in. */
  get authentications(): readonly ClientAuthentication[] {
    return this.#context.authentications
  }

  /** DER, in the order sent, of the last Certificate of the server's, whatever became of the handshake it stood in. */
  get serverChain(): readonly Uint8Array[] {
    return this.#context.serverChain
  }

  /** Once: from the ClientHello until both sides have finished. */
  async handshake(timeoutMs: number): Promise<HandshakeResult> {
    const ran = await this.#run(timeoutMs, () => this.#midway(this.#shakeHands()))
    if ('ending' in ran) return { kind: 'ended', ending: ran.ending }
    this.#afterwards = ran.done
    return { kind: 'established', negotiated: ran.done.negotiated }
  }

  /** Sends application data; before the handshake is done, or after the end, nothing. A failure shows in what comes. */
  send(bytes: Uint8Array): void {
    if (this.#afterwards === null || this.#closed) return
    this.#context.outbox.applicationData(bytes)
    this.#context.outbox.flush()
  }

  /** KeyUpdate (RFC 8446 4.6.3): new keys for what we send, and if asked for also for what the server sends. */
  updateKeys(requestUpdate: boolean): void {
    if (!this.#closed) this.#afterwards?.updateKeys(requestUpdate)
  }

  /**
   * Waits for the truth: the first application data, the end however it comes, or quiet. Requests of the server
   * meanwhile (renegotiation, post-handshake authentication, key updates) are answered; data that comes in the midst
   * of a renegotiation is handed over when that is done or given up. After an end it may be called again and gives
   * the same; after a timeout it waits anew.
   */
  async wait({ quietMs = Number.POSITIVE_INFINITY, timeoutMs }: Waiting): Promise<WaitResult> {
    const { inbox } = this.#context
    const startedMicros = nowMicros()
    const quietAt = (): number => Math.max(startedMicros, inbox.lastMicros) + quietMs * 1000
    const ran = await this.#run(timeoutMs, async () => {
      while (this.#data.length === 0) {
        const said = await inbox.next(quietAt)
        if (said === null) return
        await this.#take(said)
      }
      this.#context.progress.settle()
    })
    const data = this.#data.shift()
    if (data !== undefined) return { kind: 'data', bytes: data.bytes, atMicros: data.atMicros }
    return 'ending' in ran ? { kind: 'ended', ending: ran.ending } : { kind: 'quiet' }
  }

  /**
   * Says close_notify, hears what the server still says, at most so long, and lets go. @returns how it ended: most
   * often by the server's close_notify or FIN; `null` where nothing came
   */
  async close(timeoutMs: number): Promise<Ending | null> {
    const { inbox, outbox } = this.#context
    if (!this.#closed) {
      this.#closed = true
      if (this.#afterwards !== null) outbox.alert(WARNING, CLOSE_NOTIFY)
      outbox.end()
    }
    const deadline = nowMicros() + timeoutMs * 1000
    for (let left = timeoutMs; left > 0; left = (deadline - nowMicros()) / 1000) {
      const result = await this.wait({ timeoutMs: left })
      if (result.kind === 'ended') break
    }
    // Behind an alert there is still a FIN or a reset to be written down.
    await inbox.over(deadline)
    outbox.destroy()
    return this.#ending
  }

  /** Lets go at once, without a word. */
  destroy(): void {
    this.#closed = true
    this.#context.outbox.destroy()
  }

  async #shakeHands(): Promise<Afterwards> {
    const context = this.#context
    const transcript = new Transcript(context.inbox, context.outbox)
    const { hello, helloRetryRequest } = await exchangeHellos(context, transcript)
    if (isTls13(transcript.agreed.version)) {
      return new Afterwards13(context, await finishHandshake13(context, transcript, hello, helloRetryRequest))
    }
    const done = await finishHandshake12(context, transcript, hello)
    context.progress.settle()
    const { renegotiation = 'answer' } = this.#options
    return new Afterwards12(context, done, { renegotiation, data: (said) => this.#data.push(said) })
  }

  async #take(said: Said): Promise<void> {
    const tls13 = this.#context.inbox.tls13
    switch (said.kind) {
      case 'application-data':
        this.#data.push(said)
        return
      case 'alert': {
        const ending = endingOfAlert(said, tls13)
        if (ending !== null) throw new Ended(ending, said.atMicros)
        return
      }
      case 'change-cipher-spec':
        if (!tls13) throw outOfPlace('ChangeCipherSpec')
        return
      case 'handshake':
        // Once we have said that we close, a renegotiation is not begun; keys are followed all the same.
        if (this.#afterwards === null || (this.#closed && !tls13)) return
        await this.#midway(this.#afterwards.answer(said))
    }
  }

  /** Something that cannot be taken up again where it was left. */
  async #midway<Done>(work: Promise<Done>): Promise<Done> {
    this.#inMidst = true
    const done = await work
    this.#inMidst = false
    return done
  }

  async #run<Done>(
    timeoutMs: number,
    work: () => Promise<Done>,
  ): Promise<{ readonly done: Done } | { readonly ending: Ending }> {
    if (this.#ending !== null) return { ending: this.#ending }
    this.#context.inbox.deadlineMicros = nowMicros() + timeoutMs * 1000
    try {
      return { done: await work() }
    } catch (error) {
      const ending = this.#endingOf(error)
      // Time that was up may be granted anew, unless something was left half done; everything else is final.
      if (ending.how !== 'timeout' || this.#inMidst) this.#ending = ending
      return { ending }
    }
  }

  #endingOf(error: unknown): Ending {
    const { outbox, progress } = this.#context
    const { stage } = progress
    if (error instanceof Ended) return { ...error.ending, stage, atMicros: error.atMicros }
    const { fault, alert } = error instanceof Faulty ? error : failureOf(error)
    outbox.alert(FATAL, alert)
    this.#closed = true
    outbox.end()
    return { by: 'client', how: 'alert', alert, fault, stage, atMicros: nowMicros() }
  }
}

function outOfPlace(found: string): Faulty {
  return new Faulty({ kind: 'unexpected', subject: found, expected: 'application data', found })
}

/**
 * Errors nobody foresaw, by their code or name alone: a text may speak of keys. Those of the crypto library carry a
 * code of Node's.
 */
function failureOf(error: unknown): Faulty {
  const { code, name } = error instanceof Error ? (error as NodeJS.ErrnoException) : { name: typeof error }
  const kind = code?.startsWith('ERR_') ? 'unsupported' : 'internal'
  const subject = kind === 'unsupported' ? 'the crypto library of this program' : 'this program'
  return new Faulty({ kind, subject, expected: 'an answer', found: code ?? name }, INTERNAL_ERROR)
}
