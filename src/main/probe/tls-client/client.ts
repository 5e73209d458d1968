import { encodeFinished, encodeKeyUpdate } from '../../../shared/tls/encode/index.ts'
import { handshakeTypeName, isTls13 } from '../../../shared/tls/registry/index.ts'
import { nextTrafficSecret, tls13Cipher } from '../../decrypt/tls13-cipher.ts'
import { finishedData } from '../../decrypt/tls13-schedule.ts'
import type { ClientCredential } from '../credential.ts'
import { Channel, type Said } from './channel.ts'
import { HelloMaker } from './client-hello.ts'
import { nowMicros } from './clock.ts'
import type { ChooseCredential, ClientAuthentication, Context, Negotiated } from './context.ts'
import { Ended, type Ending, Faulty } from './ending.ts'
import { finishHandshake12, type Session12 } from './handshake12.ts'
import { authenticate, finishHandshake13, type Session13 } from './handshake13.ts'
import type { HelloPlan } from './hello-plan.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { protection13 } from './protection.ts'
import { Recording, type TlsRecord } from './record.ts'
import { agree, exchangeHellos } from './server-hello.ts'
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

const NO_RENEGOTIATION = 100
const WARNING = 1
const FATAL = 2
const UPDATE_REQUESTED = 1

/**
 * A TLS client for diagnosis, TLS 1.0 to 1.3: it speaks over any byte transport, trusts no certificate and judges
 * none, writes everything down, and tells whatever the server says at whatever moment. No method throws.
 */
export class TlsClient {
  readonly #context: Context
  readonly #options: TlsClientOptions
  readonly #recording = new Recording()
  readonly #data: Extract<Said, { kind: 'application-data' }>[] = []
  #session12: Session12 | null = null
  #session13: Session13 | null = null
  #negotiated: Negotiated | null = null
  #lateAuthentications: ClientAuthentication[] = []
  #ending: Ending | null = null
  #afterthoughts = 0
  #renegotiations = 0
  #closed = false

