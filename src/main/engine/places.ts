import type { CapturePosition } from '../capture-file/position.ts'
import type { TcpStream } from '../tcp/events.ts'

/** Where one connection stands in its source, and what of the source beside its own packets its end depends on. */
export interface ConnectionPlace {
  /** Its first packet, and the last that told anything of it; 1-based. */
  readonly firstFrame: number
  readonly lastFrame: number
  /** Time of the TCP segment at hand when it was closed, whosesoever: one that lingers is closed by another's. */
  readonly closedMicros: number
  /** The latest time of all packets until then: by it a silence is measured. */
  readonly sourceMicros: number
  /** It was judged before its end, since open connections held too much together. */
  readonly early: boolean
}

/** The same with the connection's number. */
export interface ToldPlace extends ConnectionPlace {
  readonly tcpStream: number
}

interface Position extends CapturePosition {
  /** Pieces of IP datagrams waited for others: the next connection may begin in them. */
  readonly piecesWait: boolean
}

/** Beyond so many every other one is let go of. */
const MOST_POSITIONS = 4096

/** Where one source may be read again from, and where the connection stands that is just over. */
export class SourcePlaces {
  #positions: Position[] = []
  /** Of so many that are told one is kept. */
  #stride = 1
  #told = 0
  #segmentMicros = 0
  #closing: ToldPlace | null = null

  /** A TCP segment is about to be read. */
  segment(atMicros: number): void {
    this.#segmentMicros = atMicros
  }

  /** @param piecesWait whether pieces of IP datagrams wait for others there */
  position(position: CapturePosition, piecesWait: boolean): void {
    if (this.#told++ % this.#stride !== 0) return
    this.#positions.push({ ...position, piecesWait })
    if (this.#positions.length < MOST_POSITIONS) return
    this.#positions = this.#positions.filter((_, index) => index % 2 === 0)
    this.#stride *= 2
  }

  /**
   * A connection is about to be told whole.
   * @param why `early`: more may follow
   * @param frame the packet at hand
   * @param sourceMicros the latest time of all packets
   */
  closing(stream: TcpStream, why: 'reused' | 'early' | 'other', frame: number, sourceMicros: number): void {
    this.#closing = {
      tcpStream: stream.index,
      firstFrame: stream.firstFrame,
      // What used its ports again ended it.
      lastFrame: why === 'reused' ? frame : stream.lastFrame,
      closedMicros: this.#segmentMicros,
      sourceMicros,
      early: why === 'early',
    }
  }

  /** Of the connection that is being told, or was last. */
  get told(): ToldPlace | null {
    return this.#closing
  }

  /** The same where it is that one. */
  ofTold(tcpStream: number): ConnectionPlace | null {
    return this.#closing?.tcpStream === tcpStream ? this.#closing : null
  }

  /** From where on everything of the connection is met that begins with that packet; `null`: from the beginning. */
  before(firstFrame: number): CapturePosition | null {
    const positions = this.#positions
    let low = 0
    let high = positions.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((positions[middle]?.place.packets ?? 0) < firstFrame) low = middle + 1
      else high = middle
    }
    const last = low - 1
    return positions[positions[last]?.piecesWait ? last - 1 : last] ?? null
  }
}
