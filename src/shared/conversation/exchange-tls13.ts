import {
  type ClientAnswer,
  type EncryptedAlert,
  type Exchange,
  type IndexedRow,
  sumData,
} from './exchange.ts'
import { readDecryptedFlights } from './flights-tls13.ts'
import { readPostHandshakeRequest } from './late-request.ts'
import { isAlertSized, type RecordSizes, recordSizes } from './record-sizes.ts'

/** An empty Certificate of TLS 1.3: header, empty context, empty list (RFC 8446 4.4.2). */
const EMPTY_CERTIFICATE_LENGTH = 8
/** The smallest CertificateVerify: header, scheme, length, an Ed25519 signature. */
const SMALLEST_CERTIFICATE_VERIFY = 72
/** Nobody's ticket is smaller; small records behind the handshake are data (HTTP/2 SETTINGS) or alerts. */
const SMALLEST_TICKET = 60
const LARGEST_TICKET = 4096

/**
 * TLS 1.3: everything behind the ServerHello is in records of outer type application_data. What was decrypted is
 * read; the rest is guessed from sizes. The guesses hold for stacks that send one message a record (OpenSSL) and,
 * by sums, for those that put several in one; padding defeats them. A session may be decrypted in part: the
 * handshake and what follows, and the two directions, have secrets of their own.
 * @param rows the TLS rows behind the ServerHello, in order
 */
export function readTls13Exchange(
  rows: readonly IndexedRow[],
  version: number,
  cipherSuite: number | null,
): Exchange {
  const sizes = recordSizes(version, cipherSuite)
  const hidden = rows.filter(({ message }) => message.contentType === 23 && !message.decrypted)
  const alerts = findAlerts(rows, hidden, sizes)
  const alertRows = new Set(alerts.map((alert) => alert.index))
  const guessable = hidden.filter((row) => !alertRows.has(row.index))
  const read = readDecryptedFlights(rows)
  const client = read.client ?? readClientFlight(guessable, sizes)
  const server = readServerFlight(guessable, sizes, client.firstRow)
  const finished = client.finishedRow
  const data = rows.filter((row) => isData(row) && !alertRows.has(row.index))
  const behind = finished === null ? [] : data.filter((row) => row.index > finished)
  const serverBehind = behind.filter(({ message }) => message.from === 'server')
  const clientData = behind.filter(({ message }) => message.from === 'client')
  const opened = rows.some(
    ({ index, message }) =>
      message.from === 'server' && message.decrypted && finished !== null && index > finished,
  )
  // Where the server's later records can be read, their types tell; sizes are asked only where they cannot.
  const guessed = opened ? [] : leadingTickets(serverBehind, clientData.length > 0)
  const likely = new Map([...client.likely, ...(read.serverFinished === null ? server.likely : [])])
  for (const row of guessed) likely.set(row.index, 'NewSessionTicket')
  for (const { index } of alerts) likely.set(index, 'Alert')
  return {
    exact: { client: read.client !== null, server: read.serverFinished !== null },
    clientFinished: finished,
    serverFinished: read.serverFinished ?? server.finishedRow,
    completedAt: finished,
    abbreviated: false,
    clientAnswer: client.answer,
    applicationData: {
      client: sumData(clientData),
      server: sumData(serverBehind.filter((row) => !guessed.includes(row))),
    },
    tickets: guessed.length + read.tickets,
    encryptedAlerts: alerts,
    renegotiation: null,
    late: readPostHandshakeRequest(rows),
    likely,
  }
}

/** Application data, or what may be it for all that can be seen. */
function isData({ message }: IndexedRow): boolean {
  return message.decrypted ? message.type === 'ApplicationData' : message.contentType === 23
}

/** A record of an alert's size that is the last its sender protected. */
function findAlerts(
  rows: readonly IndexedRow[],
  hidden: readonly IndexedRow[],
  sizes: RecordSizes,
): EncryptedAlert[] {
  const alerts: EncryptedAlert[] = []
  for (const from of ['client', 'server'] as const) {
    const last = hidden.findLast(({ message }) => message.from === from)
    const moreAfter = rows.some((row) => row.message.from === from && row.index > (last?.index ?? 0))
    const length = last?.message.recordLengths.at(-1) ?? 0
    if (last !== undefined && !moreAfter && isAlertSized(sizes, length))
      alerts.push({ index: last.index, from })
  }
  return alerts.sort((a, b) => a.index - b.index)
}

/** The client's messages of the first handshake. */
export interface Flight {
  readonly firstRow: number | null
  readonly finishedRow: number | null
  readonly answer: ClientAnswer
  readonly likely: ReadonlyMap<number, string>
}

