import type { LadderMessage } from './conversation.ts'
import {
  type ClientAnswer,
  type DataSeen,
  type EncryptedAlert,
  type Exchange,
  type IndexedRow,
  NO_DATA,
  type Renegotiation,
  sumData,
} from './exchange.ts'
import { answerOf, readRenegotiatedRequest } from './late-request.ts'
import { type RecordSizes, recordSizes } from './record-sizes.ts'
import type { Peer } from './vocabulary.ts'

const HELLO_REQUEST_LENGTH = 4

/**
 * TLS 1.0 to 1.2: ChangeCipherSpec shows where each side's protection begins, and outer types stay visible,
 * so that only the contents of Finished and of what follows are hidden, unless they could be decrypted.
 * @param rows the TLS rows behind the ServerHello, in order
 */
export function readTls12Exchange(
  rows: readonly IndexedRow[],
  version: number,
  cipherSuite: number | null,
): Exchange {
  const clientFinished = finishedOf(rows, 'client')
  const serverFinished = finishedOf(rows, 'server')
  const completedAt =
    clientFinished === null || serverFinished === null ? null : Math.max(clientFinished, serverFinished)
  const end = completedAt === null ? rows.length : positionBehind(rows, completedAt)
  const first = end === rows.length ? rows : rows.slice(0, end)
  const late = end === rows.length ? NO_ROWS : rows.slice(end)
  const keyExchange = sawKeyExchange(first)
  return {
    exact: EXACT,
    clientFinished,
    serverFinished,
    completedAt,
    abbreviated:
      clientFinished !== null && serverFinished !== null && serverFinished < clientFinished && !keyExchange,
    clientAnswer: answerOf(first)?.answer ?? (keyExchange ? 'finished-only' : 'unknown'),
    applicationData: { client: dataOf(late, 'client'), server: dataOf(late, 'server') },
    tickets: countTickets(rows),
    encryptedAlerts: encryptedAlerts(rows),
    renegotiation: readRenegotiation(late, recordSizes(version, cipherSuite)),
    late: readRenegotiatedRequest(late),
    likely: guesses(rows, recordSizes(version, cipherSuite), clientFinished, serverFinished),
  }
}

const EXACT = { client: true, server: true }
const NO_ROWS: readonly IndexedRow[] = []
const NO_ALERTS: readonly EncryptedAlert[] = []

/** The first protected handshake record behind a side's ChangeCipherSpec, or a Finished that can be read. */
function finishedOf(rows: readonly IndexedRow[], peer: Peer): number | null {
  let changed = false
  for (const { index, message } of rows) {
    if (message.from !== peer) continue
    if (message.type === 'ChangeCipherSpec') changed = true
    else if (changed && (message.type === 'EncryptedHandshake' || message.type === 'Finished')) return index
  }
  return null
}

/** How many rows stand at or before a row of the ladder. */
function positionBehind(rows: readonly IndexedRow[], row: number): number {
  let at = 0
  while ((rows[at]?.index ?? Number.POSITIVE_INFINITY) <= row) at++
  return at
}

function dataOf(late: readonly IndexedRow[], peer: Peer): DataSeen {
  let data: IndexedRow[] | null = null
  for (const row of late) {
    if (row.message.type !== 'ApplicationData' || row.message.from !== peer) continue
    if (data === null) data = [row]
    else data.push(row)
  }
  return data === null ? NO_DATA : sumData(data)
}

function countTickets(rows: readonly IndexedRow[]): number {
  let tickets = 0
  for (const { message } of rows) if (message.type === 'NewSessionTicket') tickets++
  return tickets
}

function encryptedAlerts(rows: readonly IndexedRow[]): readonly EncryptedAlert[] {
  let alerts: EncryptedAlert[] | null = null
  for (const { index, message } of rows) {
    if (message.type !== 'Alert' || !message.encrypted || message.decrypted) continue
    const alert = { index, from: message.from }
    if (alerts === null) alerts = [alert]
    else alerts.push(alert)
  }
  return alerts ?? NO_ALERTS
}

