import type { HandshakeRow } from '../../shared/ipc/handshake-row.ts'

const MOST = 2000
/** Of their documents' text together; a connection of thousands of records has megabytes of it. */
const MOST_TEXT = 4 * 1024 * 1024
const WAIT_MILLIS = 100
/** With so many told before, whoever receives is busy for longer with each message: its list grows. */
const WAIT_PER_TOLD = 1 / 1000
const LONGEST_WAIT_MILLIS = 500

/** How far the reading of one source has come. */
export interface ReadingProgress {
  readonly source: number
  readonly path: string
  readonly bytesRead: number
  readonly totalBytes: number | null
  readonly packets: number
}

export interface EventReceiver {
  handshakes(handshakes: HandshakeRow[]): void
  progress(progress: ReadingProgress): void
}

/**
 * Gathers handshakes and progress, so that a capture of thousands does not send thousands of messages. What comes
 * first goes out at once; after that something goes out every tenth of a second, every half where hundreds of
 * thousands were told, also while the reader leaves the event loop no turn: whoever adds looks at the clock.
 */
export class EventBatch {
  readonly #to: EventReceiver
  readonly #now: () => number
  #handshakes: HandshakeRow[] = []
  #text = 0
  #told = 0
  #progress: ReadingProgress | null = null
  #timer: NodeJS.Timeout | null = null
  #sentAt = Number.NEGATIVE_INFINITY

  constructor(to: EventReceiver, now: () => number = () => performance.now()) {
    this.#to = to
    this.#now = now
  }

  add(handshake: HandshakeRow): void {
    this.#handshakes.push(handshake)
    this.#text += handshake.json?.length ?? 0
    if (this.#handshakes.length >= MOST || this.#text >= MOST_TEXT) this.flush()
    else this.#flushWhenDue()
  }

  /** Only the latest is worth sending. */
  progress(progress: ReadingProgress): void {
    this.#progress = progress
    this.#flushWhenDue()
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#sentAt = this.#now()
    const [handshakes, progress] = [this.#handshakes, this.#progress]
    this.#handshakes = []
    this.#text = 0
    this.#progress = null
    if (progress !== null) this.#to.progress(progress)
    this.#told += handshakes.length
    if (handshakes.length > 0) this.#to.handshakes(handshakes)
  }

  #flushWhenDue(): void {
    const between = Math.min(LONGEST_WAIT_MILLIS, WAIT_MILLIS + this.#told * WAIT_PER_TOLD)
    const wait = this.#sentAt + between - this.#now()
    if (wait <= 0) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), wait)
  }
}
