import { concat, latin1 } from '../../bytes/text.ts'
import { readCertificate, type X509Certificate } from '../../x509/certificate.ts'
import { decodeBase64, fileText, type PemBlock, plainLabel, readPem } from '../../x509/pem.ts'
import { binaryForm } from './binary-form.ts'

/** What a file is, by its content. The gateway takes `pem` (facts 2.6, 2.21). */
export type BundleForm =
  | 'pem'
  /** Base64 without BEGIN and END. */
  | 'bare-base64'
  /** DER. */
  | 'binary-certificate'
  | 'pkcs7'
  | 'pkcs12'
  | 'binary-private-key'
  | 'empty'
  | 'unknown'

export type BundleEncoding = 'utf-8' | 'utf-8-with-mark' | 'utf-16' | 'binary'

export interface HeldCertificate {
  readonly certificate: X509Certificate
  /** 1-based line of its BEGIN; `null` where there are no lines. */
  readonly line: number | null
  /** `CERTIFICATE`, or what its block is called instead. */
  readonly label: string
}

/** A client CA file as it lies there, before anybody asks who issued whom. Nothing of a private key is kept. */
export interface BundleFile {
  /** As the user named it. */
  readonly file: string
  /** Bytes. */
  readonly size: number
  readonly form: BundleForm
  readonly encoding: BundleEncoding
  readonly lineEndings: 'lf' | 'crlf' | 'cr' | 'mixed' | 'none'
  /** Readable certificates in the order of the file, repetitions too. */
  readonly certificates: readonly HeldCertificate[]
  /** Lines that private keys begin at; 1 where there are no lines. */
  readonly privateKeys: readonly number[]
  /** Certificate blocks without a whole certificate. */
  readonly faulty: readonly { readonly line: number; readonly why: string }[]
  /** Requests, revocation lists, public keys and the like. */
  readonly others: readonly { readonly line: number; readonly label: string }[]
  /** Whether anything but white space stands outside of the blocks: comments, `Bag Attributes`. */
  readonly hasComments: boolean
}

/** Certificates that are looked at; a file of 25 KB holds some forty. */
const MOST_CERTIFICATES = 512

/** Reads a client CA file. Never throws, whatever the bytes are. */
export function readBundleFile(bytes: Uint8Array, file: string): BundleFile {
  const { text, encoding } = decoded(bytes)
  const common = { file, size: bytes.length, encoding, lineEndings: lineEndingsOf(text) }
  const nothing = { certificates: [], privateKeys: [], faulty: [], others: [], hasComments: false }
  if (text.replace(/^\ufeff/, '').trim() === '') return { ...common, ...nothing, form: 'empty' }
  if (text.includes('-----BEGIN ')) return { ...common, ...readBlocks(text) }
  const bare = decodeBase64(text.replace(/^\ufeff/, ''))
  const binary = bytes[0] === SEQUENCE ? bytes : bare?.[0] === SEQUENCE ? bare : null
  if (binary === null) return { ...common, ...nothing, form: 'unknown' }
  const kind = binaryForm(binary)
  const seen = {
    ...nothing,
    certificates: kind === 'certificate' ? heldIn(binary, null, 'CERTIFICATE') : [],
    privateKeys: kind === 'private-key' ? [1] : [],
  }
  if (binary !== bytes) return { ...common, ...seen, form: kind === 'unknown' ? 'unknown' : 'bare-base64' }
  return { ...common, ...seen, encoding: 'binary', lineEndings: 'none', form: BINARY_FORMS[kind] }
}

const SEQUENCE = 0x30

const BINARY_FORMS = {
  certificate: 'binary-certificate',
  pkcs7: 'pkcs7',
  pkcs12: 'pkcs12',
  'private-key': 'binary-private-key',
  unknown: 'unknown',
} as const satisfies Record<ReturnType<typeof binaryForm>, BundleForm>

const LITTLE_ENDIAN_MARK = Uint8Array.of(0xff, 0xfe)
const BIG_ENDIAN_MARK = Uint8Array.of(0xfe, 0xff)

function decoded(bytes: Uint8Array): { text: string; encoding: BundleEncoding } {
  const marked = latin1(bytes, 0, Math.min(2, bytes.length))
  if (marked === '\xff\xfe' || marked === '\xfe\xff') return { text: fileText(bytes), encoding: 'utf-16' }
  // Some tools write UTF-16 without its mark: ASCII letters then have a zero beside them.
  const zeros = [0, 1, 2, 3].map((at) => bytes[at] === 0)
  if (!zeros[0] && zeros[1] && !zeros[2] && zeros[3])
    return { text: fileText(concat([LITTLE_ENDIAN_MARK, bytes])), encoding: 'utf-16' }
  if (zeros[0] && !zeros[1] && zeros[2] && !zeros[3])
    return { text: fileText(concat([BIG_ENDIAN_MARK, bytes])), encoding: 'utf-16' }
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return { text: fileText(bytes), encoding: hasMark ? 'utf-8-with-mark' : 'utf-8' }
}

function lineEndingsOf(text: string): BundleFile['lineEndings'] {
  const kinds: BundleFile['lineEndings'][] = []
  if (text.includes('\r\n')) kinds.push('crlf')
  if (/(?:^|[^\r])\n/.test(text)) kinds.push('lf')
  if (/\r(?!\n)/.test(text)) kinds.push('cr')
  const [kind = 'none'] = kinds
  return kinds.length > 1 ? 'mixed' : kind
}

type Blocks = Pick<BundleFile, 'form' | 'certificates' | 'privateKeys' | 'faulty' | 'others' | 'hasComments'>

function readBlocks(text: string): Blocks {
  const certificates: HeldCertificate[] = []
  const privateKeys: number[] = []
  const faulty: { line: number; why: string }[] = []
  const others: { line: number; label: string }[] = []
  const blocks = readPem(text)
  for (const block of blocks) {
    const { line, label } = block
    if (block.kind === 'private-key') privateKeys.push(line)
    else if (block.kind !== 'certificate') others.push({ line, label: plainLabel(label) })
    else {
      const why = faultOf(block)
      const held = why === null && block.der !== null ? heldIn(block.der, line, label) : []
      if (why !== null) faulty.push({ line, why })
      else if (held.length === 0) faulty.push({ line, why: 'is base64, but no whole certificate' })
      if (certificates.length < MOST_CERTIFICATES) certificates.push(...held)
    }
  }
  const onlyPkcs7 = blocks.length > 0 && blocks.every(({ kind }) => kind === 'pkcs7')
  const form = onlyPkcs7 ? 'pkcs7' : blocks.length === 0 ? 'unknown' : 'pem'
  return { form, certificates, privateKeys, faulty, others, hasComments: hasComments(text) }
}

function faultOf({ der, problem }: PemBlock): string | null {
  if (problem !== null) return lowered(problem)
  return der !== null && der.length === 0 ? 'has BEGIN and END and nothing between them' : null
}

/** `The CERTIFICATE block of line 3 has no END line.` → `has no END line`. */
function lowered(problem: string): string {
  return problem.replace(/^The .* block of line \d+ /, '').replace(/\.$/, '')
}

function heldIn(der: Uint8Array, line: number | null, label: string): HeldCertificate[] {
  const { body } = readCertificate(der)
  const whole = body.subject && body.issuer && body.publicKey && body.notAfter && body.signature
  return whole ? [{ certificate: body, line, label }] : []
}

function hasComments(text: string): boolean {
  let inside = false
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    if (line.includes('-----BEGIN ')) inside = true
    else if (line.includes('-----END ')) inside = false
    else if (!inside && line.trim() !== '') return true
  }
  return false
}
