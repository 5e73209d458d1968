import { handshakeTypeName } from '../../../shared/tls/registry/index.ts'
import { type Afterwards, type AfterwardsOptions, afterthoughtCounter } from './afterwards.ts'
import type { Context, Negotiated } from './context.ts'
import { Faulty } from './ending.ts'
import { finishHandshake12, type Session12 } from './handshake12.ts'
import type { Said } from './inbox.ts'
import { agree } from './server-hello.ts'
import { Transcript } from './transcript.ts'

const WARNING = 1
const NO_RENEGOTIATION = 100

/** TLS 1.0 to 1.2: a HelloRequest is answered by a whole new handshake inside the old one (RFC 5246 7.4.1.1). */
export class Afterwards12 implements Afterwards {
  readonly #context: Context
  readonly #options: AfterwardsOptions
  readonly #count: () => void
  #session: Session12
  #negotiated: Negotiated
  #renegotiations = 0

  constructor(
    context: Context,
    done: { readonly negotiated: Negotiated; readonly session: Session12 },
    options: AfterwardsOptions,
  ) {
    this.#context = context
    this.#options = options
    this.#session = done.session
    this.#negotiated = done.negotiated
    this.#count = afterthoughtCounter(context)
  }

  get negotiated(): Negotiated {
    return this.#negotiated
  }

  async answer({ raw }: Extract<Said, { kind: 'handshake' }>): Promise<void> {
    this.#count()
    const name = handshakeTypeName(raw[0] ?? -1)
    if (name !== 'HelloRequest') {
      const expected = 'application data, or a HelloRequest'
      throw new Faulty({ kind: 'unexpected', subject: name, expected, found: name })
    }
    const { outbox, limits } = this.#context
    if (this.#options.renegotiation === 'refuse') {
      outbox.alert(WARNING, NO_RENEGOTIATION)
      outbox.flush()
      return
    }
    if (++this.#renegotiations > limits.renegotiations) {
      const expected = `at most ${limits.renegotiations} renegotiations`
      throw new Faulty({ kind: 'limit', subject: name, expected, found: 'one more' })
    }
    await this.#renegotiate()
  }

  updateKeys(): void {}

  /** RFC 5746 3.5. */
  async #renegotiate(): Promise<void> {
    const { inbox, outbox, maker } = this.#context
    this.#context.progress.late()
    const transcript = new Transcript(inbox, outbox, this.#options.data)
    transcript.send(maker.renegotiating(this.#session))
    outbox.flush()
    const { body: hello } = await transcript.receive('ServerHello')
    agree(this.#context, transcript, hello)
    const done = await finishHandshake12(this.#context, transcript, hello)
    this.#session = done.session
    this.#negotiated = done.negotiated
  }
}
