import { latin1 } from '../../../shared/bytes/text.ts'
import { keyText } from '../../../shared/credential/key-facts.ts'
import { isUniversal, TAG } from '../../../shared/x509/der.ts'
import { decodeBase64, fileText, type PemBlock, plainLabel, readPem } from '../../../shared/x509/pem.ts'
import { foundCertificate, isPkcs7, pkcs7Certificates } from './certificates.ts'
import { DerShape } from './der-shape.ts'
import { type Elsewhere, elsewhereByBeginning, elsewhereByLabel } from './elsewhere.ts'
import { type FoundKey, joined, type Material } from './material.ts'
import type { Unlocker } from './passphrase.ts'
import { readPemKey, unlockPemKey } from './pem-key.ts'
import { isPkcs12, type Pkcs12Bag, readPkcs12 } from './pkcs12.ts'
import { keyEncoding, keySize, type PrivateKey, readPrivateKey, unlockPkcs8 } from './private-key.ts'
import { namedFault, ReadingFault, reading } from './reading-fault.ts'

/**
 * What a file holds, told by its content and never by its name: PEM in UTF-8 or UTF-16, DER, PKCS#12, PKCS#7, any of
 * the binary ones in bare base64, and what Key Vault gives.
 * @throws CredentialError naming the file
 */
export async function readMaterial(unlocker: Unlocker, bytes: Uint8Array): Promise<Material> {
  const { file } = unlocker
  const text = fileText(bytes)
  const secret = keyVaultSecret(text)
  if (secret !== null) return readMaterial(unlocker, secret)
  if (text.includes('-----BEGIN ')) return readPemFile(unlocker, text)
  if (text.trim() === '') {
    throw new ReadingFault(
      'empty',
      'holds nothing but white space, expected a certificate, a key or PKCS#12',
    ).in(file)
  }
  const elsewhere = elsewhereByBeginning(latin1(bytes, 0, Math.min(bytes.length, 5000)))
  if (elsewhere) throw unsupported(elsewhere).in(file)
  if (bytes[0] === SEQUENCE) return readDerFile(unlocker, bytes)
  const bare = decodeBase64(text.replace(/^\ufeff/, ''))
  if (bare?.[0] === SEQUENCE) return readDerFile(unlocker, bare)
  throw new ReadingFault(
    'unknown-form',
    'is neither PEM (BEGIN CERTIFICATE, BEGIN PRIVATE KEY) nor DER nor PKCS#12',
  ).in(file)
}

const SEQUENCE = 0x30

