import type { IndexedRow } from './exchange.ts'
import type { Flight } from './exchange-tls13.ts'
import { answerOf, hasContext } from './late-request.ts'

/** What the decrypted messages of a TLS 1.3 session say of the first handshake, and of the tickets behind it. */
export interface DecryptedFlights {
  /** `null` where nothing of the client's flight could be opened. */
  readonly client: Flight | null
  /** Row of the server's Finished; `null` where its flight could not be opened to the end. */
  readonly serverFinished: number | null
  readonly tickets: number
}

const CLIENT_FLIGHT: ReadonlySet<string> = new Set([
  'EndOfEarlyData',
  'Certificate',
  'CompressedCertificate',
  'CertificateVerify',
  'Finished',
])

const NOTHING_READ: DecryptedFlights = { client: null, serverFinished: null, tickets: 0 }

/** @param rows the TLS rows behind the ServerHello, in order */
export function readDecryptedFlights(rows: readonly IndexedRow[]): DecryptedFlights {
  const opened = rows.filter(({ message }) => message.decrypted)
  if (opened.length === 0) return NOTHING_READ
  const finished = opened.find(({ message }) => message.from === 'server' && message.type === 'Finished')
  const tickets = opened.filter(
    ({ message }) => message.from === 'server' && message.type === 'NewSessionTicket',
  )
  return {
    client: clientFlight(opened),
    serverFinished: finished?.index ?? null,
    tickets: tickets.length,
  }
}

/** [EndOfEarlyData] [Certificate [CertificateVerify]] Finished, without what answers a late request. */
function clientFlight(opened: readonly IndexedRow[]): Flight | null {
  const late = opened.find(({ message }) => {
    const body = message.handshake
    return message.from === 'client' && body?.type === 'Certificate' && hasContext(body)
  })
  const rows = opened.filter(
    ({ index, message }) =>
      message.from === 'client' &&
      CLIENT_FLIGHT.has(message.type) &&
      index < (late?.index ?? Number.POSITIVE_INFINITY),
  )
  const first = rows[0]
  if (first === undefined) return null
  const finished = rows.find(({ message }) => message.type === 'Finished')
  return {
    firstRow: first.index,
    finishedRow: finished?.index ?? null,
    answer: answerOf(rows)?.answer ?? (finished === undefined ? 'unknown' : 'finished-only'),
  }
}
