import type { Connection } from './connection.ts'
import { LINGER_AFTER_RESET_MICROS, LINGER_ALL_ACKNOWLEDGED_MICROS, LINGER_MICROS } from './limits.ts'

interface Entry {
  readonly connection: Connection
  readonly at: number
}

/** In each lane everybody waits equally long, so that each is in order by itself. */
const LINGERS = [LINGER_MICROS, LINGER_AFTER_RESET_MICROS, LINGER_ALL_ACKNOWLEDGED_MICROS] as const

/** Entries after which those of connections that are closed already are let go. */
const SWEPT_AT = 4096

/** Connections that are over and linger, each until its time comes. */
export class ClosingQueue {
  readonly #lanes = LINGERS.map(() => ({ entries: [] as Entry[], head: 0 }))
  #held = 0
  /** Nobody's time comes before. */
  nextAt = Number.POSITIVE_INFINITY
  #sweepAt = SWEPT_AT

  /** Entries held: the measure of memory that tests hold against the limit of connections. */
  get size(): number {
    return this.#held
  }

  /** Sees to it that the connection is looked at when nothing came for a while after `atMicros`. */
  schedule(connection: Connection, atMicros: number): void {
    const [up, down] = connection.sides
    if (!connection.rstSeen && !(up.finSeen && down.finSeen)) return
    const lane = connection.rstSeen ? 1 : up.finAcked && down.finAcked ? 2 : 0
    connection.closeAt = atMicros + LINGERS[lane]
    if (connection.queuedAt === null || connection.closeAt < connection.queuedAt) {
      this.#push(lane, connection, connection.closeAt)
    }
  }

  /** The next one whose time has come; `null`: none. */
  due(atMicros: number): Connection | null {
    if (atMicros < this.nextAt) return null
    const connection = this.#takeDue(atMicros)
    if (connection === null) {
      this.nextAt = Number.POSITIVE_INFINITY
      for (const { entries, head } of this.#lanes) {
        this.nextAt = Math.min(this.nextAt, entries[head]?.at ?? Number.POSITIVE_INFINITY)
      }
    }
    return connection
  }

  #takeDue(atMicros: number): Connection | null {
    for (let lane = 0; lane < this.#lanes.length; lane++) {
      for (let entry = this.#shift(lane, atMicros); entry !== null; entry = this.#shift(lane, atMicros)) {
        const { connection, at } = entry
        // Closed by other means, or waited for elsewhere.
        if (connection.closed || connection.queuedAt !== at) continue
        connection.queuedAt = null
        if (connection.closeAt === null) continue
        if (connection.closeAt <= atMicros) return connection
        this.#push(lane, connection, connection.closeAt)
      }
    }
    return null
  }

  #push(lane: number, connection: Connection, at: number): void {
    connection.queuedAt = at
    if (at < this.nextAt) this.nextAt = at
    this.#lanes[lane]?.entries.push({ connection, at })
    if (++this.#held >= this.#sweepAt) this.#sweep()
  }

  #shift(lane: number, atMicros: number): Entry | null {
    const queue = this.#lanes[lane]
    const entry = queue?.entries[queue.head]
    if (queue === undefined || entry === undefined || entry.at > atMicros) return null
    queue.head++
    this.#held--
    if (queue.head > 1024 && queue.head * 2 > queue.entries.length) {
      queue.entries.splice(0, queue.head)
      queue.head = 0
    }
    return entry
  }

  /** Where time stands still, connections may be dropped by the thousand before theirs has come. */
  #sweep(): void {
    this.#held = 0
    for (const queue of this.#lanes) {
      queue.entries = queue.entries
        .slice(queue.head)
        .filter(({ connection, at }) => !connection.closed && connection.queuedAt === at)
      queue.head = 0
      this.#held += queue.entries.length
    }
    this.#sweepAt = Math.max(SWEPT_AT, 2 * this.#held)
  }
}
