import type { WarningDocument } from '../../shared/contract/analysis.ts'
import type { Conversation, LadderMessage } from '../../shared/conversation/conversation.ts'
import type { Peer } from '../../shared/conversation/vocabulary.ts'
import type { TlsEvent } from '../../shared/tls/session.ts'

/** Places told of one connection, and of one source; further ones are counted. */
const OF_A_CONNECTION = 4
const OF_A_SOURCE = 20

/** Something that a peer sent in the clear and that is not what the RFC says has to stand there. */
export interface MalformedPlace {
  readonly tcpStream: number
  readonly from: Peer
  readonly frame: number
  /** What was expected, and what was found. */
  readonly what: string
}

export type Fault = Omit<MalformedPlace, 'tcpStream'>

/** What is wrong with the records of one connection and the way its messages lie in them. */
export class RecordFaults {
  readonly #told: Fault[] = []

  get told(): readonly Fault[] {
    return this.#told
  }

  /** A record without alignment only follows on bytes that were lost: that is the capture's fault. */
  add(event: TlsEvent): void {
    if (event.kind !== 'record-problem' && event.kind !== 'handshake-problem') return
    if (this.#told.length >= OF_A_CONNECTION) return
    const { peer: from, problem } = event
    if ('expected' in problem) {
      const what = `expected ${problem.expected}, found ${problem.found}`
      this.#told.push({ from, frame: problem.frame, what })
    } else if (problem.kind !== 'lost-alignment') {
      this.#told.push({ from, frame: problem.frame, what: problem.detail })
    }
  }
}

/** Malformed records and messages of one source: the first ones told one by one, all of them counted. */
export class MalformedTls {
  #count = 0
  #places: MalformedPlace[] = []

  /** @param faults of its records, as they were read */
  add(conversation: Conversation, faults: readonly Fault[]): void {
    const { tcpStream, messages } = conversation
    let left = OF_A_CONNECTION
    // What follows a hello of SSL 2.0 may be SSL 2.0, whose records are others (RFC 6101 E).
    const ofRecords = messages.some(({ form }) => form === 'sslv2-client-hello') ? [] : faults
    for (const { from, frame, what } of [...ofRecords, ...faultsOf(messages)]) {
      if (!isWhole(conversation, from) || left-- <= 0) continue
      this.addAll(1, [{ tcpStream, from, frame, what }])
    }
  }

  /** What another thread met. */
  addAll(count: number, places: readonly MalformedPlace[]): void {
    this.#count += count
    this.#places = [...this.#places, ...places].sort((a, b) => a.frame - b.frame).slice(0, OF_A_SOURCE)
  }

  get count(): number {
    return this.#count
  }

  get places(): readonly MalformedPlace[] {
    return this.#places
  }

  warnings(): WarningDocument[] {
    const told = this.#places.map(({ tcpStream, from, frame, what }) =>
      warning(`connection ${tcpStream}, packet ${frame}: what the ${from} sent is malformed TLS: ${what}`),
    )
    const more = this.#count - told.length
    return more > 0 ? [...told, warning(`malformed TLS in ${more} more places, which are not listed`)] : told
  }
}

function* faultsOf(messages: readonly LadderMessage[]): Generator<Fault> {
  for (const { layer, from, type, frames, cut, problems } of messages) {
    if (layer !== 'tls' || cut || problems.length === 0) continue
    for (const problem of problems) {
      if (problem.kind === 'malformed' && problem.bound === true) continue
      const found =
        problem.kind === 'malformed'
          ? `expected ${problem.expected}, found ${problem.found}`
          : `${problem.needed} bytes more are announced than the message has`
      yield { from, frame: frames[0] ?? 0, what: `${type}, ${problem.field}: ${found}` }
    }
  }
}

/** Where bytes are missing, or the beginning is, what follows may be misread. */
function isWhole({ transport }: Conversation, from: Peer): boolean {
  const { missingBytes, snappedBytes } = transport[from]
  return !transport.startsMidway && missingBytes === 0 && snappedBytes === 0
}

function warning(message: string): WarningDocument {
  return { code: 'malformed-tls', offset: null, message }
}
