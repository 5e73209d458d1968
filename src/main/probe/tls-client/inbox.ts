import { HandshakeAssembler } from '../../../shared/tls/record/handshake-assembler.ts'
import { CONTENT_TYPE, contentTypeName, handshakeTypeName } from '../../../shared/tls/registry/index.ts'
import { nowMicros } from './clock.ts'
import { Ended, Faulty } from './ending.ts'
import { Intake, type SealedRecord } from './intake.ts'
import type { Limits } from './limits.ts'
import type { PlainRecord, Protection } from './protection.ts'
import type { Recording } from './record.ts'
import type { ByteTransport } from './transport.ts'

/** What a server says, one at a time. Fatal or not, alerts are handed on like anything else. */
export type Said =
  | { readonly kind: 'handshake'; readonly raw: Uint8Array; readonly atMicros: number }
  | { readonly kind: 'change-cipher-spec'; readonly atMicros: number }
  | {
      readonly kind: 'alert'
      readonly level: number
      readonly description: number
      readonly encrypted: boolean
      readonly atMicros: number
    }
  | { readonly kind: 'application-data'; readonly bytes: Uint8Array; readonly atMicros: number }

export interface InboxOptions {
  readonly limits: Limits
  readonly signal: AbortSignal | null
  readonly connectedMicros: number
}

const MESSAGE_HEADER = 4

/** What the server says: opened, put together, written down, and kept in order until asked for. */
export class Inbox {
  readonly #recording: Recording
  readonly #options: InboxOptions
  readonly #intake: Intake
  readonly #said: Said[] = []
  readonly #assembler: HandshakeAssembler
  #messageMicros = 0
  #messageEncrypted = false
  /** Bytes of the handshake message that has begun. */
  #pendingBytes = 0
  #empty = 0
  #trifles = 0
  #messages = 0
  #protection: Protection | null = null
  #protectionBefore: Protection | null = null
  /** When to stop waiting, by `nowMicros`. */
  deadlineMicros = Number.POSITIVE_INFINITY
  /** TLS 1.3 was agreed: its rules for ChangeCipherSpec and interleaving hold. */
  tls13 = false

