/** Bodies that share with a message of the same shape all but the bytes that are their own. */
import type { Field, FieldNode, Span } from '../../bytes/field.ts'
import { ReadField } from '../../bytes/read-field.ts'
import type { Extension, ExtensionData } from './extension.ts'
import type { ClientHello, HandshakeBody, HandshakeDissection, ServerHello } from './handshake.ts'

/** The message that a body is of. */
export interface OwnBytes {
  readonly raw: Uint8Array
  /** Where the bytes stand that are its own, in rising order. */
  readonly varying: readonly Span[]
  /** Its full dissection, for what is hardly ever asked. */
  readonly whole: HandshakeDissection
}

/** The body of a message that differs from the model's only in bytes on which no reading depends. */
export function reboundBody(model: HandshakeBody, own: OwnBytes): HandshakeBody {
  switch (model.type) {
    case 'ClientHello':
      return isWholeClientHello(model) ? new ReboundClientHello(model, own) : own.whole.body
    case 'ServerHello':
    case 'HelloRetryRequest':
      return isWholeServerHello(model) ? new ReboundServerHello(model, own) : own.whole.body
    case 'CertificateVerify':
      return model.signature === undefined
        ? model
        : { ...model, signature: ReadField.within(own.raw, model.signature) }
    case 'NewSessionTicket':
      return model.ticket === undefined
        ? model
        : { ...model, ticket: ReadField.within(own.raw, model.ticket) }
    default:
      return model
  }
}

type WholeClientHello = ClientHello & Required<Pick<ClientHello, 'legacyVersion' | 'random' | 'sessionId'>>
type WholeServerHello = ServerHello &
  Required<Pick<ServerHello, 'legacyVersion' | 'random' | 'sessionId' | 'cipherSuite' | 'compressionMethod'>>

function isWholeClientHello(hello: ClientHello): hello is WholeClientHello {
  return hello.legacyVersion !== undefined && hello.random !== undefined && hello.sessionId !== undefined
}

/** Before its draft 22, TLS 1.3 had a ServerHello of fewer fields. */
function isWholeServerHello(hello: ServerHello): hello is WholeServerHello {
  return hello.sessionId !== undefined && hello.compressionMethod !== undefined
}

class ReboundClientHello implements ClientHello {
  readonly type = 'ClientHello' as const
  readonly model: WholeClientHello
  readonly #own: OwnBytes
  #extensions: Extension[] | null = null

  constructor(model: WholeClientHello, own: OwnBytes) {
    this.model = model
    this.#own = own
  }

  get legacyVersion(): Field<number> {
    return this.model.legacyVersion
  }

  get random(): Field<Uint8Array> {
    return ReadField.within(this.#own.raw, this.model.random)
  }

  get sessionId(): Field<Uint8Array> {
    return ReadField.within(this.#own.raw, this.model.sessionId)
  }

  get cipherSuites(): Field<number>[] {
    return this.model.cipherSuites
  }

  get compressionMethods(): Field<number>[] {
    return this.model.compressionMethods
  }

  get extensions(): Extension[] {
    this.#extensions ??= reboundExtensions(this.model.extensions, this.#own)
    return this.#extensions
  }

  get hasExtensions(): boolean {
    return this.model.hasExtensions
  }
}

class ReboundServerHello implements ServerHello {
  readonly type: ServerHello['type']
  readonly model: WholeServerHello
  readonly #own: OwnBytes
  #extensions: Extension[] | null = null

  constructor(model: WholeServerHello, own: OwnBytes) {
    this.type = model.type
    this.model = model
    this.#own = own
  }

  get legacyVersion(): Field<number> {
    return this.model.legacyVersion
  }

  get random(): Field<Uint8Array> {
    return ReadField.within(this.#own.raw, this.model.random)
  }

  get sessionId(): Field<Uint8Array> {
    return ReadField.within(this.#own.raw, this.model.sessionId)
  }

  get cipherSuite(): Field<number> {
    return this.model.cipherSuite
  }

  get compressionMethod(): Field<number> {
    return this.model.compressionMethod
  }

  get extensions(): Extension[] {
    this.#extensions ??= reboundExtensions(this.model.extensions, this.#own)
    return this.#extensions
  }
}

/** Those with bytes of their own are rebound; the others are one for all messages of the shape. */
function reboundExtensions(models: readonly Extension[], own: OwnBytes): Extension[] {
  const extensions: Extension[] = []
  let next = 0
  for (const model of models) {
    const { start, end } = model.node.span
    while ((own.varying[next]?.start ?? end) < start) next++
    const varies = (own.varying[next]?.start ?? end) < end
    extensions.push(varies ? new ReboundExtension(model, own, extensions.length) : model)
  }
  return extensions
}

class ReboundExtension implements Extension {
  readonly #model: Extension
  readonly #own: OwnBytes
  readonly #index: number

  constructor(model: Extension, own: OwnBytes, index: number) {
    this.#model = model
    this.#own = own
    this.#index = index
  }

  get type(): number {
    return this.#model.type
  }

  get name(): string {
    return this.#model.name
  }

  /** No part of it varies: what does is reached by the content and the tree alone. */
  get data(): ExtensionData | null {
    return this.#model.data
  }

  get content(): Field<Uint8Array> {
    return ReadField.within(this.#own.raw, this.#model.content)
  }

  get node(): FieldNode {
    const { body } = this.#own.whole
    const own = 'extensions' in body ? body.extensions[this.#index] : undefined
    return own?.node ?? this.#model.node
  }
}
