import {
  type AnalysisEvent,
  type EngineChannel,
  engineChannels,
  type Outcome,
} from '../../shared/ipc/contract.ts'
import { type EngineRequest, engineMessageSchema } from '../../shared/ipc/engine-protocol.ts'
import { failure, type Handlers } from './channel-guard.ts'

/** What the supervisor needs of Electron's `UtilityProcess`; a test brings its own. */
export interface EngineProcess {
  postMessage(message: EngineRequest): void
  kill(): void
  on(event: 'spawn', listener: () => void): void
  on(event: 'message', listener: (message: unknown) => void): void
  on(event: 'exit', listener: (code: number) => void): void
}

export interface EngineHostOptions {
  readonly start: () => EngineProcess
  readonly onEvent: (event: AnalysisEvent) => void
  /** The engine ended by itself; it is started again by the next request. */
  readonly onDeath: (message: string) => void
}

interface Engine {
  readonly process: EngineProcess
  readonly waiting: Map<number, (outcome: Outcome<unknown>) => void>
  /** Requests made before the process was up; null from then on. */
  queue: EngineRequest[] | null
}

/**
 * Supervises the process that parses capture bytes. It is started by the first request. Should hostile bytes
 * bring it down, the calls under way are answered with an error, the window is told, and the next request
 * starts a fresh one.
 */
export class EngineHost {
  readonly #options: EngineHostOptions
  #engine: Engine | null = null
  #lastId = 0

  constructor(options: EngineHostOptions) {
    this.#options = options
  }

  request(channel: EngineChannel, payload: unknown): Promise<Outcome<unknown>> {
    const engine = this.#engine ?? this.#start()
    const id = ++this.#lastId
    return new Promise((answer) => {
      engine.waiting.set(id, answer)
      const request: EngineRequest = { id, channel, payload }
      if (engine.queue === null) engine.process.postMessage(request)
      else engine.queue.push(request)
    })
  }

  /** Ends the engine because the application ends; nothing is reported. */
  stop(): void {
    const engine = this.#engine
    this.#engine = null
    engine?.process.kill()
  }

  /** One handler per engine channel, each passing the call on. */
  handlers(): Pick<Handlers, EngineChannel> {
    const forward = Object.keys(engineChannels).map((channel) => [
      channel,
      (payload: unknown) => this.request(channel as EngineChannel, payload),
    ])
    return Object.fromEntries(forward) as Pick<Handlers, EngineChannel>
  }

  #start(): Engine {
    const engine: Engine = { process: this.#options.start(), waiting: new Map(), queue: [] }
    this.#engine = engine
    engine.process.on('spawn', () => {
      const queued = engine.queue ?? []
      engine.queue = null
      for (const request of queued) engine.process.postMessage(request)
    })
    engine.process.on('message', (message) => this.#receive(engine, message))
    engine.process.on('exit', (code) => this.#ended(engine, code))
    return engine
  }

  #receive(engine: Engine, message: unknown): void {
    const parsed = engineMessageSchema.safeParse(message)
    // The engine reads hostile bytes: what it says is judged before it is believed.
    if (!parsed.success) {
      const id = claimedId(message)
      if (id !== null)
        settle(engine, id, failure('bad-answer', 'The engine process gave a malformed answer.'))
    } else if (parsed.data.kind === 'event') this.#options.onEvent(parsed.data.event)
    else settle(engine, parsed.data.id, parsed.data.outcome)
  }

  #ended(engine: Engine, code: number): void {
    const expected = this.#engine !== engine
    if (!expected) this.#engine = null
    const message = `The engine process ended unexpectedly (exit ${code}).`
    const hint = 'Open the capture again; if the engine ends each time, please report it with that capture.'
    for (const answer of engine.waiting.values()) answer(failure('engine-died', message, hint))
    engine.waiting.clear()
    if (!expected) this.#options.onDeath(message)
  }
}

function settle(engine: Engine, id: number, outcome: Outcome<unknown>): void {
  const answer = engine.waiting.get(id)
  engine.waiting.delete(id)
  answer?.(outcome)
}

/** The request a malformed answer claims to belong to, so that nobody waits for it for ever. */
function claimedId(message: unknown): number | null {
  if (typeof message !== 'object' || message === null || !('id' in message)) return null
  return typeof message.id === 'number' ? message.id : null
}