/** The value in what `az keyvault secret show` prints: a certificate's secret is PEM, or PKCS#12 in base64. */
function keyVaultSecret(text: string): Uint8Array | null {
  if (!/^\ufeff?\s*\{/.test(text.slice(0, 100)) || !text.includes('"value"')) return null
  try {
    const { value } = JSON.parse(text.replace(/^\ufeff/, '')) as { readonly value?: unknown }
    // JSON inside JSON is no secret of a certificate.
    return typeof value === 'string' && !value.startsWith('{') ? new Uint8Array(Buffer.from(value)) : null
  } catch {
    return null
  }
}

async function readPemFile(unlocker: Unlocker, text: string): Promise<Material> {
  const lines = text.split(/\r\n|\r|\n/)
  const blocks = readPem(text)
  if (blocks.length === 0)
    throw new ReadingFault('damaged', 'has a BEGIN that no PEM block follows').in(unlocker.file)
  const pieces: Material[] = []
  for (const block of blocks) pieces.push(await readBlock(unlocker, lines, block))
  return joined(pieces)
}

async function readBlock(unlocker: Unlocker, lines: readonly string[], block: PemBlock): Promise<Material> {
  const { file } = unlocker
  const elsewhere = elsewhereByLabel(block.label)
  if (elsewhere) throw unsupported(elsewhere).in(file)
  switch (block.kind) {
    case 'private-key':
      return readKeyBlock(unlocker, lines, block)
    case 'certificate':
    case 'pkcs7': {
      const { der, problem } = block
      if (der === null || problem !== null) throw new ReadingFault('damaged', lowered(problem)).in(file)
      if (block.kind === 'pkcs7') return fromPkcs7(file, der)
      const found = foundCertificate(file, der, { ordered: true })
      if (found.certificates.length === 0) {
        throw new ReadingFault(
          'damaged',
          `the certificate of line ${block.line} is damaged: it is base64, but no whole certificate`,
        ).in(file)
      }
      return { ...found, keys: [] }
    }
    default:
      return other(
        file,
        OTHER_BLOCKS[block.kind] ?? `a PEM block that is not needed (${plainLabel(block.label)})`,
      )
  }
}

const OTHER_BLOCKS: Readonly<Partial<Record<PemBlock['kind'], string>>> = {
  'certificate-request': 'a certificate request, not yet a certificate: the CA answers it with one',
  'public-key': 'a bare public key',
  crl: 'a certificate revocation list',
}

async function readKeyBlock(
  unlocker: Unlocker,
  lines: readonly string[],
  block: PemBlock,
): Promise<Material> {
  const { file } = unlocker
  const pem = reading(file, WHAT_KEY, () => readPemKey(lines, block))
  if (pem.lock !== null) {
    const key = await unlocker.unlock(WHAT_KEY, (given) => readPrivateKey(unlockPemKey(pem, given)))
    return keyMaterial(file, key, true)
  }
  return readKey(unlocker, pem.der)
}

const WHAT_KEY = 'the private key'

/** A key in DER, locked (RFC 5958 3) or not: by its shape, since labels are put wrong. */
async function readKey(unlocker: Unlocker, der: Uint8Array): Promise<Material> {
  const { file } = unlocker
  const unlocked = reading(file, WHAT_KEY, () =>
    isLockedPkcs8(new DerShape(der, WHAT_KEY)) ? null : readPrivateKey(der),
  )
  if (unlocked !== null) return keyMaterial(file, unlocked, false)
  const key = await unlocker.unlock(WHAT_KEY, (given, work) => readPrivateKey(unlockPkcs8(der, given, work)))
  return keyMaterial(file, key, true)
}

/** EncryptedPrivateKeyInfo: algorithm, then an octet string, and nothing else. */
function isLockedPkcs8(shape: DerShape): boolean {
  const [algorithm, data, more] = shape.sequence(shape.root)
  return isUniversal(algorithm, TAG.sequence) && isUniversal(data, TAG.octetString) && more === undefined
}

async function readDerFile(unlocker: Unlocker, bytes: Uint8Array): Promise<Material> {
  const { file } = unlocker
  const what = 'the file'
  const form = reading(file, what, () => {
    const shape = new DerShape(bytes, what)
    if (isPkcs12(shape)) return 'pkcs12'
    if (isLockedPkcs8(shape) || keyEncoding(shape) !== null) return 'key'
    return isPkcs7(shape) ? 'pkcs7' : 'certificates'
  })
  switch (form) {
    case 'pkcs12':
      return readPkcs12File(unlocker, bytes)
    case 'key':
      return readKey(unlocker, bytes)
    case 'pkcs7':
      return fromPkcs7(file, bytes)
    case 'certificates':
      return readDerCertificates(file, bytes)
  }
}

/** One certificate, or several one behind the other. */
function readDerCertificates(file: string, bytes: Uint8Array): Material {
  const pieces: Material[] = []
  for (let rest = bytes; rest[0] === SEQUENCE; ) {
    const found = foundCertificate(file, rest)
    const length = found.certificates[0]?.der.length
    if (length === undefined) break
    pieces.push({ ...found, keys: [] })
    rest = rest.subarray(length)
  }
  if (pieces.length > 0) return joined(pieces)
  throw new ReadingFault(
    'unknown-form',
    'is DER, but neither a whole certificate nor a private key nor PKCS#12',
  ).in(file)
}

function fromPkcs7(file: string, der: Uint8Array): Material {
  const certificates = reading(file, 'the PKCS#7 file', () => pkcs7Certificates(der))
  return joined(certificates.map((one) => ({ ...foundCertificate(file, one), keys: [] })))
}

/** Without a passphrase first: an empty one is written in two ways, and neither needs to be asked for. */
async function readPkcs12File(unlocker: Unlocker, bytes: Uint8Array): Promise<Material> {
  const { file, work } = unlocker
  const what = 'the PKCS#12 file'
  try {
    return fromBags(file, readPkcs12(bytes, null, work))
  } catch (error) {
    const locked = error instanceof ReadingFault && error.fault === 'passphrase-wrong'
    if (!locked) throw namedFault(file, what, error)
  }
  return unlocker.unlock(what, (given) => fromBags(file, readPkcs12(bytes, given, work)))
}

/** A key that cannot be used is a fault only where it is the only one. */
function fromBags(file: string, bags: readonly Pkcs12Bag[]): Material {
  let unusable: ReadingFault | null = null
  const pieces = bags.map(({ kind, der, text, friendlyName, locked }): Material => {
    if (kind === 'certificate') return { ...foundCertificate(file, der, { friendlyName }), keys: [] }
    if (kind === 'other') return other(file, text, friendlyName)
    try {
      return keyMaterial(file, readPrivateKey(der), locked, friendlyName)
    } catch (error) {
      if (!(error instanceof ReadingFault && error.fault === 'unsupported-algorithm')) throw error
      unusable ??= error
      return other(file, error.message, friendlyName)
    }
  })
  const material = joined(pieces)
  if (unusable !== null && material.keys.length === 0) throw unusable
  return material
}

function keyMaterial(
  file: string,
  key: PrivateKey,
  locked: boolean,
  friendlyName: string | null = null,
): Material {
  const found: FoundKey = { file, key }
  const text = keyText({ type: key.type, ...keySize(key) })
  return {
    certificates: [],
    keys: [found],
    contents: [{ file, kind: 'private-key', text, friendlyName, locked }],
  }
}

function other(file: string, text: string, friendlyName: string | null = null): Material {
  return {
    certificates: [],
    keys: [],
    contents: [{ file, kind: 'other', text, friendlyName, locked: false }],
  }
}

function unsupported({ what, wayRound }: Elsewhere): ReadingFault {
  return new ReadingFault('unsupported-store', what, wayRound)
}

/** A PEM problem is a sentence of its own; behind a file's name it goes on in lower case and without its stop. */
function lowered(problem: string | null): string {
  const text = problem ?? 'The certificate is damaged.'
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '')
}