  /** The transport is connected, and belongs to the client from now on. */
  constructor(transport: ByteTransport, options: TlsClientOptions) {
    this.#options = options
    const limits = { ...DEFAULT_LIMITS, ...options.limits }
    const { credential = null } = options
    this.#context = {
      channel: new Channel(transport, this.#recording, {
        limits,
        signal: options.signal ?? null,
        connectedMicros: options.connectedMicros ?? nowMicros(),
      }),
      recording: this.#recording,
      maker: new HelloMaker(options.hello),
      choose: typeof credential === 'function' ? credential : () => credential,
      sendChain: options.sendChain ?? 'full',
      limits,
      dummySent: false,
      stage: 'client-hello',
    }
  }

  /** Everything so far; grows while the connection lives. Holds secrets. */
  get record(): TlsRecord {
    return this.#recording
  }

  /** Of the last handshake that was finished. */
  get negotiated(): Negotiated | null {
    return this.#negotiated
  }

  /** Requests that came after the handshake (TLS 1.3), and what was answered; those of renegotiations are in `negotiated`. */
  get lateAuthentications(): readonly ClientAuthentication[] {
    return this.#lateAuthentications
  }

  /** Once: from the ClientHello until both sides have finished. */
  async handshake(timeoutMs: number): Promise<HandshakeResult> {
    const ending = await this.#run(timeoutMs, async () => {
      const transcript = new Transcript(this.#context.channel)
      const { hello, helloRetryRequest } = await exchangeHellos(this.#context, transcript)
      if (isTls13(transcript.agreed.version)) {
        const done = await finishHandshake13(this.#context, transcript, hello, helloRetryRequest)
        this.#session13 = done.session
        this.#negotiated = done.negotiated
      } else {
        const done = await finishHandshake12(this.#context, transcript, hello)
        this.#session12 = done.session
        this.#negotiated = done.negotiated
        this.#context.stage = 'application'
      }
    })
    if (ending !== null) return { kind: 'ended', ending }
    return { kind: 'established', negotiated: this.#negotiated as Negotiated }
  }

  /** Sends application data; before the handshake is done, or after the end, nothing. A failure shows in what comes. */
  send(bytes: Uint8Array): void {
    if (this.#negotiated === null || this.#closed) return
    this.#context.channel.sendApplicationData(bytes)
    this.#context.channel.flush()
  }

  /** KeyUpdate (RFC 8446 4.6.3): new keys for what we send, and if asked for also for what the server sends. */
  updateKeys(requestUpdate: boolean): void {
    const session = this.#session13
    if (session === null || this.#closed) return
    const { channel } = this.#context
    channel.sendHandshake(encodeKeyUpdate(requestUpdate))
    channel.flush()
    session.clientSecret = nextTrafficSecret(session.suite, session.clientSecret)
    channel.protectWriting(protection13(tls13Cipher(session.suite, session.clientSecret)))
  }

  /**
   * Waits for the truth: the first application data, the end however it comes, or quiet. Requests of the server
   * meanwhile (renegotiation, post-handshake authentication, key updates) are answered. After an end it may be
   * called again and gives the same.
   */
  async wait({ quietMs = Number.POSITIVE_INFINITY, timeoutMs }: Waiting): Promise<WaitResult> {
    const { channel } = this.#context
    const startedMicros = nowMicros()
    const ending = await this.#run(timeoutMs, async () => {
      while (this.#data.length === 0) {
        const said = await channel.next(() => Math.max(startedMicros, channel.lastMicros) + quietMs * 1000)
        if (said === null) return
        await this.#answer(said)
      }
      this.#context.stage = 'application'
    })
    const data = this.#data.shift()
    if (data !== undefined) return { kind: 'data', bytes: data.bytes, atMicros: data.atMicros }
    return ending === null ? { kind: 'quiet' } : { kind: 'ended', ending }
  }

  /**
   * Says close_notify, and hears what the server still says, at most so long. @returns how it ended: most often by
   * the server's close_notify or FIN
   */
  async close(timeoutMs: number): Promise<Ending | null> {
    if (!this.#closed) {
      this.#closed = true
      if (this.#negotiated !== null) this.#context.channel.sendAlert(WARNING, 0)
      this.#context.channel.end()
    }
    const deadline = nowMicros() + timeoutMs * 1000
    for (let left = timeoutMs; left > 0; left = (deadline - nowMicros()) / 1000) {
      const result = await this.wait({ timeoutMs: left })
      if (result.kind === 'ended') break
    }
    // Behind an alert there is still a FIN or a reset to be written down.
    await this.#context.channel.over(deadline)
    this.#context.channel.destroy()
    return this.#ending
  }

  /** Lets go at once, without a word. */
  destroy(): void {
    this.#closed = true
    this.#context.channel.destroy()
  }

  async #run(timeoutMs: number, work: () => Promise<void>): Promise<Ending | null> {
    if (this.#ending !== null) return this.#ending
    const { channel } = this.#context
    channel.deadlineMicros = nowMicros() + timeoutMs * 1000
    try {
      await work()
      return null
    } catch (error) {
      const ending = this.#endingOf(error)
      // Time that was up may be granted anew; everything else is final.
      if (ending.how !== 'timeout') this.#ending = ending
      return ending
    }
  }

  #endingOf(error: unknown): Ending {
    const { channel, stage } = this.#context
    if (error instanceof Ended) return { ...error.ending, stage, atMicros: error.atMicros }
    const faulty =
      error instanceof Faulty
        ? error
        : new Faulty(
            {
              kind: 'unsupported',
              subject: 'the crypto library of this program',
              expected: 'an answer',
              found: nameOf(error),
            },
            80,
          )
    channel.sendAlert(FATAL, faulty.alert)
    this.#closed = true
    channel.end()
    const { alert, fault } = faulty
    return { by: 'client', how: 'alert', alert, fault, stage, atMicros: nowMicros() }
  }

  async #answer(said: Said): Promise<void> {
    switch (said.kind) {
      case 'application-data':
        this.#data.push(said)
        return
      case 'alert': {
        const ending = endingOfAlert(said, this.#session13 !== null)
        if (ending !== null) throw new Ended(ending, said.atMicros)
        return
      }
      case 'change-cipher-spec':
        if (this.#session13 === null) throw this.#outOfPlace('ChangeCipherSpec')
        return
      case 'handshake':
        this.#countAfterthought()
        if (this.#session13 !== null) await this.#answer13(said, this.#session13)
        else await this.#answer12(said.raw)
    }
  }

  async #answer12(raw: Uint8Array): Promise<void> {
    const { channel } = this.#context
    const name = handshakeTypeName(raw[0] ?? -1)
    if (name !== 'HelloRequest' || this.#session12 === null) throw this.#outOfPlace(name)
    if (this.#closed) return
    if (this.#options.renegotiation === 'refuse') {
      channel.sendAlert(WARNING, NO_RENEGOTIATION)
      channel.flush()
      return
    }
    if (++this.#renegotiations > this.#context.limits.renegotiations) {
      const expected = `at most ${this.#context.limits.renegotiations} renegotiations`
      throw new Faulty({ kind: 'limit', subject: name, expected, found: 'one more' })
    }
    await this.#renegotiate(this.#session12)
  }

  /** RFC 5746 3.5: a whole new handshake inside the old one; application data may still come meanwhile. */
  async #renegotiate(session: Session12): Promise<void> {
    const { channel, maker } = this.#context
    this.#context.stage = 'late-client-auth'
    const transcript = new Transcript(channel, { data: (said) => this.#data.push(said) })
    transcript.send(maker.renegotiating(session))
    channel.flush()
    const { body: hello } = await transcript.receive('ServerHello')
    agree(this.#context, transcript, hello)
    const done = await finishHandshake12(this.#context, transcript, hello)
    this.#session12 = done.session
    this.#negotiated = done.negotiated
    this.#context.stage = 'late-client-auth'
  }

  async #answer13(said: Extract<Said, { kind: 'handshake' }>, session: Session13): Promise<void> {
    const { channel } = this.#context
    const transcript = new Transcript(channel)
    transcript.agreed.version = this.#negotiated?.version ?? null
    transcript.agreed.cipherSuite = this.#negotiated?.cipherSuite ?? null
    transcript.messages = [...session.transcript]
    channel.unsay(said)
    const { body } = await transcript.receive('NewSessionTicket', 'KeyUpdate', 'CertificateRequest')
    switch (body.type) {
      case 'NewSessionTicket':
        return
      case 'KeyUpdate':
        session.serverSecret = nextTrafficSecret(session.suite, session.serverSecret)
        channel.protectReading(protection13(tls13Cipher(session.suite, session.serverSecret)))
        if (body.requestUpdate?.value === UPDATE_REQUESTED) this.updateKeys(false)
        return
      case 'CertificateRequest': {
        // RFC 8446 4.6.2: the handshake's messages, then the request, our certificate and its proof.
        this.#context.stage = 'late-client-auth'
        const version = this.#negotiated?.version ?? 0
        const answer = await authenticate(this.#context, session.suite, body, version, transcript)
        this.#lateAuthentications.push(answer)
        transcript.send(
          encodeFinished(finishedData(session.suite, session.clientSecret, transcript.messages)),
        )
        channel.flush()
      }
    }
  }

  #countAfterthought(): void {
    const most = this.#context.limits.afterthoughts
    if (++this.#afterthoughts <= most) return
    const expected = `at most ${most} messages after the handshake`
    throw new Faulty({ kind: 'limit', subject: 'handshake message', expected, found: 'one more' })
  }

  #outOfPlace(found: string): Faulty {
    return new Faulty({
      kind: 'unexpected',
      subject: found,
      expected: 'application data, or a request for renegotiation',
      found,
    })
  }
}

/** An error of the crypto library by its code alone: its text may speak of keys. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an error'
  const { code } = error as NodeJS.ErrnoException
  return code ?? error.name
}
