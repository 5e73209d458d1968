import { z } from 'zod'
import type { HttpMessage } from '../../../shared/http/events.ts'
import type { SessionTranscript } from '../transcript/transcript.ts'

/** A session's transcript as it stands in a saved probe. Anybody may have written it, so nothing is believed unread. */

const text = z.string().max(16_384)
const count = z.int().min(0)
const peer = z.enum(['client', 'server'])
const version = z.enum(['1.0', '1.1', '2'])

const messageSchema: z.ZodType<HttpMessage> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('request'),
    version,
    stream: count,
    method: text,
    path: text,
    host: text.nullable(),
    expectsContinue: z.boolean(),
    // Header values stand in no saved probe.
    forwardedFor: z.null().default(null),
    ids: z.array(text).max(0).default([]),
  }),
  z.strictObject({
    kind: z.literal('response'),
    version,
    stream: count,
    status: count.max(999),
    reason: text,
    server: text.nullable(),
    via: text.nullable(),
    marks: z.array(text).max(64),
    page: z.enum(['no-certificate', 'certificate-error', 'plain-http']).nullable(),
  }),
  z.strictObject({
    kind: z.literal('reset'),
    version: z.literal('2'),
    stream: count.nullable(),
    code: count,
    name: text,
  }),
])

/** A record's plaintext is at most 2^14 bytes (RFC 8446 5.1), and a kibibyte more before TLS 1.3. */
const LARGEST_CONTENT = 2 ** 14 + 1024

export const savedTranscriptSchema = z.strictObject({
  clientRandom: z.string().regex(/^[0-9a-f]{64}$/),
  records: z
    .array(
      z.strictObject({
        peer,
        digest: z.string().regex(/^[0-9a-f]{32}$/),
        contentType: count.max(255),
        length: count.max(LARGEST_CONTENT),
        offset: count.max(1024),
        content: z
          .base64()
          .max(Math.ceil(LARGEST_CONTENT / 3) * 4)
          .nullable(),
      }),
    )
    .max(4096),
  http: z
    .array(
      z.strictObject({
        peer,
        length: count,
        message: messageSchema,
        head: z.tuple([count, count]),
        knownAt: count.nullable(),
      }),
    )
    .max(1024),
})

type SavedTranscript = z.infer<typeof savedTranscriptSchema>

export function transcriptText({ records, http, clientRandom }: SessionTranscript): unknown {
  return {
    clientRandom,
    records: records.map(({ content, ...record }) => ({
      ...record,
      content: content === null ? null : Buffer.from(content).toString('base64'),
    })),
    http: http.map((told) => ({ ...told, message: withoutHeaderValues(told.message) })),
  }
}

/** Of a request only its line is told, and to whom it goes. */
function withoutHeaderValues(message: HttpMessage): object {
  if (message.kind !== 'request') return message
  const { forwardedFor: _sender, ids: _ids, ...line } = message
  return line
}

export function transcriptOfText({ records, ...rest }: SavedTranscript): SessionTranscript {
  return {
    ...rest,
    records: records.map(({ content, ...record }) => ({
      ...record,
      content: content === null ? null : Uint8Array.from(Buffer.from(content, 'base64')),
    })),
  }
}
