/** Bodies that share with a message of the same shape all but the bytes that are their own. */
import type { Field, FieldNode, Span } from '../../bytes/field.ts'
import { ReadField } from '../../bytes/read-field.ts'
import type { Extension, ExtensionData } from './extension.ts'
import type { ClientHello, HandshakeBody, HandshakeDissection, ServerHello } from './handshake.ts'

/** The message that a body is of. */
export interface OwnBytes {
  readonly raw: Uint8Array
  /** Its full dissection, for what is hardly ever asked. */
  readonly whole: HandshakeDissection
}

/** The body that others are made after. */
export interface Model {
  readonly body: HandshakeBody
  /** Which of its extensions, if it has any, hold bytes that vary. */
  readonly varyingExtensions: readonly number[]
}

/**
 * @param body of the message that `own` is; nobody else holds it, and it loses what can be read again
 * @param varying where the bytes stand that are another message's own, in rising order
 */
export function modelOf(body: HandshakeBody, own: OwnBytes, varying: readonly Span[]): Model {
  const varyingExtensions: number[] = []
  if (!('extensions' in body)) return { body, varyingExtensions }
  let next = 0
  body.extensions = body.extensions.map((extension, index) => {
    const { start, end } = extension.node.span
    while ((varying[next]?.start ?? end) < start) next++
    if ((varying[next]?.start ?? end) < end) varyingExtensions.push(index)
    return new BareExtension(extension, own, index)
  })
  return { body, varyingExtensions }
}

/** The body of a message that differs from the model's only in bytes on which no reading depends. */
export function reboundBody(model: Model, own: OwnBytes): HandshakeBody {
  const { body, varyingExtensions } = model
  switch (body.type) {
    case 'ClientHello':
      if (!isWholeClientHello(body)) return own.whole.body
      return new ReboundClientHello(body, varyingExtensions, own)
    case 'ServerHello':
    case 'HelloRetryRequest':
      if (!isWholeServerHello(body)) return own.whole.body
      return new ReboundServerHello(body, varyingExtensions, own)
    case 'CertificateVerify':
      if (body.signature === undefined) return body
      return { ...body, signature: ReadField.within(own.raw, body.signature) }
    case 'NewSessionTicket':
      if (body.ticket === undefined) return body
      return { ...body, ticket: ReadField.within(own.raw, body.ticket) }
    default:
      return body
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
  readonly #varying: readonly number[]
  readonly #own: OwnBytes
  #extensions: Extension[] | null = null

  constructor(model: WholeClientHello, varying: readonly number[], own: OwnBytes) {
    this.model = model
    this.#varying = varying
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
    this.#extensions ??= reboundExtensions(this.model.extensions, this.#varying, this.#own)
    return this.#extensions
  }

  get hasExtensions(): boolean {
    return this.model.hasExtensions
  }
}

class ReboundServerHello implements ServerHello {
  readonly type: ServerHello['type']
  readonly model: WholeServerHello
  readonly #varying: readonly number[]
  readonly #own: OwnBytes
  #extensions: Extension[] | null = null

  constructor(model: WholeServerHello, varying: readonly number[], own: OwnBytes) {
    this.type = model.type
    this.model = model
    this.#varying = varying
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
    this.#extensions ??= reboundExtensions(this.model.extensions, this.#varying, this.#own)
    return this.#extensions
  }
}

/** Those with bytes of their own are rebound; the others are one for all messages of the shape. */
function reboundExtensions(
  models: readonly Extension[],
  varying: readonly number[],
  own: OwnBytes,
): Extension[] {
  const extensions = models.slice()
  for (const index of varying) {
    const model = models[index]
    if (model !== undefined) extensions[index] = new ReboundExtension(model, own, index)
  }
  return extensions
}

/** An extension without its part of the tree, which is many times as large. */
class BareExtension implements Extension {
  readonly type: number
  readonly name: string
  readonly content: Field<Uint8Array>
  readonly data: ExtensionData | null
  readonly #own: OwnBytes
  readonly #index: number

  constructor(extension: Extension, own: OwnBytes, index: number) {
    this.type = extension.type
    this.name = extension.name
    this.content = extension.content
    this.data = extension.data
    this.#own = own
    this.#index = index
  }

  get node(): FieldNode {
    return nodeOf(this.#own, this.#index)
  }
}

/** The same with content of its own. No part of `data` varies: what does is reached by content and tree alone. */
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

  get data(): ExtensionData | null {
    return this.#model.data
  }

  get content(): Field<Uint8Array> {
    return ReadField.within(this.#own.raw, this.#model.content)
  }

  get node(): FieldNode {
    return nodeOf(this.#own, this.#index)
  }
}

/** An extension's part of the tree. */
function nodeOf({ whole }: OwnBytes, index: number): FieldNode {
  const { body, tree } = whole
  return ('extensions' in body ? body.extensions[index]?.node : undefined) ?? tree
}
