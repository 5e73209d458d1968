import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import forge from 'node-forge'

/** Certificates for tests, made on the spot; only their RSA keys are kept between runs, in node_modules. */

export interface CertificateValues {
  /** Common name; `null` for an empty subject. */
  cn?: string | null
  /** `DNS:` names, or `IP:` with an address behind it. */
  san?: readonly string[]
  issuer?: Authority
  /** basicConstraints; left out where `undefined`. */
  ca?: boolean | undefined
  notBefore?: string
  notAfter?: string
  /** Names node-forge knows: serverAuth, clientAuth. Left out where not given. */
  eku?: readonly ('serverAuth' | 'clientAuth')[]
  keyName?: KeyName
  hash?: 'sha1' | 'sha256' | 'md5'
}

/** A certificate and the key it may sign others with. */
export interface Authority {
  readonly der: Uint8Array
  readonly certificate: forge.pki.Certificate
  readonly key: forge.pki.rsa.PrivateKey
}

export type KeyName = 'root' | 'intermediate' | 'leaf' | 'other' | 'weak'

/** A moment inside every usual validity here; captures of the tests happen then. */
export const NOW = '2026-06-01T12:00:00Z'
export const NOW_MILLIS = Date.parse(NOW)

let serial = 0x1000

export function makeCertificate(values: CertificateValues = {}): Authority {
  const { cn = 'apim.contoso.internal', keyName = 'leaf', hash = 'sha256' } = values
  const pair = keyPair(keyName)
  const made = forge.pki.createCertificate()
  made.publicKey = pair.publicKey
  made.serialNumber = (serial++).toString(16)
  made.validity.notBefore = new Date(values.notBefore ?? '2026-01-01T00:00:00Z')
  made.validity.notAfter = new Date(values.notAfter ?? '2027-01-01T00:00:00Z')
  const subject = cn === null ? [] : [{ name: 'commonName', value: cn }]
  made.setSubject(subject)
  made.setIssuer(values.issuer ? values.issuer.certificate.subject.attributes : subject)
  made.setExtensions(extensionsOf(values))
  made.sign(values.issuer?.key ?? pair.privateKey, forge.md[hash].create())
  const bytes = forge.asn1.toDer(forge.pki.certificateToAsn1(made)).getBytes()
  return {
    der: Uint8Array.from(bytes, (character) => character.charCodeAt(0)),
    certificate: made,
    key: pair.privateKey,
  }
}

/** A root, an intermediate below it, and a leaf for `apim.contoso.internal`, all in order. */
export function makeChain(leaf: CertificateValues = {}): {
  root: Authority
  intermediate: Authority
  leaf: Authority
} {
  const root = makeCertificate({ cn: 'Contoso Root CA', ca: true, keyName: 'root' })
  const intermediate = makeCertificate({
    cn: 'Contoso Issuing CA',
    ca: true,
    keyName: 'intermediate',
    issuer: root,
  })
  const made = makeCertificate({
    san: ['DNS:apim.contoso.internal'],
    eku: ['serverAuth'],
    issuer: intermediate,
    ...leaf,
  })
  return { root, intermediate, leaf: made }
}

function extensionsOf(values: CertificateValues): object[] {
  const extensions: object[] = []
  if (values.ca !== undefined) extensions.push({ name: 'basicConstraints', cA: values.ca, critical: true })
  if (values.eku) {
    const purposes = Object.fromEntries(values.eku.map((purpose) => [purpose, true]))
    extensions.push({ name: 'extKeyUsage', ...purposes })
  }
  if (values.san) extensions.push({ name: 'subjectAltName', altNames: values.san.map(alternativeName) })
  return extensions
}

function alternativeName(text: string): object {
  return text.startsWith('IP:')
    ? { type: 7, ip: text.slice('IP:'.length) }
    : { type: 2, value: text.replace(/^DNS:/, '') }
}

const keys = new Map<KeyName, forge.pki.rsa.KeyPair>()

function keyPair(name: KeyName): forge.pki.rsa.KeyPair {
  const known = keys.get(name)
  if (known) return known
  const privateKey = forge.pki.privateKeyFromPem(keptPem(name))
  const pair = { privateKey, publicKey: forge.pki.setRsaPublicKey(privateKey.n, privateKey.e) }
  keys.set(name, pair)
  return pair
}

/** RSA takes long to generate, and every test file is a process of its own: one key per name is kept. */
function keptPem(name: KeyName): string {
  const folder = resolve(import.meta.dirname, '../../../node_modules/.cache/tlscope-test-keys')
  const path = join(folder, `${name}.pem`)
  if (existsSync(path)) return readFileSync(path, 'utf8')
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: name === 'weak' ? 1024 : 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  mkdirSync(folder, { recursive: true })
  const whole = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`
  writeFileSync(whole, privateKey)
  renameSync(whole, path)
  return existsSync(path) ? readFileSync(path, 'utf8') : privateKey
}