/** The client's flight: [Certificate [CertificateVerify]] Finished, alone or coalesced. */
function readClientFlight(speaking: readonly IndexedRow[], sizes: RecordSizes): Flight {
  const rows = speaking.filter(({ message }) => message.from === 'client')
  const plain = rows.map(({ message }) => sizes.plaintext(message.recordLengths[0] ?? 0))
  const firstRow = rows[0]?.index ?? null
  const finishedLength = sizes.finishedLength
  const likely = new Map<number, string>()
  const name = (at: number, words: string): void => {
    const row = rows[at]
    if (row !== undefined) likely.set(row.index, words)
  }
  const flight = (at: number, answer: ClientAnswer): Flight => ({
    firstRow,
    finishedRow: rows[at]?.index ?? null,
    answer,
    likely,
  })
  const first = plain[0]
  if (first === undefined) return flight(-1, 'unknown')
  if (first === finishedLength) {
    name(0, 'Finished')
    return flight(0, 'finished-only')
  }
  if (first === EMPTY_CERTIFICATE_LENGTH && plain[1] === finishedLength) {
    name(0, 'Certificate (empty)')
    name(1, 'Finished')
    return flight(1, 'empty-certificate')
  }
  if (first === EMPTY_CERTIFICATE_LENGTH + finishedLength) {
    name(0, 'Certificate (empty), Finished')
    return flight(0, 'empty-certificate')
  }
  // A Certificate may itself take several records of up to 2^14 bytes; Finished ends the flight.
  const finishedAt = plain.slice(0, 8).indexOf(finishedLength)
  if (finishedAt >= 2 && (plain[finishedAt - 1] ?? 0) >= SMALLEST_CERTIFICATE_VERIFY) {
    for (let at = 0; at < finishedAt - 1; at++) name(at, 'Certificate')
    name(finishedAt - 1, 'CertificateVerify')
    name(finishedAt, 'Finished')
    return flight(finishedAt, 'certificate')
  }
  if (finishedAt === 1) {
    name(0, 'Certificate, CertificateVerify')
    name(1, 'Finished')
    return flight(1, 'certificate')
  }
  if (first > finishedLength + SMALLEST_CERTIFICATE_VERIFY) {
    name(0, 'Certificate, CertificateVerify, Finished')
    return flight(0, 'certificate')
  }
  return flight(-1, 'unknown')
}

/** The server's flight: EncryptedExtensions [CertificateRequest] [Certificate CertificateVerify] Finished. */
function readServerFlight(
  speaking: readonly IndexedRow[],
  sizes: RecordSizes,
  clientsFirst: number | null,
): { finishedRow: number | null; likely: ReadonlyMap<number, string> } {
  const rows = speaking.filter(
    ({ index, message }) => message.from === 'server' && (clientsFirst === null || index < clientsFirst),
  )
  const plain = rows.map(({ message }) => sizes.plaintext(message.recordLengths[0] ?? 0))
  const finishedAt = plain.indexOf(sizes.finishedLength)
  const likely = new Map<number, string>()
  const names = finishedAt < 0 ? null : (SERVER_FLIGHTS.get(finishedAt + 1) ?? null)
  rows.forEach((row, at) => {
    if (finishedAt >= 0 && at > finishedAt) return
    likely.set(row.index, names?.[at] ?? 'server handshake messages')
  })
  return { finishedRow: rows[finishedAt < 0 ? rows.length - 1 : finishedAt]?.index ?? null, likely }
}

const SERVER_FLIGHTS: ReadonlyMap<number, readonly string[]> = new Map([
  [2, ['EncryptedExtensions', 'Finished']],
  [4, ['EncryptedExtensions', 'Certificate', 'CertificateVerify', 'Finished']],
  [5, ['EncryptedExtensions', 'CertificateRequest', 'Certificate', 'CertificateVerify', 'Finished']],
])

/**
 * The server's first records behind the client's Finished, as long as they have a ticket's size. Where the
 * client asked something, a lone record is its answer rather than a ticket; two of one size are tickets.
 */
function leadingTickets(serverBehind: readonly IndexedRow[], clientSpoke: boolean): IndexedRow[] {
  const leading: IndexedRow[] = []
  for (const row of serverBehind.slice(0, 4)) {
    const length = row.message.recordLengths[0] ?? 0
    if (length < SMALLEST_TICKET || length > LARGEST_TICKET) break
    if (leading.length > 0 && length !== leading[0]?.message.recordLengths[0]) break
    leading.push(row)
  }
  if (!clientSpoke || leading.length >= 2 || serverBehind.length > leading.length) return leading
  return []
}
