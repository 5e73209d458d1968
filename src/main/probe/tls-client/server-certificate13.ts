import { brotliDecompressSync, inflateSync } from 'node:zlib'
import { ByteWriter } from '../../../shared/bytes/writer.ts'
import { dissectHandshake } from '../../../shared/tls/message/dissect.ts'
import type { CompressedCertificate } from '../../../shared/tls/message/handshake.ts'
import { certificateCompressionAlgorithmText } from '../../../shared/tls/registry/index.ts'
import type { Tls13Suite } from '../../decrypt/tls13-cipher.ts'
import { checkSignature, signedContent } from './checks.ts'
import type { Context, Negotiated } from './context.ts'
import { Faulty } from './ending.ts'
import { publicKeyOf } from './signature.ts'
import type { Transcript } from './transcript.ts'

const CERTIFICATE = 11

/** Certificate and CertificateVerify (RFC 8446 4.4.2, 4.4.3), or a CompressedCertificate (RFC 8879). */
export async function receiveServerCertificate(
  context: Context,
  transcript: Transcript,
  suite: Tls13Suite,
): Promise<Pick<Negotiated, 'serverChain' | 'serverScheme' | 'serverSignature'>> {
  const message = await transcript.receive('Certificate', 'CompressedCertificate')
  const certificate =
    message.body.type === 'Certificate'
      ? message.body
      : decompressed(message.body, transcript.agreed.version, context)
  const serverChain = certificate.entries.map((entry) => entry.certificate.value)
  context.serverChain = serverChain
  const signed = signedContent('server', suite, transcript.messages)
  const { body: verify } = await transcript.receive('CertificateVerify')
  const scheme = verify.algorithm?.value ?? null
  const [leaf] = serverChain
  const key = leaf === undefined ? null : publicKeyOf(leaf)
  if (scheme === null || verify.signature === undefined || key === null) {
    return { serverChain, serverScheme: scheme, serverSignature: 'unknown' }
  }
  const { value: signature, span } = verify.signature
  const serverSignature = checkSignature(
    { subject: 'CertificateVerify', key, scheme, signature, offset: span.start, bound: true },
    signed,
  )
  return { serverChain, serverScheme: scheme, serverSignature }
}

/** By algorithm (IANA); Zstandard is not in every Node this runs under. */
const DECOMPRESS: Readonly<Record<number, (bytes: Uint8Array, maxOutputLength: number) => Uint8Array>> = {
  1: (bytes, maxOutputLength) => inflateSync(bytes, { maxOutputLength }),
  2: (bytes, maxOutputLength) => brotliDecompressSync(bytes, { maxOutputLength }),
}

function decompressed(message: CompressedCertificate, version: number | null, context: Context) {
  const algorithm = message.algorithm?.value ?? -1
  const length = message.uncompressedLength?.value ?? 0
  const decompress = DECOMPRESS[algorithm]
  const offered = context.maker.plan.certificateCompression ?? []
  const fault = (kind: 'unsupported' | 'malformed' | 'limit', expected: string, found: string): Faulty =>
    new Faulty({ kind, subject: 'CompressedCertificate', offset: 4, expected, found }, 42)
  if (decompress === undefined || !offered.includes(algorithm)) {
    const found = certificateCompressionAlgorithmText(algorithm)
    throw fault('unsupported', 'a compression algorithm that was offered', found)
  }
  const most = context.limits.message
  if (length > most) throw fault('limit', `at most ${most} bytes uncompressed`, `${length} bytes`)
  let body: Uint8Array
  try {
    body = decompress(message.compressed?.value ?? new Uint8Array(0), Math.max(length, 1))
  } catch {
    throw fault('malformed', `${length} bytes compressed`, 'bytes that do not decompress to as many')
  }
  if (body.length !== length) throw fault('malformed', `${length} bytes`, `${body.length} bytes`)
  const raw = new ByteWriter()
    .u8(CERTIFICATE)
    .vector(3, (out) => out.raw(body))
    .bytes()
  const { body: certificate, problems } = dissectHandshake(raw, { version, cipherSuite: null })
  if (certificate.type !== 'Certificate' || problems.length > 0) {
    throw fault('malformed', 'a Certificate inside', 'something else')
  }
  return certificate
}