  constructor(transport: ByteTransport, recording: Recording, options: InboxOptions) {
    this.#recording = recording
    this.#options = options
    this.#intake = new Intake(
      recording,
      options.limits,
      recording.note('client', 'open', undefined, options.connectedMicros),
    )
    this.#assembler = new HandshakeAssembler({
      message: ({ raw }) => this.#message(raw),
      problem: ({ kind, detail }) => {
        if (kind === 'interleaved' && !this.tls13) return
        throw new Faulty({ kind: 'unexpected', subject: 'record', expected: 'whole messages', found: detail })
      },
    })
    transport.start(this.#intake)
  }

  /** When the last bytes came. */
  get lastMicros(): number {
    return this.#intake.lastMicros
  }

  /**
   * The next thing the server says. @returns `null`: nothing came until `untilMicros`.
   * @throws Ended where the connection has ended, the time is up or the caller gave up; Faulty on bytes that make
   *   no sense
   */
  async next(untilMicros: () => number = () => Number.POSITIVE_INFINITY): Promise<Said | null> {
    for (;;) {
      const said = this.#said.shift()
      if (said !== undefined) return said
      if (this.#options.signal?.aborted) throw new Ended({ by: 'client', how: 'aborted' }, nowMicros())
      // What has come is read even where the time is up: it may be the answer.
      const record = this.#intake.take()
      if (record !== null) {
        this.#open(record)
        continue
      }
      if (nowMicros() >= this.deadlineMicros) throw new Ended({ by: 'none', how: 'timeout' }, nowMicros())
      const until = untilMicros()
      if (nowMicros() >= until) return null
      await this.#arrival(Math.min(until, this.deadlineMicros))
    }
  }

  /** Until the server's direction has ended, or that time. What still comes is written down and not looked at. */
  async over(untilMicros: number): Promise<void> {
    while (!this.#intake.over && nowMicros() < untilMicros && !this.#options.signal?.aborted) {
      await this.#arrival(untilMicros)
    }
  }

  /** Puts something said back, to be taken next. */
  unsay(said: Said): void {
    this.#said.unshift(said)
  }

  /** New keys for what comes. @throws Faulty where the old ones were left in the middle of a message */
  protect(protection: Protection): void {
    if (this.#assembler.insideMessage || this.#said.some(({ kind }) => kind === 'handshake')) {
      throw new Faulty({
        kind: 'unexpected',
        subject: 'record',
        expected: 'a change of keys between messages',
        found: 'a handshake message across it',
      })
    }
    this.#protectionBefore = this.#protection
    this.#protection = protection
  }

  async #arrival(untilMicros: number): Promise<void> {
    const { signal } = this.#options
    const wake = (): void => this.#intake.wake()
    const arrival = this.#intake.arrival()
    const left = Math.min((untilMicros - nowMicros()) / 1000, LONGEST_TIMER)
    const timer = setTimeout(wake, Math.max(Math.ceil(left), 1))
    // Only while something is waited for: one signal may stand for a whole matrix of connections.
    signal?.addEventListener('abort', wake)
    await arrival
    signal?.removeEventListener('abort', wake)
    clearTimeout(timer)
  }

  #open(record: SealedRecord): void {
    const { atMicros } = record
    const plain = this.#plain(record)
    const { contentType, content } = plain
    this.#countEmpty(plain, record)
    if (contentType !== CONTENT_TYPE.handshake) {
      this.#assembler.otherRecord(contentType, {
        frames: [],
        startedMicros: atMicros,
        completedMicros: atMicros,
      })
    }
    if (contentType === CONTENT_TYPE.alert || contentType === CONTENT_TYPE.changeCipherSpec) {
      this.#count(++this.#trifles, this.#options.limits.afterthoughts, 'alerts and changes of keys', record)
    }
    const origin = { from: 'server', atMicros, encrypted: plain.encrypted } as const
    if (contentType === CONTENT_TYPE.handshake) this.#assemble(content, atMicros, plain.encrypted)
    else if (contentType === CONTENT_TYPE.alert && content.length === 2) {
      const [level = 0, description = 0] = content
      this.#recording.event({ kind: 'alert', ...origin, level, description })
      this.#said.push({ kind: 'alert', level, description, encrypted: plain.encrypted, atMicros })
    } else if (contentType === CONTENT_TYPE.changeCipherSpec && content.length === 1 && content[0] === 1) {
      this.#recording.event({ kind: 'change-cipher-spec', ...origin })
      this.#said.push({ kind: 'change-cipher-spec', atMicros })
    } else if (contentType === CONTENT_TYPE.applicationData && plain.encrypted) {
      this.#recording.event({ kind: 'application-data', ...origin, length: content.length })
      if (content.length > 0) this.#said.push({ kind: 'application-data', bytes: content, atMicros })
    } else {
      this.#recording.event({ kind: 'other', ...origin, contentType, content })
      throw new Faulty({
        kind: 'unexpected',
        subject: 'record',
        offset: record.offset,
        expected: 'a handshake message, an alert or application data',
        found: `${content.length} bytes of ${contentTypeName(contentType)}`,
      })
    }
  }

  #plain(record: SealedRecord): PlainRecord & { encrypted: boolean } {
    const { contentType, version, payload } = record
    const inTheClear = { contentType, content: payload, encrypted: false }
    if (this.#protection === null) return inTheClear
    // A server without keys, or beside itself, alerts in the clear; no protected record is as short as that.
    if (contentType === CONTENT_TYPE.alert && payload.length === 2) return inTheClear
    if (this.tls13 && contentType === CONTENT_TYPE.changeCipherSpec) return inTheClear
    const opened = this.#protection.open(contentType, version, payload)
    if (opened !== null) return { ...opened, encrypted: true }
    // Some servers refuse under the keys of the handshake, though they have newer ones.
    const before = this.#protectionBefore?.open(contentType, version, payload) ?? null
    if (before?.contentType === CONTENT_TYPE.alert) return { ...before, encrypted: true }
    throw new Faulty({
      kind: 'bad-record',
      subject: 'record',
      offset: record.offset,
      expected: 'a record that opens with the keys agreed on',
      found: `${payload.length} bytes of ${contentTypeName(contentType)} that do not`,
    })
  }

  #countEmpty({ content }: PlainRecord, record: SealedRecord): void {
    this.#empty = content.length === 0 ? this.#empty + 1 : 0
    this.#count(this.#empty, this.#options.limits.emptyRecords, 'records in a row that carry nothing', record)
  }

  #count(seen: number, most: number, what: string, { offset }: SealedRecord): void {
    if (seen <= most) return
    const expected = `at most ${most} ${what}`
    throw new Faulty({ kind: 'limit', subject: 'record', offset, expected, found: 'one more' })
  }

  #assemble(payload: Uint8Array, atMicros: number, encrypted: boolean): void {
    this.#messageMicros = atMicros
    this.#messageEncrypted = encrypted
    this.#pendingBytes += payload.length
    const provenance = { frames: [], startedMicros: atMicros, completedMicros: atMicros }
    this.#assembler.push({ payload, length: payload.length, cut: false, arrivals: [], ...provenance })
    const begun = payload.length - this.#pendingBytes
    if (begun >= 0) this.#checkAnnounced(payload.subarray(begun))
    if (this.#pendingBytes > this.#options.limits.message) {
      this.#tooLong('handshake message', `more than ${this.#pendingBytes} bytes`)
    }
  }

  /** @param begun the beginning of a message whose end has not come, if it came in one record */
  #checkAnnounced(begun: Uint8Array): void {
    const [type, high, middle, low] = begun
    if (type === undefined || high === undefined || middle === undefined || low === undefined) return
    const announced = MESSAGE_HEADER + high * 65_536 + middle * 256 + low
    if (announced > this.#options.limits.message) this.#tooLong(handshakeTypeName(type), `${announced} bytes`)
  }

  #message(raw: Uint8Array): void {
    this.#pendingBytes -= raw.length
    const { messages } = this.#options.limits
    if (++this.#messages > messages) {
      const expected = `at most ${messages} messages on one connection`
      throw new Faulty({ kind: 'limit', subject: 'handshake message', expected, found: 'one more' })
    }
    const atMicros = this.#messageMicros
    const event = { from: 'server', atMicros, encrypted: this.#messageEncrypted, raw } as const
    this.#recording.event({ kind: 'handshake', ...event })
    this.#said.push({ kind: 'handshake', raw, atMicros })
  }

  #tooLong(subject: string, found: string): never {
    const expected = `at most ${this.#options.limits.message} bytes`
    throw new Faulty({ kind: 'limit', subject, expected, found })
  }
}

/** What `setTimeout` can do. */
const LONGEST_TIMER = 2 ** 31 - 1
