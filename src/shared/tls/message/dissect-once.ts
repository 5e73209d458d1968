import { ContentCache } from '../../bytes/content-cache.ts'
import { VERSION } from '../registry/index.ts'
import { dissectHandshake } from './dissect.ts'
import type { HandshakeContext, HandshakeDissection } from './handshake.ts'

const CERTIFICATE = 11
const CERTIFICATE_REQUEST = 13
const VERSIONS = [VERSION.tls10, VERSION.tls11, VERSION.tls12, VERSION.tls13]
const MESSAGES = 256
const LONGEST = 16 * 1024

/** By the one thing beside the bytes that these two messages are read by: the version. */
const READ_BEFORE = new Map(
  VERSIONS.map((version) => [version as number, new ContentCache<HandshakeDissection>(MESSAGES, LONGEST)]),
)

/**
 * `dissectHandshake`, for reading whole captures: a server sends the same Certificate and CertificateRequest to
 * everybody, so each of them is dissected once. The dissection is shared, and its views are of a copy of `raw`.
 */
export function dissectOnce(
  raw: Uint8Array,
  context: HandshakeContext,
  options: { readonly cut?: boolean } = {},
): HandshakeDissection {
  const type = raw[0]
  const repeats = (type === CERTIFICATE || type === CERTIFICATE_REQUEST) && options.cut !== true
  const known = repeats ? READ_BEFORE.get(context.version ?? 0) : undefined
  if (known === undefined) return dissectHandshake(raw, context, options)
  return known.get(raw, (own) => dissectHandshake(own, context, options))
}
