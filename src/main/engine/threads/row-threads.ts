import type { ResourceLimits } from 'node:worker_threads'
import type { HandshakeRow } from '../../../shared/ipc/handshake-row.ts'
import type { EngineOptions } from '../options.ts'
import type { ToldPlace } from '../places.ts'
import type { ThreadTotals } from './add-totals.ts'
import { JudgeThread, type JudgeThreadOptions } from './hired-thread.ts'
import { plainOptions } from './messages.ts'

/** A tape of this length is handed over at once, a shorter one after this time. */
const WORTH_A_MESSAGE = 64 * 1024
const WAIT_MILLIS = 50
/** Which connection that is over has the threads start. */
const STARTED_BY = 2

/** A connection that was written down. */
export interface WrittenConnection {
  readonly tape: Uint8Array
  readonly place: ToldPlace
}

export interface RowThreadsOptions {
  /** The judging thread's program. */
  readonly program: URL
  readonly threads: number
  /** What the heap of each may hold; not given: as much as judging takes. */
  readonly room?: ResourceLimits
  readonly options: EngineOptions
  readonly row: (row: HandshakeRow, connection: WrittenConnection) => void
}

/**
 * Threads that judge connections of the window's captures, as many as they keep up with: what they do not take is judged
 * by whoever offers it, and so is all that comes before they are there.
 */
export class RowThreads {
  readonly #given: RowThreadsOptions
  #threads: readonly JudgeThread[] = []
  /** Of each thread, what stands on the tape at hand, and on those that are under way. */
  readonly #written = new Map<JudgeThread, { now: WrittenConnection[]; sent: WrittenConnection[][] }>()
  #source = 0
  #offered = 0
  #timer: NodeJS.Timeout | null = null

  constructor(given: RowThreadsOptions) {
    this.#given = given
  }

  /** Has the threads load their program, if they do not yet. */
  start(): void {
    if (this.#threads.length > 0) return
    const { program, threads, room, options } = this.#given
    const start = { options: plainOptions(options), framing: null }
    const answered: JudgeThreadOptions['answered'] = (thread, answer) => {
      if (answer.kind === 'rows') this.#answered(thread, answer.rows)
    }
    this.#threads = Array.from({ length: threads }, () => new JudgeThread({ program, start, room, answered }))
    for (const thread of this.#threads) {
      this.#written.set(thread, { now: [], sent: [] })
      thread.begin(this.#source)
    }
  }

  begin(source: number): void {
    this.#source = source
    for (const thread of this.#threads) thread.begin(source)
  }

  /** Whether any of them would take a connection now. */
  get hasRoom(): boolean {
    return this.#threads.some((thread) => thread.hasRoom)
  }

  /** @returns whether a thread takes it */
  offer(connection: WrittenConnection): boolean {
    // Threads take the processor to themselves while they load: the first row is out before.
    if (++this.#offered === STARTED_BY) this.start()
    let least: JudgeThread | null = null
    for (const thread of this.#threads) {
      if (thread.hasRoom && (least === null || load(thread) < load(least))) least = thread
    }
    if (least === null) return false
    least.tape.connection(connection.tape)
    this.#written.get(least)?.now.push(connection)
    if (least.tape.length >= WORTH_A_MESSAGE) this.#handOver(least)
    else this.#timer ??= setTimeout(() => this.#handOverAll(), WAIT_MILLIS)
    return true
  }

  /** Resolves when everything that was taken is judged and told. */
  async end(): Promise<ThreadTotals[]> {
    this.#handOverAll()
    return await Promise.all(this.#threads.map((thread) => thread.end()))
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }

  #handOverAll(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    for (const thread of this.#threads) if (thread.tape.length > 0) this.#handOver(thread)
  }

  #handOver(thread: JudgeThread): void {
    const written = this.#written.get(thread)
    if (written === undefined) return
    written.sent.push(written.now)
    written.now = []
    thread.handOver()
  }

  #answered(thread: JudgeThread, rows: readonly HandshakeRow[]): void {
    const connections = new Map<number, WrittenConnection>()
    for (const connection of this.#written.get(thread)?.sent.shift() ?? [])
      connections.set(connection.place.tcpStream, connection)
    for (const row of rows) {
      const connection = connections.get(row.tcpStream)
      if (connection !== undefined) this.#given.row(row, connection)
    }
  }
}

function load({ ahead, tape }: JudgeThread): number {
  return ahead * WORTH_A_MESSAGE + tape.length
}
