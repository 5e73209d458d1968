import type { Certificate, CertificateRequest } from '../tls/message/handshake.ts'
import type { ClientAnswer, IndexedRow } from './exchange.ts'

/**
 * A CertificateRequest behind the first handshake that could be read: inside a renegotiation, or TLS 1.3's
 * post-handshake authentication (RFC 8446 4.6.2). Nothing here is guessed.
 */
export interface LateRequest {
  readonly how: 'renegotiation' | 'post-handshake'
  /** Row of the CertificateRequest. */
  readonly requestedAt: number
  /** Row of the client's Certificate in answer; `null` where none was seen. */
  readonly answeredAt: number | null
  readonly answer: ClientAnswer
  /** Row of the client's Finished behind its answer. */
  readonly finishedAt: number | null
}

/** In TLS 1.3 a request with a context is a late one (RFC 8446 4.3.2). @param rows TLS rows behind the ServerHello */
export function readPostHandshakeRequest(rows: readonly IndexedRow[]): LateRequest | null {
  const request = lastRequest(rows, hasContext)
  if (request === null) return null
  const behind = rows.filter((row) => row.index > request.index)
  return { how: 'post-handshake', requestedAt: request.index, ...answerAmong(behind) }
}

/** TLS 1.2 and below. @param late the rows behind the first finished handshake */
export function readRenegotiatedRequest(late: readonly IndexedRow[]): LateRequest | null {
  const request = lastRequest(late, () => true)
  if (request === null) return null
  const behind = late.filter((row) => row.index > request.index)
  return { how: 'renegotiation', requestedAt: request.index, ...answerAmong(behind) }
}

function lastRequest(
  rows: readonly IndexedRow[],
  counts: (body: CertificateRequest) => boolean,
): IndexedRow | null {
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at]
    if (row?.message.type !== 'CertificateRequest' || row.message.from !== 'server') continue
    const body = row.message.handshake
    if (body?.type === 'CertificateRequest' && counts(body)) return row
  }
  return null
}

/** The client's Certificate belongs to a late request: it repeats that one's context (RFC 8446 4.4.2). */
export function hasContext(body: Certificate | CertificateRequest): boolean {
  return (body.requestContext?.value.length ?? 0) > 0
}

/** How the client answered, by the first Certificate of its own among the rows. */
export function answerOf(rows: readonly IndexedRow[]): { at: number; answer: ClientAnswer } | null {
  for (const { index, message } of rows) {
    if (message.from !== 'client') continue
    const body = message.type === 'Certificate' ? message.handshake : null
    if (body?.type === 'Certificate') {
      const empty = body.entries.length === 0 && !message.cut
      return { at: index, answer: empty ? 'empty-certificate' : 'certificate' }
    }
    if (message.type === 'CompressedCertificate') return { at: index, answer: 'certificate' }
  }
  return null
}

function answerAmong(rows: readonly IndexedRow[]): Omit<LateRequest, 'how' | 'requestedAt'> {
  const answer = answerOf(rows)
  const finished = rows.find(
    ({ index, message }) =>
      answer !== null && index > answer.at && message.from === 'client' && message.type === 'Finished',
  )
  return {
    answeredAt: answer?.at ?? null,
    answer: answer?.answer ?? 'unknown',
    finishedAt: finished?.index ?? null,
  }
}
