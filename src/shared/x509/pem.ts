import { latin1, utf8 } from '../bytes/text.ts'

/** One block of a PEM file (RFC 7468). */
export interface PemBlock {
  /** What stands between BEGIN and the dashes: `CERTIFICATE`, `RSA PRIVATE KEY`. */
  readonly label: string
  readonly kind: PemKind
  /** 1-based line of its BEGIN. */
  readonly line: number
  /** The decoded content. Always `null` for a private key, which is named and not looked at. */
  readonly der: Uint8Array | null
  /** One sentence on what is wrong with it; `null` where nothing is. */
  readonly problem: string | null
}

export type PemKind =
  | 'certificate'
  | 'private-key'
  | 'public-key'
  | 'certificate-request'
  | 'crl'
  | 'pkcs7'
  | 'other'

/** Certificates found in a file, whatever its form. */
export interface CertificateFile {
  readonly form: 'pem' | 'der' | 'neither'
  /** DER of each certificate, in the order of the file. */
  readonly certificates: readonly Uint8Array[]
  /** PEM only: every block, certificates included. */
  readonly blocks: readonly PemBlock[]
}

/** PEM or DER by content, not by file name. UTF-16 files, which PowerShell writes, are read as PEM too. */
export function readCertificateFile(bytes: Uint8Array): CertificateFile {
  const text = fileText(bytes)
  if (BEGIN.test(text)) {
    const blocks = readPem(text)
    const certificates = blocks.flatMap((block) =>
      block.kind === 'certificate' && block.der ? [block.der] : [],
    )
    return { form: 'pem', certificates, blocks }
  }
  // A certificate is a sequence with a length of its own: 30 and, for any real one, 81 to 84.
  if (bytes[0] === 0x30 && bytes.length > 2) return { form: 'der', certificates: [bytes], blocks: [] }
  return { form: 'neither', certificates: [], blocks: [] }
}

/** Every block of a PEM text. Text between blocks is passed over (RFC 7468 2). */
export function readPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  const lines = text.split(/\r\n|\r|\n/)
  for (let at = 0; at < lines.length; at++) {
    const label = BEGIN.exec(lines[at] ?? '')?.[1]
    if (label === undefined) continue
    const begin = at
    const content: string[] = []
    let ended: string | undefined
    while (ended === undefined && ++at < lines.length) {
      const line = lines[at] ?? ''
      if (BEGIN.test(line)) {
        at--
        break
      }
      ended = END.exec(line)?.[1]
      if (ended === undefined) content.push(line.trim())
    }
    blocks.push(blockOf(label, begin + 1, content, ended))
  }
  return blocks
}

const BEGIN = /-----BEGIN ([^\r\n-]+(?:-[^\r\n-]+)*)-----/
const END = /-----END ([^\r\n-]+(?:-[^\r\n-]+)*)-----/

function blockOf(
  label: string,
  line: number,
  content: readonly string[],
  ended: string | undefined,
): PemBlock {
  const kind = kindOf(label)
  const endProblem =
    ended === undefined
      ? `The ${plainLabel(label)} block of line ${line} has no END line.`
      : ended !== label
        ? `The ${plainLabel(label)} block of line ${line} ends as ${plainLabel(ended)}.`
        : null
  if (kind === 'private-key') return { label, kind, line, der: null, problem: endProblem }
  // Headers (RFC 1421 4.6) stand before an empty line; openssl writes them into keys, some tools elsewhere.
  const body = content.slice(content.findLastIndex((one) => one.includes(':')) + 1).join('')
  const der = decodeBase64(body)
  const problem =
    der === null
      ? `The ${plainLabel(label)} block of line ${line} holds characters that are no base64.`
      : endProblem
  return { label, kind, line, der, problem }
}

/** A label as it may be told. In a damaged file anything may stand in its place, key material too. */
export function plainLabel(label: string): string {
  return /^[A-Z0-9]{1,16}( [A-Z0-9]{1,16}){0,5}$/.test(label) ? label : 'unknown'
}

function kindOf(label: string): PemKind {
  if (/PRIVATE KEY$/.test(label)) return 'private-key'
  switch (label) {
    case 'CERTIFICATE':
    case 'X509 CERTIFICATE':
    case 'TRUSTED CERTIFICATE':
      return 'certificate'
    case 'CERTIFICATE REQUEST':
    case 'NEW CERTIFICATE REQUEST':
      return 'certificate-request'
    case 'X509 CRL':
      return 'crl'
    case 'PKCS7':
    case 'CMS':
      return 'pkcs7'
    default:
      return /PUBLIC KEY$/.test(label) ? 'public-key' : 'other'
  }
}

/** The text of a file in UTF-8 or, with their byte order marks, in UTF-16 of either order. Only ASCII is of use here. */
export function fileText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return everySecond(bytes, 2)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return everySecond(bytes, 3)
  return bytes[0] === 0xef ? utf8(bytes, 3) : latin1(bytes)
}

/** PEM is ASCII, so of UTF-16 only the low bytes matter. */
function everySecond(bytes: Uint8Array, start: number): string {
  return latin1(bytes.filter((_byte, at) => at >= start && (at - start) % 2 === 0))
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES = new Map([...ALPHABET].map((character, value) => [character.charCodeAt(0), value]))

/** Base64 (RFC 4648 4), white space passed over; `null` where it is none. */
export function decodeBase64(text: string): Uint8Array | null {
  const bare = text.replace(/\s+/g, '').replace(/={1,2}$/, '')
  if (bare.length % 4 === 1) return null
  const bytes = new Uint8Array(Math.floor((bare.length * 3) / 4))
  let [buffer, bits, length] = [0, 0, 0]
  for (let at = 0; at < bare.length; at++) {
    const value = VALUES.get(bare.charCodeAt(at))
    if (value === undefined) return null
    buffer = ((buffer << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[length++] = (buffer >> bits) & 0xff
  }
  return bytes
}
