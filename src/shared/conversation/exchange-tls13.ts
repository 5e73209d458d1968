import {
  type ClientAnswer,
  type EncryptedAlert,
  type Exchange,
  type IndexedRow,
  sumData,
} from './exchange.ts'
import { readDecryptedFlights } from './flights-tls13.ts'
import { readPostHandshakeRequest } from './late-request.ts'
import {
  clientSizes,
  EMPTY_CERTIFICATE_LENGTH,
  LONGEST_FLIGHT,
  SMALLEST_CERTIFICATE_VERIFY,
  serverSizes,
} from './record-padding.ts'
import { isAlertSized, type RecordSizes, recordSizes } from './record-sizes.ts'
import type { Peer } from './vocabulary.ts'

/** Nobody's ticket is smaller; small records behind the handshake are data (HTTP/2 SETTINGS) or alerts. */
const SMALLEST_TICKET = 60
const LARGEST_TICKET = 4096
/** Servers send one to four behind the handshake. */
const MOST_TICKETS = 4

/**
 * TLS 1.3: everything behind the ServerHello is in records of outer type application_data. What was decrypted is
 * read; the rest is guessed from sizes. The guesses hold for stacks that send one message a record (OpenSSL) and,
 * by sums, for those that put several in one; padding defeats them, but for that of Java. A session may be decrypted in part: the
 * handshake and what follows, and the two directions, have secrets of their own.
 * @param rows the TLS rows behind the ServerHello, in order
 */
export function readTls13Exchange(
  rows: readonly IndexedRow[],
  version: number,
  cipherSuite: number | null,
): Exchange {
  const hidden = hiddenRows(rows)
  const sizes = sizesByPeer(hidden, recordSizes(version, cipherSuite))
  const alerts = findAlerts(rows, hidden, sizes)
  const guessable = byPeer(hidden, alerts)
  const read = readDecryptedFlights(rows)
  const likely = new Map<number, string>()
  const client = read.client ?? readClientFlight(guessable.client, sizes.client, likely)
  const serverFinished =
    read.serverFinished ?? readServerFlight(guessable.server, sizes.server, client.firstRow, likely)
  const finished = client.finishedRow
  const data = finished === null ? NO_DATA_ROWS : dataBehind(rows, finished, alerts)
  // Where the server's later records can be read, their types tell; sizes are asked only where they cannot.
  const opened = finished !== null && hasOpened(rows, finished)
  const guessed = opened ? 0 : leadingTickets(data.server, data.client.length > 0)
  for (let at = 0; at < guessed; at++) likely.set(data.server[at]?.index ?? 0, 'NewSessionTicket')
  for (const { index } of alerts) likely.set(index, 'Alert')
  return {
    exact: { client: read.client !== null, server: read.serverFinished !== null },
    clientFinished: finished,
    serverFinished,
    completedAt: finished,
    abbreviated: false,
    clientAnswer: client.answer,
    applicationData: {
      client: sumData(data.client),
      server: sumData(guessed === 0 ? data.server : data.server.slice(guessed)),
    },
    tickets: guessed + read.tickets,
    encryptedAlerts: alerts,
    renegotiation: null,
    late: readPostHandshakeRequest(rows),
    likely,
  }
}

interface SizesByPeer {
  readonly client: RecordSizes
  readonly server: RecordSizes
}

/** Each peer pads as it likes. */
function sizesByPeer(hidden: readonly IndexedRow[], sizes: RecordSizes): SizesByPeer {
  const client: number[] = []
  const server: number[] = []
  for (const { message } of hidden) {
    if (client.length >= LONGEST_FLIGHT) break
    const length = message.recordLengths[0] ?? 0
    if (message.from === 'client') client.push(length)
    else if (client.length === 0) server.push(length)
  }
  return { client: clientSizes(sizes, client), server: serverSizes(sizes, server) }
}

/** Rows of both peers, each in order. */
interface RowsByPeer {
  readonly client: readonly IndexedRow[]
  readonly server: readonly IndexedRow[]
}

const NO_DATA_ROWS: RowsByPeer = { client: [], server: [] }
const NO_ALERTS: readonly EncryptedAlert[] = []

/** Protected records that nobody could open. */
function hiddenRows(rows: readonly IndexedRow[]): IndexedRow[] {
  const hidden: IndexedRow[] = []
  for (const row of rows) if (row.message.contentType === 23 && !row.message.decrypted) hidden.push(row)
  return hidden
}

function byPeer(rows: readonly IndexedRow[], without: readonly EncryptedAlert[]): RowsByPeer {
  const client: IndexedRow[] = []
  const server: IndexedRow[] = []
  for (const row of rows) {
    if (isAmong(row, without)) continue
    if (row.message.from === 'client') client.push(row)
    else server.push(row)
  }
  return { client, server }
}

/** There are two at most. */
function isAmong({ index }: IndexedRow, alerts: readonly EncryptedAlert[]): boolean {
  for (const alert of alerts) if (alert.index === index) return true
  return false
}

/** Application data behind a row, or what may be it for all that can be seen. */
function dataBehind(
  rows: readonly IndexedRow[],
  finished: number,
  alerts: readonly EncryptedAlert[],
): RowsByPeer {
  const behind: IndexedRow[] = []
  for (const row of rows) {
    const { type, contentType, decrypted } = row.message
    const isData = decrypted ? type === 'ApplicationData' : contentType === 23
    if (isData && row.index > finished) behind.push(row)
  }
  return byPeer(behind, alerts)
}

/** Whether a record of the server behind a row could be opened. */
function hasOpened(rows: readonly IndexedRow[], finished: number): boolean {
  for (const { index, message } of rows) {
    if (message.decrypted && message.from === 'server' && index > finished) return true
  }
  return false
}

