import { z } from 'zod'
import { endpointSchema, type HandshakeDocument, handshakeSchema } from '../contract/analysis.ts'
import { LEGS, OUTCOMES } from '../conversation/vocabulary.ts'
import { DECRYPTION_STATES } from '../tls/record-opener.ts'

export { rowOf } from './row-of.ts'

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
  /** What stands above its findings (`handshakeSentence`). */
  summary: z.string(),
  /** What else it may be searched by: the alert, the findings' ids. */
  words: z.array(z.string()),
  /** The document; ASCII, so that it takes a byte a character. */
  json: z.string(),
})
export type HandshakeRow = z.infer<typeof handshakeRowSchema>

/** The document in a row; `null` where it is none, which the engine is not to send. */
export function documentOf({ json }: HandshakeRow): HandshakeDocument | null {
  try {
    const document = handshakeSchema.safeParse(JSON.parse(json))
    return document.success ? document.data : null
  } catch {
    return null
  }
}
