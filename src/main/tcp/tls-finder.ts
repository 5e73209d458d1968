import { HANDSHAKE, HEARTBEAT, isPlausibleHeader } from '../../shared/tls/record/header.ts'
import { RecordSearch } from '../../shared/tls/record/record-search.ts'
import type { Direction } from './events.ts'
import {
  HELLOS_TRIED,
  MIDWAY_LIMIT,
  PREAMBLE_LIMIT,
  SHOWN,
  START_JUDGED,
  UNKNOWN_PREAMBLE_LIMIT,
} from './finder-limits.ts'
import { HeldPair } from './held-pair.ts'
import { beginsLikeHttp, isHttpRequest, isHttpResponse, type Via } from './preamble.ts'
import { searchStart } from './start-search.ts'
import type { NotTls, TlsByteSink } from './tls-events.ts'
import {
  HELLO_PREFIX,
  isHello,
  isSslv2Hello,
  opensWithHello,
  SSLV2_PREFIX,
  senderOfHandshake,
} from './tls-signature.ts'

export type { NotTls, TlsByteSink, TlsStart } from './tls-events.ts'

export interface TlsFinderOptions {
  /** The stream's SYN was not captured: TLS may begin in the middle. */
  readonly midway?: boolean
  /** Who is taken for the client where the bytes do not tell. */
  readonly likelyClient?: Direction
}

type Phase = 'held' | 'tls' | 'over'

/**
 * Finds TLS in a connection by its content, on any port and from either side: a ClientHello at the start
 * (SSLv2 format too), or behind a plaintext preamble (STARTTLS and its like, proxies), or, where the capture
 * lacks the start, a chain of records. Holds a bounded number of bytes until it knows, then passes on what
 * belongs to TLS with the packets it came in.
 */
export class TlsFinder {
  readonly #sink: TlsByteSink
  readonly #likelyClient: Direction
  readonly #held: HeldPair
  readonly #phase: [Phase, Phase] = ['held', 'held']
  /** The next held index to look at, by direction. */
  readonly #at: [number, number] = [0, 0]
  /** Made where the start is missing. */
  readonly #searches: [RecordSearch | null, RecordSearch | null] = [null, null]
  #client: Direction | null = null
  #via: Via | null = null
  #midway: boolean
  #firstDirection: Direction | null = null
  readonly #startJudged: [boolean, boolean] = [false, false]
  readonly #limitJudged: [boolean, boolean] = [false, false]
  #hellosTried = 0
  #told = false

  constructor(sink: TlsByteSink, options: TlsFinderOptions = {}) {
    this.#sink = sink
    this.#midway = options.midway ?? false
    this.#held = new HeldPair(this.#midway)
    this.#likelyClient = options.likelyClient ?? 0
  }

  /** Bytes held until it is known what they are, roughly. */
  get cost(): number {
    return this.#held.cost
  }

