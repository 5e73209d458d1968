import { z } from 'zod'
import { endpointSchema, type HandshakeDocument, handshakeSchema } from '../contract/analysis.ts'
import { LEGS, OUTCOMES } from '../conversation/vocabulary.ts'
import { DECRYPTION_STATES } from '../tls/record-opener.ts'

/**
 * A handshake on its way to the window: what the list shows of it, and its whole document as JSON text. Tens of
 * thousands may come, and few are looked at: text crosses the processes at the cost of a copy, and is taken apart
 * when its handshake is selected, which also works after the engine is gone.
 */
export const handshakeRowSchema = z.strictObject({
  id: z.string(),
  source: z.int(),
  tcpStream: z.int(),
  leg: z.enum(LEGS),
  client: endpointSchema.nullable(),
  server: endpointSchema.nullable(),
  startedAt: z.string(),
  sni: z.string().nullable(),
  version: z.string().nullable(),
  outcome: z.enum(OUTCOMES),
  decryption: z.enum(DECRYPTION_STATES).nullable(),
  /** The break's sentence, else the likeliest finding's; `null` where the outcome says all. */
  summary: z.string().nullable(),
  /** What else it may be searched by: the alert, the findings' ids. */
  words: z.array(z.string()),
  /** The document; ASCII, so that it takes a byte a character. */
  json: z.string(),
})
export type HandshakeRow = z.infer<typeof handshakeRowSchema>

export function rowOf(document: HandshakeDocument): HandshakeRow {
  return rowAround(document, ascii(JSON.stringify(document)))
}

/** @param json the text of the whole document, in ASCII; of the document itself the ladder is not asked for */
export function rowAround(document: Omit<HandshakeDocument, 'messages'>, json: string): HandshakeRow {
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
    summary: broke?.summary ?? findings[0]?.summary ?? null,
    words: [...(broke?.detail == null ? [] : [broke.detail]), ...findings.map((finding) => finding.id)],
    json,
  }
}

/** The document in a row; `null` where it is none, which the engine is not to send. */
export function documentOf({ json }: HandshakeRow): HandshakeDocument | null {
  try {
    const document = handshakeSchema.safeParse(JSON.parse(json))
    return document.success ? document.data : null
  } catch {
    return null
  }
}

/** The same JSON in ASCII alone. */
export function ascii(json: string): string {
  return json.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
