import type { HandshakeDocument } from '../contract/analysis.ts'
import { handshakeSentence } from '../contract/handshake-sentence.ts'
import type { HandshakeRow } from './handshake-row.ts'

export function rowOf(document: HandshakeDocument): HandshakeRow {
  return rowAround(document, ascii(JSON.stringify(document)))
}

/**
 * @param json the text of the whole document, in ASCII; `null`: it does not go along. Of the document itself the ladder
 * is not asked for
 */
export function rowAround(document: Omit<HandshakeDocument, 'messages'>, json: string | null): HandshakeRow {
  const { id, source, tcpStream, leg, client, server, startedAt, sni, version, outcome, findings } = document
  const broke = document.break
  return {
    id,
    source,
    tcpStream,
    leg,
    client,
    server,
    startedAt,
    sni,
    version,
    outcome,
    decryption: document.decryption?.state ?? null,
    summary: handshakeSentence(document),
    words: [...(broke?.detail == null ? [] : [broke.detail]), ...findings.map((finding) => finding.id)],
    json,
  }
}

/** The same JSON in ASCII alone. */
export function ascii(json: string): string {
  return json.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
