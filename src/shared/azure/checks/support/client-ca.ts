import { once } from '../../../bytes/memo.ts'
import { utf8Bytes } from '../../../bytes/text.ts'
import { decodeBase64 } from '../../../x509/pem.ts'
import { type ClientCaBundle, checkClientCaBundle } from '../../client-ca/index.ts'
import type { TrustedClientCertificate } from '../../model.ts'

/** Larger than any that Azure takes (25 KB), so that one too large is still told of. */
const MOST_CHARACTERS = 1_000_000

/** A client CA file that the gateway holds, judged; `null` where the document does not show its data. */
export const bundleOf = once(({ data, at }: TrustedClientCertificate): ClientCaBundle | null => {
  if (data === null || data === '' || data.length > MOST_CHARACTERS) return null
  const bytes = decodeBase64(data)
  if (bytes === null) return null
  return checkClientCaBundle(isDer(bytes) ? asPem(data) : bytes, at.file, { pointer: at.pointer })
})

/** Some API versions give the certificate back as Base64 of its DER. The service has it: that is no fault of the file. */
function isDer(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80
}

function asPem(base64: string): Uint8Array {
  return utf8Bytes(`-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`)
}
