import { z } from 'zod'
import { endpointSchema, type HandshakeDocument, handshakeSchema } from '../contract/analysis.ts'
import { LEGS, OUTCOMES } from '../conversation/vocabulary.ts'
import { DECRYPTION_STATES } from '../tls/record-opener.ts'

export { rowOf } from './row-of.ts'

const listedFields = {
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
}

/** What the list shows of a handshake, and what it is searched by. */
const listedHandshakeSchema = z.strictObject(listedFields)
export type ListedHandshake = z.infer<typeof listedHandshakeSchema>

/**
 * A handshake on its way to the window. Hundreds of thousands may come, and few are looked at: the first bring their
 * documents as text, which is taken apart when its handshake is selected, also after the engine is gone. Those of the
 * others are asked for (`handshake:document`).
 */
export const handshakeRowSchema = z.strictObject({
  ...listedFields,
  /** The document; ASCII, so that it takes a byte a character. */
  json: z.string().nullable(),
})
export type HandshakeRow = z.infer<typeof handshakeRowSchema>

/** The document of that text; `null` where it is none, which the engine is not to send. */
export function documentOf(json: string): HandshakeDocument | null {
  try {
    const document = handshakeSchema.safeParse(JSON.parse(json))
    return document.success ? document.data : null
  } catch {
    return null
  }
}