  data(
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    frame: number,
    atMicros: number,
  ): void {
    this.#firstDirection ??= direction
    const phase = this.#phase[direction]
    if (phase === 'tls') this.#sink.data(direction, bytes, start, end, frame, atMicros)
    if (phase !== 'held') return
    if (this.#held.of(direction).isEmpty && this.#beginsAtOnce(direction, bytes, start, end)) {
      this.#sink.data(direction, bytes, start, end, frame, atMicros)
      return
    }
    this.#held.of(direction).data(bytes, start, end, frame, atMicros)
    if (this.#client !== null) {
      this.#findStart(direction)
      return
    }
    this.#findClient(direction)
    if (this.#client === null && this.#midway && !this.#told) {
      this.#detect(direction, end - start)
      if (this.#client === null && this.#isUnknown(direction)) this.#giveUp('other')
    }
  }

  /** The usual case, for which nothing is held: TLS from the first byte of a direction's first packet. */
  #beginsAtOnce(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < 6 || (bytes[start] ?? 0) > HEARTBEAT) return false
    const packet = { at: (index: number): number => bytes[start + index] ?? 0 }
    if (this.#client !== null) {
      if (!isPlausibleHeader(packet)) return false
      this.#begin(direction, 0, false)
      return true
    }
    if (!this.#held.of(other(direction)).isEmpty || opensWithHello(packet) !== 'client') return false
    this.#startClient(direction, 0)
    return true
  }

  hole(direction: Direction, length: number, frame: number, atMicros: number): void {
    const phase = this.#phase[direction]
    if (phase === 'tls') this.#sink.hole(direction, length, frame, atMicros)
    if (phase !== 'held') return
    if (this.#client !== null) {
      // What was held is no TLS. What is missing may be, so the record layer has to find its way behind it.
      this.#begin(direction, this.#held.of(direction).length, false)
      this.#sink.hole(direction, length, frame, atMicros)
      return
    }
    const held = this.#held.of(direction)
    held.hole(length, frame, atMicros)
    this.#midway = true
    const search = this.#searches[direction]
    if (search !== null) search.at = held.length
  }

  end(): void {
    if (this.#client === null && !this.#told) {
      for (const direction of [0, 1] as const) {
        const held = this.#held.of(direction)
        // The first bytes of a hello, and no more of it.
        const begun = held.length >= 3 && held.at(0) === 22 && held.at(1) === 3 && held.at(2) <= 4
        if (begun && this.#client === null) this.#startClient(direction, 0)
      }
    }
    if (this.#client === null) {
      this.#giveUp(this.#held.speaksHttp ? 'http' : this.#firstDirection === null ? 'nothing' : 'other')
      return
    }
    for (const direction of [0, 1] as const) {
      if (this.#phase[direction] === 'held' && this.#held.of(direction).length > 0)
        this.#notTls(direction, 'other')
    }
  }

  #findClient(direction: Direction): void {
    const held = this.#held.of(direction)
    if (!this.#startJudged[direction]) {
      if (this.#judgeStart(direction)) return
      this.#startJudged[direction] = held.length >= START_JUDGED
    }
    while (this.#at[direction] + HELLO_PREFIX <= held.length) {
      const at = this.#at[direction]
      if (isHello(held, at, 'client') && this.#isBelievable(direction, at)) {
        this.#startClient(direction, at)
        return
      }
      // Most bytes of other protocols are passed over at the speed of memory.
      this.#at[direction] = Math.min(held.indexOf(HANDSHAKE, at + 1), held.length - HELLO_PREFIX + 1)
    }
    if (held.length > PREAMBLE_LIMIT || (!this.#midway && this.#isUnknown(direction))) this.#giveUp('other')
  }

  /** A long preamble of no protocol that TLS is known to follow; where the start is missing, no record either. */
  #isUnknown(direction: Direction): boolean {
    const held = this.#held.of(direction)
    const { length } = held
    const limit = this.#midway ? MIDWAY_LIMIT : UNKNOWN_PREAMBLE_LIMIT
    if (length <= limit || this.#limitJudged[direction]) return false
    const search = this.#searches[direction]
    if (search !== null && held.awaits(search)) return false
    this.#limitJudged[direction] = true
    const asClient = this.#held.nameBefore(direction, length)
    const asServer = this.#held.nameBefore(other(direction), this.#held.of(other(direction)).length)
    return asClient === 'other' && asServer === 'other'
  }

  /** What the first bytes of a direction say; true: the question is decided. */
  #judgeStart(direction: Direction): boolean {
    const held = this.#held.of(direction)
    if (held.offsetOf(0) > 0) return false
    const opening = held.length >= 6 ? opensWithHello(held) : null
    const sslv2 = held.length >= SSLV2_PREFIX && isSslv2Hello(held)
    if (opening === 'client' || sslv2) {
      this.#startClient(direction, 0)
      return true
    }
    if (opening === 'server') {
      this.#client = other(direction)
      this.#sink.tls({ client: this.#client, clientKnown: true, via: null, midway: this.#midway })
      this.#begin(direction, 0, false)
      this.#findStart(other(direction))
      return true
    }
    if (!beginsLikeHttp(held)) return false
    if (!isHttpRequest(held.view()) && !this.#held.answersWithHttp(direction)) return false
    this.#giveUp('http')
    return true
  }

  /** In an unknown protocol a ClientHello counts only where a packet starts: it may be a file's content. */
  #isBelievable(direction: Direction, at: number): boolean {
    if (this.#held.of(direction).startsPacket(at)) return true
    return this.#hellosTried++ < HELLOS_TRIED && this.#held.nameBefore(direction, at) !== 'other'
  }

  #startClient(client: Direction, at: number): void {
    const server = other(client)
    this.#client = client
    this.#via = this.#held.nameBefore(client, at)
    this.#sink.tls({ client, clientKnown: true, via: this.#via, midway: false })
    this.#begin(client, at, false)
    this.#at[server] = 0
    this.#held.of(server).rewind()
    this.#findStart(server)
  }

  /** The other side is TLS: where do this side's records begin? */
  #findStart(direction: Direction): void {
    const held = this.#held.of(direction)
    if (this.#via !== 'http-connect' && beginsLikeHttp(held) && isHttpResponse(held.view())) {
      this.#notTls(direction, 'http')
      return
    }
    const { verdict, at } = searchStart(held, this.#at[direction])
    this.#at[direction] = at
    if (verdict === 'found') this.#begin(direction, at, false)
    else if (verdict === 'none' && held.length > PREAMBLE_LIMIT) this.#startNotFound(direction)
  }

  #startNotFound(direction: Direction): void {
    if (this.#midway) this.#begin(direction, 0, true)
    else this.#notTls(direction, 'other')
  }

  /** The start is not known: a chain of records anywhere is TLS. @param length of the packet that was just held */
  #detect(direction: Direction, length: number): void {
    const held = this.#held.of(direction)
    let search = this.#searches[direction]
    if (search === null) {
      search = new RecordSearch()
      search.at = held.length - length
      this.#searches[direction] = search
    }
    if (!held.search(search)) return
    const { at } = search
    const sender =
      held.at(at) === HANDSHAKE && at + 5 < held.length ? senderOfHandshake(held.at(at + 5)) : null
    const client = sender === null ? this.#likelyClient : sender === 'client' ? direction : other(direction)
    this.#client = client
    this.#sink.tls({ client, clientKnown: sender !== null, via: null, midway: true })
    this.#begin(0, 0, true)
    this.#begin(1, 0, true)
  }

  #begin(direction: Direction, index: number, searching: boolean): void {
    const held = this.#held.of(direction)
    this.#phase[direction] = 'tls'
    this.#sink.starts(direction, held.offsetOf(index), searching)
    held.release(index, {
      data: (bytes, start, end, frame, atMicros) =>
        this.#sink.data(direction, bytes, start, end, frame, atMicros),
      hole: (length, frame, atMicros) => this.#sink.hole(direction, length, frame, atMicros),
    })
    this.#searches[direction] = null
  }

  #giveUp(protocol: NotTls['protocol']): void {
    if (this.#told) return
    this.#told = true
    const first = this.#firstDirection
    this.#sink.notTls({
      direction: null,
      protocol,
      firstBytes: first === null ? new Uint8Array(0) : this.#held.of(first).view().slice(0, SHOWN),
      firstDirection: first,
    })
    for (const direction of [0, 1] as const) this.#over(direction)
  }

  #notTls(direction: Direction, protocol: 'http' | 'other'): void {
    const firstBytes = this.#held.of(direction).view().slice(0, SHOWN)
    this.#over(direction)
    this.#sink.notTls({ direction, protocol, firstBytes, firstDirection: direction })
  }

  #over(direction: Direction): void {
    this.#phase[direction] = 'over'
    this.#held.of(direction).drop()
    this.#searches[direction] = null
  }
}

function other(direction: Direction): Direction {
  return direction === 0 ? 1 : 0
}
