import type { LadderMessage } from '../../conversation/conversation.ts'
import type { Facts } from '../../conversation/facts.ts'
import type { DiagnosisContext } from '../context.ts'

/** Stands for the last frame of a row, the row's number added: a number that no packet has. */
export const FRAME_OF_ROW = 2 ** 40

/** What was looked at while the rules spoke of one conversation. */
export interface Audit {
  readonly facts: Facts
  readonly context: DiagnosisContext
  /** Rows whose nature was looked at, beside the frame of their evidence. */
  readonly rows: ReadonlySet<number>
  /** Whether the clock was. */
  readonly clockAsked: () => boolean
}

/** Thrown where somebody looks at what conversations that are alike need not have in common. */
export class Leak extends Error {
  override readonly name = 'Leak'
}

/**
 * Facts and context as the rules see them, with an eye on what they look at. They may look at what `likenessOf` and
 * `isOrdinary` hold, at single rows and at the clock; whoever looks at anything else, also at what facts may have one
 * day, meets a `Leak`.
 */
export function audited(facts: Facts, context: DiagnosisContext): Audit {
  let clockAsked = false
  const rows = new Set<number>()
  const seen = new Map<object, object>()
  /** The same object with what may be looked at: as it is, or (a function) as that makes it. */
  const view = <Target extends object>(target: Target, may: Allowed<Target>): Target => {
    const known = seen.get(target)
    if (known !== undefined) return known as Target
    // Behind the proxy stands nothing: what cannot change in an object would have to be told as it is.
    const made = new Proxy({} as Target, {
      get(_, name) {
        const allowed = may[name as keyof Allowed<Target>]
        if (allowed === undefined) throw new Leak(`${String(name)} is looked at`)
        const value: unknown = Reflect.get(target, name, target)
        return typeof allowed === 'function' ? (allowed as (value: unknown) => unknown)(value) : value
      },
      ownKeys: leak,
      has: leak,
    })
    seen.set(target, made)
    return made
  }
  const row = (index: number, message: LadderMessage): LadderMessage => {
    const lookedAt = <Value>(value: Value): Value => {
      rows.add(index)
      return value
    }
    return view(message, {
      frames: () => [FRAME_OF_ROW + index],
      type: lookedAt,
      from: lookedAt,
      cut: lookedAt,
      problems: (problems) => (problems.length === 0 ? lookedAt(problems) : leak()),
      raw: (raw) => lookedAt(raw === null ? null : view(raw, { length: true })),
      recordLengths: (lengths) => lookedAt(view(lengths, { 0: true })),
    })
  }
  const placed = <
    One extends { readonly index: number; readonly message: LadderMessage; readonly body: object },
  >(
    one: One | null,
  ): One | null =>
    one === null
      ? null
      : view<One>(one, {
          index: true,
          message: (message: LadderMessage) => row(one.index, message),
          body: (body: One['body']) => body,
        } as Allowed<One>)
  /** A hello without what is its own: random, session id, the content of its extensions. */
  const hello = <One extends NonNullable<Facts['clientHello' | 'serverHello']>>(
    one: One | null,
  ): One | null =>
    one === null
      ? null
      : view<One>(one, {
          index: true,
          message: (message: LadderMessage) => row(one.index, message),
          body: (body: One['body']) =>
            view(body, {
              type: true,
              model: true,
              legacyVersion: true,
              cipherSuites: true,
              cipherSuite: true,
              compressionMethods: true,
              compressionMethod: true,
              hasExtensions: true,
              extensions: (list: One['body']['extensions']) =>
                list.map((extension) => view(extension, { type: true, name: true, data: true })),
            } as Allowed<One['body']>),
        } as Allowed<One>)
  const messages = (list: readonly LadderMessage[]): readonly LadderMessage[] =>
    new Proxy<readonly LadderMessage[]>([], {
      get(_, name) {
        const index = typeof name === 'string' ? Number(name) : Number.NaN
        const message = list[index]
        if (message === undefined) throw new Leak()
        return row(index, message)
      },
      ownKeys: leak,
      has: leak,
    })
  const conversation = view(facts.conversation, {
    server: true,
    startedBy: true,
    notTls: true,
    decryption: true,
    messages,
    // All of it is as `hasGap` found it: nothing is missing.
    transport: (transport) => {
      const side = (one: typeof transport.client) => view(one, { missingBytes: true, snappedBytes: true })
      return view(transport, { startsMidway: true, client: side, server: side })
    },
  })
  const exchange = view(facts.exchange, {
    exact: true,
    clientFinished: true,
    serverFinished: true,
    completedAt: true,
    abbreviated: true,
    clientAnswer: true,
    renegotiation: true,
    late: true,
    applicationData: (data) => {
      const side = (one: typeof data.client) => view(one, { any: true })
      return view(data, { client: side, server: side })
    },
  })
  return {
    facts: view(facts, {
      conversation: () => conversation,
      exchange: () => exchange,
      tls13: true,
      version: true,
      cipherSuite: true,
      requested: true,
      clientAnswer: true,
      serverHelloDone: true,
      serverChain: true,
      clientChain: true,
      http: true,
      probe: true,
      helloRetryRequest: true,
      clientHello: hello,
      lastClientHello: hello,
      serverHello: hello,
      serverCertificate: placed,
      certificateRequest: placed,
      clientCertificate: placed,
    }),
    context: view(context, {
      leg: true,
      host: true,
      expectMtls: true,
      clock: true,
      trustedRoots: true,
      clientCa: true,
      clientCertificate: true,
      nowMillis: (now) => {
        clockAsked = true
        return now
      },
    }),
    rows,
    clockAsked: () => clockAsked,
  }
}

function leak(): never {
  throw new Leak()
}

/** Which members may be looked at, and how they are then seen. */
type Allowed<Target> = {
  readonly [Name in keyof Target as Name]?: true | ((value: Target[Name]) => unknown) | undefined
}
