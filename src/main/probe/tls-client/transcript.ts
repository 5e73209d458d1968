import type { Problem } from '../../../shared/bytes/field.ts'
import { dissectHandshake } from '../../../shared/tls/message/dissect.ts'
import type { HandshakeBody } from '../../../shared/tls/message/handshake.ts'
import { handshakeTypeName } from '../../../shared/tls/registry/index.ts'
import { Ended, Faulty } from './ending.ts'
import type { Inbox, Said } from './inbox.ts'
import type { Outbox } from './outbox.ts'

export type Message<Type extends HandshakeBody['type']> = {
  readonly raw: Uint8Array
  readonly body: Extract<HandshakeBody, { type: Type }>
}

type TakeData = (said: Extract<Said, { kind: 'application-data' }>) => void

/** What messages are read by; the handshake fills it in as it learns. */
export interface Agreed {
  version: number | null
  cipherSuite: number | null
}

const FATAL = 2
const CLOSE_NOTIFY = 0
const USER_CANCELED = 90

/** The messages of one handshake in order, sent and received: what Finished and CertificateVerify are over. */
export class Transcript {
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #data: TakeData | null
  readonly agreed: Agreed = { version: null, cipherSuite: null }
  messages: Uint8Array[] = []

  /** @param data takes application data that comes in between; without it, data is out of place */
  constructor(inbox: Inbox, outbox: Outbox, data: TakeData | null = null) {
    this.#inbox = inbox
    this.#outbox = outbox
    this.#data = data
  }

  send(raw: Uint8Array): void {
    this.messages.push(raw)
    this.#outbox.handshake(raw)
  }

  /**
   * The next handshake message, which has to be one of these.
   * @throws Ended where an alert or the end comes; Faulty where another message comes, or one that cannot be read
   */
  async receive<Type extends HandshakeBody['type']>(...types: Type[]): Promise<Message<Type>> {
    const said = await this.#heard()
    if (said.kind !== 'handshake') throw unexpected(types, said)
    const { body, problems } = dissectHandshake(said.raw, this.agreed)
    if (!isOneOf(body, types)) throw unexpected(types, said)
    // A bound of the dissector ends its reading, not the handshake.
    const problem = problems.find((each) => each.kind === 'truncated' || each.bound !== true)
    if (problem !== undefined) throw unreadable(body.type, problem)
    this.messages.push(said.raw)
    return { raw: said.raw, body }
  }

  /** A ChangeCipherSpec of TLS 1.2 and below. */
  async receiveChangeCipherSpec(): Promise<void> {
    const said = await this.#heard()
    if (said.kind !== 'change-cipher-spec') throw unexpected(['ChangeCipherSpec'], said)
  }

  /** Whether the next thing is a message of this type; it stays to be received. */
  async comes(type: HandshakeBody['type']): Promise<boolean> {
    const said = await this.#heard()
    this.#inbox.unsay(said)
    return said.kind === 'handshake' && handshakeTypeName(said.raw[0] ?? -1) === type
  }

  async #heard(): Promise<Said> {
    for (;;) {
      const said = await this.#inbox.next()
      if (said === null) continue
      if (said.kind === 'alert') {
        const ending = endingOfAlert(said, this.#inbox.tls13)
        if (ending !== null) throw new Ended(ending, said.atMicros)
      } else if (said.kind === 'application-data' && this.#data !== null) this.#data(said)
      // The dummy of TLS 1.3 says nothing; neither does a request for what is under way (RFC 5246 7.4.1.1).
      else if (said.kind === 'change-cipher-spec' && this.#inbox.tls13) continue
      else if (said.kind === 'handshake' && isHelloRequest(said.raw) && !this.#inbox.tls13) continue
      else return said
    }
  }
}

/** `null` for a warning, after which the connection goes on; in TLS 1.3 that is user_canceled alone (RFC 8446 6). */
export function endingOfAlert(
  said: Extract<Said, { kind: 'alert' }>,
  tls13: boolean,
): Ended['ending'] | null {
  const { level, description, encrypted } = said
  if (description === CLOSE_NOTIFY) return { by: 'server', how: 'close-notify' }
  if (tls13 ? description === USER_CANCELED : level !== FATAL) return null
  return { by: 'server', how: 'alert', level, description, encrypted }
}

function isHelloRequest(raw: Uint8Array): boolean {
  return raw[0] === 0 && raw.length === 4
}

function isOneOf<Type extends HandshakeBody['type']>(
  body: HandshakeBody,
  types: readonly Type[],
): body is Extract<HandshakeBody, { type: Type }> {
  return (types as readonly string[]).includes(body.type)
}

const NAMES = {
  'change-cipher-spec': 'ChangeCipherSpec',
  'application-data': 'ApplicationData',
  alert: 'Alert',
} as const

function unexpected(types: readonly string[], said: Said): Faulty {
  const found = said.kind === 'handshake' ? handshakeTypeName(said.raw[0] ?? -1) : NAMES[said.kind]
  return new Faulty({ kind: 'unexpected', subject: found, expected: types.join(' or '), found })
}

function unreadable(subject: string, problem: Problem): Faulty {
  if (problem.kind === 'truncated') {
    const { at: offset, field, needed } = problem
    const expected = `${field}, ${needed} bytes more`
    return new Faulty({ kind: 'malformed', subject, offset, expected, found: 'the end of the message' })
  }
  const { at: offset, field, expected, found } = problem
  return new Faulty({ kind: 'malformed', subject, offset, expected: `${field}: ${expected}`, found })
}
