/**
 * The NSS key log format (SSLKEYLOGFILE): one secret a line, `label random secret` in hex. Also the older
 * `RSA` lines of NSS and the `RSA Session-ID:… Master-Key:…` lines that OpenSSL's s_client prints.
 */

/** What a secret is found by: a label, and the client random (or id) in lower-case hex. */
export interface KeyLogEntry {
  readonly label: string
  readonly id: string
  readonly secret: Uint8Array
}

export interface KeyLogSink {
  entry(entry: KeyLogEntry): void
  /** A line that is no secret; its number counts from 1. The content is never told. */
  malformed(line: number): void
}

/** No line of a known label is longer; a longer one is not held. */
const LONGEST_LINE = 4096
const NEWLINE = 10

/** Labels whose secrets open records, and those that are well-formed but of no use here. */
const TRAFFIC_SECRET = /^(CLIENT|SERVER)_TRAFFIC_SECRET_\d{1,6}$/
const BY_CLIENT_RANDOM = new Set([
  'CLIENT_RANDOM',
  'PMS_CLIENT_RANDOM',
  'CLIENT_EARLY_TRAFFIC_SECRET',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
])
const OF_NO_USE = new Set(['EXPORTER_SECRET', 'EARLY_EXPORTER_SECRET', 'ECH_SECRET', 'ECH_CONFIG'])

const HEX_PAIRS = /^([0-9a-f]{2})+$/i
const CLIENT_RANDOM_LENGTH = 64
const SESSION_LINE = /^RSA Session-ID:([0-9a-f]*) Master-Key:([0-9a-f]{96})$/i
const RSA_LINE = /^RSA ([0-9a-f]{16}) ([0-9a-f]{96})$/i

/** Reads a key log in pieces of any size; an unfinished last line waits for the next piece. */
export class KeyLogReader {
  readonly #sink: KeyLogSink
  #rest = ''
  #line = 0
  #tooLong = false

  constructor(sink: KeyLogSink) {
    this.#sink = sink
  }

  push(bytes: Uint8Array): void {
    let start = 0
    while (start < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, start)
      const end = newline < 0 ? bytes.length : newline
      this.#hold(bytes, start, end)
      if (newline < 0) return
      this.#finishLine()
      start = newline + 1
    }
  }

  /** The last line may lack its line end. */
  end(): void {
    if (this.#rest !== '' || this.#tooLong) this.#finishLine()
  }

  #hold(bytes: Uint8Array, start: number, end: number): void {
    if (this.#tooLong) return
    this.#tooLong = this.#rest.length + end - start > LONGEST_LINE
    this.#rest = this.#tooLong
      ? ''
      : this.#rest + Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
  }

  #finishLine(): void {
    this.#line++
    const line = this.#rest.trim()
    const understood = !this.#tooLong && this.#read(line)
    this.#rest = ''
    this.#tooLong = false
    if (!understood) this.#sink.malformed(this.#line)
  }

  #read(line: string): boolean {
    // Some tools write a byte order mark; it is read as latin-1 here.
    const text = this.#line === 1 ? line.replace(/^\u00ef\u00bb\u00bf/, '') : line
    if (text === '' || text.startsWith('#')) return true
    const session = SESSION_LINE.exec(text)
    if (session !== null) return this.#entry('SESSION_ID', session[1] ?? '', session[2] ?? '')
    const rsa = RSA_LINE.exec(text)
    if (rsa !== null) return this.#entry('RSA', rsa[1] ?? '', rsa[2] ?? '')
    const [label = '', id = '', secret = '', ...more] = text.split(/[ \t]+/)
    if (OF_NO_USE.has(label)) return true
    const known = BY_CLIENT_RANDOM.has(label) || TRAFFIC_SECRET.test(label)
    if (!known || more.length > 0 || id.length !== CLIENT_RANDOM_LENGTH) return false
    return HEX_PAIRS.test(id) && HEX_PAIRS.test(secret) && this.#entry(label, id, secret)
  }

  #entry(label: string, id: string, secret: string): true {
    this.#sink.entry({ label, id: id.toLowerCase(), secret: new Uint8Array(Buffer.from(secret, 'hex')) })
    return true
  }
}