function sawKeyExchange(rows: readonly IndexedRow[]): boolean {
  for (const { message } of rows) if (message.type === 'ClientKeyExchange') return true
  return false
}

function readRenegotiation(late: readonly IndexedRow[], sizes: RecordSizes): Renegotiation | null {
  if (late.length === 0) return null
  const handshake = late.filter(
    ({ message }) => message.type === 'EncryptedHandshake' || message.form === 'handshake',
  )
  const first = handshake[0]
  if (first === undefined) return null
  const behind = late.filter((row) => row.index >= first.index)
  const changed = (from: Peer): IndexedRow | undefined =>
    behind.find(({ message }) => message.from === from && message.type === 'ChangeCipherSpec')
  const clientChanged = changed('client')
  const serverChanged = changed('server')
  const readable = handshake.every(({ message }) => message.type !== 'EncryptedHandshake')
  const clientAnswered = handshake.find(({ message }) => message.from === 'client')
  return {
    startedAt: first.index,
    startedBy: first.message.from,
    clientAnswered: clientAnswered?.index ?? null,
    completed:
      clientChanged !== undefined &&
      serverChanged !== undefined &&
      handshake.some((row) => row.index > Math.max(clientChanged.index, serverChanged.index)),
    full:
      sawKeyExchange(handshake) ||
      handshake.some(({ message }) => message.type === 'Certificate') ||
      (clientChanged !== undefined && !readable && hasFlightBefore(handshake, clientChanged.index)),
    readable,
    answer: readable
      ? (answerOf(behind)?.answer ?? 'unknown')
      : guessAnswer(flightBefore(handshake, clientChanged?.index ?? Number.POSITIVE_INFINITY), sizes),
  }
}

/** Whether the client sent handshake records between the server's flight and its own ChangeCipherSpec. */
function hasFlightBefore(handshake: readonly IndexedRow[], changedAt: number): boolean {
  return flightBefore(handshake, changedAt).length > 0
}

/** The client's handshake records behind the server's last ones, and before a row. */
function flightBefore(handshake: readonly IndexedRow[], changedAt: number): readonly IndexedRow[] {
  const before = handshake.filter((row) => row.index < changedAt)
  const serversLast = before.findLastIndex(({ message }) => message.from === 'server')
  return serversLast < 0
    ? NO_ROWS
    : before.slice(serversLast + 1).filter(({ message }) => message.from === 'client')
}

/** An empty Certificate: header and the length of an empty list (RFC 5246 7.4.2). */
const EMPTY_CERTIFICATE_LENGTH = 7

/** Certificate, ClientKeyExchange, CertificateVerify: where each has a record of its own, the first one's size tells. */
function guessAnswer(flight: readonly IndexedRow[], sizes: RecordSizes): ClientAnswer {
  const length = flight[0]?.message.recordLengths[0]
  if (length === undefined || flight.length < 2) return 'unknown'
  if (sizes.canHold(length, EMPTY_CERTIFICATE_LENGTH)) return 'empty-certificate'
  return flight.length >= 3 ? 'certificate' : 'unknown'
}

function guesses(
  rows: readonly IndexedRow[],
  sizes: RecordSizes,
  clientFinished: number | null,
  serverFinished: number | null,
): Map<number, string> {
  const likely = new Map<number, string>()
  for (const { index, message } of rows) {
    if (message.type !== 'EncryptedHandshake') continue
    if (index === clientFinished || index === serverFinished) likely.set(index, 'Finished')
    else if (clientFinished !== null && serverFinished !== null)
      if (index > clientFinished && index > serverFinished) likely.set(index, lateGuess(message, sizes))
  }
  return likely
}

/** Behind a finished handshake. */
function lateGuess({ from, recordLengths }: LadderMessage, sizes: RecordSizes): string {
  const length = recordLengths[0] ?? 0
  if (from === 'server' && sizes.canHold(length, HELLO_REQUEST_LENGTH)) return 'HelloRequest'
  if (sizes.canHold(length, sizes.finishedLength)) return 'Finished'
  return from === 'client'
    ? 'renegotiation: client handshake messages'
    : 'renegotiation: server handshake messages'
}
