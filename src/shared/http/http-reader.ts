import { concat, latin1 } from '../bytes/text.ts'
import type { Provenance } from '../tls/record/events.ts'
import type { HttpEvent, HttpPeer, HttpSink } from './events.ts'
import { Http1Reader, PendingRequests } from './http1-reader.ts'
import { Http2Reader, PREFACE } from './http2-reader.ts'
import { MESSAGE_LIMIT } from './limits.ts'

interface Waiting {
  bytes: Uint8Array
  at: Provenance
}

interface Side {
  reader: Http1Reader | Http2Reader | null
  /** The first bytes, until they tell the protocol. */
  waiting: Waiting | null
  messages: number
  over: boolean
  /** The SETTINGS_HEADER_TABLE_SIZE that the other peer announced; `null` before it did. */
  tableSize: number | null
}

/** An HTTP/2 server begins with a SETTINGS frame (RFC 9113 3.4). */
const SETTINGS = 4
const FRAME_HEADER = 9

/**
 * Reads the HTTP of one connection from its decrypted application data, direction by direction, and tells of
 * requests and responses once they are over. Never throws; whatever is not HTTP, or stops being it, is ignored.
 */
export class HttpReader {
  readonly #sink: HttpSink
  readonly #pending = new PendingRequests()
  readonly #client: Side = newSide()
  readonly #server: Side = newSide()

  constructor(sink: HttpSink) {
    this.#sink = sink
  }

  /** Whether more of this peer's plaintext is of use; once false, it stays so. */
  wants(peer: HttpPeer): boolean {
    return !this.#side(peer).over
  }

  /** The next plaintext of one peer, in order. The bytes are not kept. */
  push(peer: HttpPeer, bytes: Uint8Array, at: Provenance): void {
    const side = this.#side(peer)
    if (side.over || bytes.length === 0) return
    if (side.reader !== null) {
      side.reader.push(bytes, at)
      side.over ||= side.reader.over
      return
    }
    const known = side.waiting === null ? bytes : concat([side.waiting.bytes, bytes])
    const began = side.waiting?.at ?? at
    const kind = this.#kindOf(peer, known)
    if (kind === 'wait') side.waiting = { bytes: known.slice(), at: began }
    else if (kind === 'none') this.#stop(side)
    else {
      side.waiting = null
      side.reader = this.#readerFor(peer, kind)
      const frames = [...new Set([...began.frames, ...at.frames])]
      side.reader.push(known, { ...at, frames, startedMicros: began.startedMicros })
      side.over ||= side.reader.over
    }
  }

  /** Plaintext of this peer is missing here; before its first byte that says nothing. */
  lost(peer: HttpPeer): void {
    const side = this.#side(peer)
    if (side.waiting !== null) this.#stop(side)
    side.reader?.lost()
    side.over ||= side.reader?.over ?? false
  }

  /** The connection is over: what is still open is told as far as it came. */
  end(): void {
    for (const side of [this.#client, this.#server]) {
      side.reader?.end()
      this.#stop(side)
    }
  }

  #side(peer: HttpPeer): Side {
    return peer === 'client' ? this.#client : this.#server
  }

  #stop(side: Side): void {
    side.over = true
    side.waiting = null
  }

  /** What the first bytes are; `wait` while they are too few. */
  #kindOf(peer: HttpPeer, bytes: Uint8Array): 'http1' | 'http2' | 'none' | 'wait' {
    const text = latin1(bytes, 0, Math.min(bytes.length, PREFACE.length))
    if (peer === 'client') {
      if (text === PREFACE) return 'http2'
      if (PREFACE.startsWith(text)) return 'wait'
      return /^[A-Za-z\r\n]/.test(text) ? 'http1' : 'none'
    }
    if (text.startsWith('HTTP/')) return 'http1'
    if ('HTTP/'.startsWith(text.slice(0, 5))) return 'wait'
    if (bytes.length < FRAME_HEADER) return 'wait'
    const settings =
      bytes[3] === SETTINGS && bytes[4] === 0 && bytes.subarray(5, 9).every((byte) => byte === 0)
    return settings ? 'http2' : 'none'
  }

  #readerFor(peer: HttpPeer, kind: 'http1' | 'http2'): Http1Reader | Http2Reader {
    const emit = (event: HttpEvent): void => this.#tell(event)
    if (kind === 'http1') return new Http1Reader(peer, this.#pending, emit)
    const other = this.#side(peer === 'client' ? 'server' : 'client')
    const reader = new Http2Reader(peer, emit, (size) => {
      other.tableSize = size
      if (other.reader instanceof Http2Reader) other.reader.allowTable(size)
    })
    const { tableSize } = this.#side(peer)
    if (tableSize !== null) reader.allowTable(tableSize)
    return reader
  }

  #tell(event: HttpEvent): void {
    const side = this.#side(event.peer)
    side.messages++
    if (side.messages > MESSAGE_LIMIT) side.over = true
    else this.#sink.http(event)
  }
}

function newSide(): Side {
  return { reader: null, waiting: null, messages: 0, over: false, tableSize: null }
}
