import { type Exchange, type IndexedRow, type Renegotiation, sumData } from './exchange.ts'
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
  const sizes = recordSizes(version, cipherSuite)
  const clientFinished = finishedOf(rows, 'client')
  const serverFinished = finishedOf(rows, 'server')
  const completedAt =
    clientFinished === null || serverFinished === null ? null : Math.max(clientFinished, serverFinished)
  const late = completedAt === null ? [] : rows.filter((row) => row.index > completedAt)
  const data = late.filter(({ message }) => message.type === 'ApplicationData')
  const encryptedAlerts = rows
    .filter(({ message }) => message.type === 'Alert' && message.encrypted && !message.decrypted)
    .map(({ index, message }) => ({ index, from: message.from }))
  const first = completedAt === null ? rows : rows.filter((row) => row.index <= completedAt)
  return {
    exact: { client: true, server: true },
    clientFinished,
    serverFinished,
    completedAt,
    abbreviated:
      clientFinished !== null &&
      serverFinished !== null &&
      serverFinished < clientFinished &&
      !sawKeyExchange(first),
    clientAnswer: clientAnswer(first),
    applicationData: {
      client: sumData(data.filter(({ message }) => message.from === 'client')),
      server: sumData(data.filter(({ message }) => message.from === 'server')),
    },
    tickets: rows.filter(({ message }) => message.type === 'NewSessionTicket').length,
    encryptedAlerts,
    renegotiation: readRenegotiation(late),
    late: readRenegotiatedRequest(late),
    likely: guesses(rows, sizes, [clientFinished, serverFinished], completedAt),
  }
}

/** The first protected handshake record behind a side's ChangeCipherSpec, or a Finished that can be read. */
function finishedOf(rows: readonly IndexedRow[], from: Peer): number | null {
  const changed = rows.findIndex(
    ({ message }) => message.from === from && message.type === 'ChangeCipherSpec',
  )
  if (changed < 0) return null
  const finished = rows
    .slice(changed + 1)
    .find(
      ({ message }) =>
        message.from === from && (message.type === 'EncryptedHandshake' || message.type === 'Finished'),
    )
  return finished?.index ?? null
}

function sawKeyExchange(rows: readonly IndexedRow[]): boolean {
  return rows.some(({ message }) => message.type === 'ClientKeyExchange')
}

function clientAnswer(rows: readonly IndexedRow[]): Exchange['clientAnswer'] {
  return answerOf(rows)?.answer ?? (sawKeyExchange(rows) ? 'finished-only' : 'unknown')
}

function readRenegotiation(late: readonly IndexedRow[]): Renegotiation | null {
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
  }
}

/** Whether the client sent handshake records between the server's flight and its own ChangeCipherSpec. */
function hasFlightBefore(handshake: readonly IndexedRow[], changedAt: number): boolean {
  const before = handshake.filter((row) => row.index < changedAt)
  const serversLast = before.findLastIndex(({ message }) => message.from === 'server')
  return serversLast >= 0 && before.slice(serversLast + 1).some(({ message }) => message.from === 'client')
}

function guesses(
  rows: readonly IndexedRow[],
  sizes: RecordSizes,
  finished: readonly (number | null)[],
  completedAt: number | null,
): Map<number, string> {
  const likely = new Map<number, string>()
  for (const { index, message } of rows) {
    if (message.type !== 'EncryptedHandshake') continue
    const length = message.recordLengths[0] ?? 0
    if (finished.includes(index)) likely.set(index, 'Finished')
    else if (completedAt !== null && index > completedAt) {
      const helloRequest = message.from === 'server' && sizes.canHold(length, HELLO_REQUEST_LENGTH)
      if (helloRequest) likely.set(index, 'HelloRequest')
      else if (sizes.canHold(length, sizes.finishedLength)) likely.set(index, 'Finished')
      else
        likely.set(
          index,
          message.from === 'client'
            ? 'renegotiation: client handshake messages'
            : 'renegotiation: server handshake messages',
        )
    }
  }
  return likely
}