/** A record of an alert's size that is the last its sender protected. */
function findAlerts(
  rows: readonly IndexedRow[],
  hidden: readonly IndexedRow[],
  sizes: SizesByPeer,
): readonly EncryptedAlert[] {
  const client = lastIfAlert(rows, hidden, 'client', sizes.client)
  const server = lastIfAlert(rows, hidden, 'server', sizes.server)
  if (client === null) return server === null ? NO_ALERTS : [server]
  if (server === null) return [client]
  return client.index < server.index ? [client, server] : [server, client]
}

function lastIfAlert(
  rows: readonly IndexedRow[],
  hidden: readonly IndexedRow[],
  from: Peer,
  sizes: RecordSizes,
): EncryptedAlert | null {
  const last = lastOf(hidden, from)
  if (last === null || lastOf(rows, from) !== last) return null
  const { recordLengths } = last.message
  const length = recordLengths[recordLengths.length - 1] ?? 0
  return isAlertSized(sizes, length) ? { index: last.index, from } : null
}

function lastOf(rows: readonly IndexedRow[], from: Peer): IndexedRow | null {
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at]
    if (row?.message.from === from) return row
  }
  return null
}

/** The client's messages of the first handshake. */
export interface Flight {
  readonly firstRow: number | null
  readonly finishedRow: number | null
  readonly answer: ClientAnswer
}

/** The client's flight: [Certificate [CertificateVerify]] Finished, alone or coalesced. @param likely is added to */
function readClientFlight(
  rows: readonly IndexedRow[],
  sizes: RecordSizes,
  likely: Map<number, string>,
): Flight {
  const name = (at: number, words: string): void => {
    const row = rows[at]
    if (row !== undefined) likely.set(row.index, words)
  }
  const flight = (at: number, answer: ClientAnswer): Flight => ({
    firstRow: rows[0]?.index ?? null,
    finishedRow: rows[at]?.index ?? null,
    answer,
  })
  const { finishedLength } = sizes
  const first = rows[0] === undefined ? null : plaintextOf(rows[0], sizes)
  if (first === null) return flight(-1, 'unknown')
  if (first === finishedLength) {
    name(0, 'Finished')
    return flight(0, 'finished-only')
  }
  // A Certificate may itself take several records of up to 2^14 bytes; Finished ends the flight.
  const finishedAt = finishedPosition(rows, sizes, LONGEST_FLIGHT)
  if (first === EMPTY_CERTIFICATE_LENGTH && finishedAt === 1) {
    name(0, 'Certificate (empty)')
    name(1, 'Finished')
    return flight(1, 'empty-certificate')
  }
  if (first === EMPTY_CERTIFICATE_LENGTH + finishedLength) {
    name(0, 'Certificate (empty), Finished')
    return flight(0, 'empty-certificate')
  }
  const beforeFinished = rows[finishedAt - 1]
  if (
    finishedAt >= 2 &&
    beforeFinished !== undefined &&
    plaintextOf(beforeFinished, sizes) >= SMALLEST_CERTIFICATE_VERIFY
  ) {
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

function plaintextOf({ message }: IndexedRow, sizes: RecordSizes): number {
  return sizes.plaintext(message.recordLengths[0] ?? 0)
}

/** Position of the first row of a Finished's size; -1 where none of the first `most` has it. */
function finishedPosition(rows: readonly IndexedRow[], sizes: RecordSizes, most: number): number {
  for (let at = 0; at < most; at++) {
    const row = rows[at]
    if (row === undefined) return -1
    if (plaintextOf(row, sizes) === sizes.finishedLength) return at
  }
  return -1
}

/**
 * The server's flight: EncryptedExtensions [CertificateRequest] [Certificate CertificateVerify] Finished.
 * @param likely is added to
 * @returns the row of its Finished
 */
function readServerFlight(
  speaking: readonly IndexedRow[],
  sizes: RecordSizes,
  clientsFirst: number | null,
  likely: Map<number, string>,
): number | null {
  let count = 0
  while (count < speaking.length && (clientsFirst === null || (speaking[count]?.index ?? 0) < clientsFirst))
    count++
  const finishedAt = finishedPosition(speaking, sizes, count)
  const names = finishedAt < 0 ? null : (SERVER_FLIGHTS.get(finishedAt + 1) ?? null)
  const end = finishedAt < 0 ? count : finishedAt + 1
  for (let at = 0; at < end; at++) {
    const row = speaking[at]
    if (row !== undefined) likely.set(row.index, names?.[at] ?? 'server handshake messages')
  }
  return speaking[end - 1]?.index ?? null
}

const SERVER_FLIGHTS: ReadonlyMap<number, readonly string[]> = new Map([
  [2, ['EncryptedExtensions', 'Finished']],
  [4, ['EncryptedExtensions', 'Certificate', 'CertificateVerify', 'Finished']],
  [5, ['EncryptedExtensions', 'CertificateRequest', 'Certificate', 'CertificateVerify', 'Finished']],
])

/**
 * How many of the server's first records behind the client's Finished are tickets: those that have a ticket's size.
 * Where the client asked something, a lone record is its answer rather than a ticket; two of one size are tickets.
 */
function leadingTickets(serverBehind: readonly IndexedRow[], clientSpoke: boolean): number {
  const size = serverBehind[0]?.message.recordLengths[0] ?? 0
  if (size < SMALLEST_TICKET || size > LARGEST_TICKET) return 0
  let leading = 0
  while (leading < MOST_TICKETS && serverBehind[leading]?.message.recordLengths[0] === size) leading++
  return !clientSpoke || leading >= 2 || serverBehind.length > leading ? leading : 0
}
