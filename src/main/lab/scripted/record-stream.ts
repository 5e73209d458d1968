import type { Socket } from 'node:net'
import { concat } from '../../../shared/bytes/text.ts'
import { encodeAlert, encodeRecords } from '../../../shared/tls/encode/index.ts'
import { CONTENT_TYPE, VERSION } from '../../../shared/tls/registry/index.ts'
import type { Protection } from '../../probe/tls-client/protection.ts'

/** One record as the script sees it: opened where it was protected. */
export interface ScriptRecord {
  readonly contentType: number
  readonly payload: Uint8Array
}

interface SealedRecord extends ScriptRecord {
  readonly version: number
}

/** A reset overtakes what was written just before it, which would then never arrive. */
const RESET_AFTER_MILLIS = 50

/** Where a script stops playing by the rules: instead of the first handshake message of that type. */
export interface Interruption {
  readonly insteadOf: number | 'change-cipher-spec'
  /** `silence`: it stays connected and says no more. A number: a fatal alert of that description, then the close. */
  readonly how: 'silence' | 'fin' | 'rst' | number
}

export interface StreamOptions {
  readonly interruption?: Interruption
  /** Bytes of a handshake message that go into one record; as many as fit if not given. */
  readonly fragment?: number
}

/** The peer said something else than the script expects, or hung up. */
export class ScriptEnded extends Error {}

/** The script says no more, on purpose, and keeps the connection open. */
export class ScriptSilent extends ScriptEnded {}

/** Records of one socket, awaited one after the other: what lets a server's script be read from top to bottom. */
export class RecordStream {
  readonly #socket: Socket
  #unread: Uint8Array = new Uint8Array(0)
  #handshake: Uint8Array = new Uint8Array(0)
  #ended = false
  #wake: () => void = () => {}
  #reading: Protection | null = null
  #writing: Protection | null = null
  /** Records that came in, still sealed: keys may only be known once an earlier record was looked at. */
  #sealed: SealedRecord[] = []
  readonly #options: StreamOptions

  constructor(socket: Socket, options: StreamOptions = {}) {
    this.#socket = socket
    this.#options = options
    socket.setNoDelay(true)
    socket.on('data', (bytes: Buffer) => this.#push(bytes))
    socket.once('close', () => this.#end())
    socket.once('end', () => this.#end())
    socket.on('error', () => this.#end())
  }

  /** The next record; `null` once the peer has closed. */
  async record(): Promise<ScriptRecord | null> {
    for (;;) {
      while (this.#sealed.length === 0 && !this.#ended) await this.#arrival()
      const next = this.#sealed.shift()
      if (!next) return null
      if (!this.#reading) return next
      // TLS 1.3's dummy ChangeCipherSpec is never protected and says nothing (RFC 8446 5); a renegotiation's is.
      const isDummy = next.contentType === CONTENT_TYPE.changeCipherSpec && next.payload.length === 1
      if (isDummy) continue
      const opened = this.#reading.open(next.contentType, next.version, next.payload)
      if (opened === null) throw new ScriptEnded('a record that these keys do not open')
      return { contentType: opened.contentType, payload: opened.content }
    }
  }

  /**
   * The next handshake message of one of the given types, with its header, put together from as many records
   * as it takes. @throws ScriptEnded on any other message or record, and on a close
   */
  async message(...handshakeTypes: number[]): Promise<Uint8Array> {
    for (;;) {
      const whole = this.#takeMessage()
      if (whole) {
        if (handshakeTypes.includes(whole[0] ?? -1)) return whole
        throw new ScriptEnded(`handshake type ${whole[0]}, not ${handshakeTypes.join(' or ')}`)
      }
      const record = await this.record()
      if (!record) throw new ScriptEnded('the peer closed')
      if (record.contentType === CONTENT_TYPE.handshake) {
        this.#handshake = concat([this.#handshake, record.payload])
      } else throw new ScriptEnded(`a record of type ${record.contentType}`)
    }
  }

  /** The peer's ChangeCipherSpec. @throws ScriptEnded on anything else */
  async changeCipherSpec(): Promise<void> {
    const record = await this.record()
    if (record?.contentType !== CONTENT_TYPE.changeCipherSpec) throw new ScriptEnded('no ChangeCipherSpec')
  }

  /** Until the peer closes; what it still sends is dropped. */
  async closed(): Promise<void> {
    while (!this.#ended) {
      this.#sealed = []
      await this.#arrival()
    }
  }

  /**
   * Sends `payload` in records of one content type, sealed once `protectWriting` was called.
   * @throws ScriptEnded where the script is to be interrupted here
   */
  write(contentType: number, payload: Uint8Array, version: number = VERSION.tls12): void {
    const isHandshake = contentType === CONTENT_TYPE.handshake
    const said =
      contentType === CONTENT_TYPE.changeCipherSpec ? 'change-cipher-spec' : isHandshake && payload[0]
    if (said === this.#options.interruption?.insteadOf) this.#interrupt()
    const fragments = isHandshake ? this.#options.fragment : undefined
    if (this.#writing === null) {
      this.#socket.write(
        encodeRecords(contentType, payload, { version, ...(fragments ? { fragments } : {}) }),
      )
      return
    }
    const size = fragments ?? payload.length
    const records: Uint8Array[] = []
    for (let at = 0; at < payload.length; at += size) {
      records.push(this.#writing.seal(contentType, payload.subarray(at, at + size)))
    }
    this.#socket.write(concat(records))
  }

  protectReading(protection: Protection): void {
    this.#reading = protection
  }

  protectWriting(protection: Protection): void {
    this.#writing = protection
  }

  end(): void {
    this.#socket.end()
  }

  reset(): void {
    this.#socket.resetAndDestroy()
  }

  #interrupt(): never {
    const how = this.#options.interruption?.how ?? 'fin'
    if (how === 'rst') setTimeout(() => this.reset(), RESET_AFTER_MILLIS)
    if (how === 'silence' || how === 'rst') throw new ScriptSilent('interrupted')
    if (typeof how === 'number') this.write(CONTENT_TYPE.alert, encodeAlert(how))
    this.end()
    throw new ScriptEnded('interrupted')
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #takeMessage(): Uint8Array | null {
    const bytes = this.#handshake
    if (bytes.length < 4) return null
    const end = 4 + (bytes[1] ?? 0) * 65536 + (bytes[2] ?? 0) * 256 + (bytes[3] ?? 0)
    if (bytes.length < end) return null
    this.#handshake = bytes.slice(end)
    return bytes.slice(0, end)
  }

  #push(bytes: Uint8Array): void {
    this.#unread = concat([this.#unread, bytes])
    for (;;) {
      const [contentType, major, minor, high, low] = this.#unread
      if (contentType === undefined || major === undefined || minor === undefined) break
      if (high === undefined || low === undefined) break
      const end = 5 + high * 256 + low
      if (this.#unread.length < end) break
      this.#sealed.push({ contentType, version: major * 256 + minor, payload: this.#unread.slice(5, end) })
      this.#unread = this.#unread.slice(end)
    }
    this.#wake()
  }

  #end(): void {
    this.#ended = true
    this.#wake()
  }
}
