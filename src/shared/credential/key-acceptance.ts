import type { Field } from '../bytes/field.ts'
import {
  clientCertificateTypeText,
  isGrease,
  isTls13,
  signatureSchemeName,
  signatureSchemeText,
  VERSION,
} from '../tls/registry/index.ts'
import type { X509Certificate } from '../x509/certificate.ts'
import type { AcceptanceInput, AcceptanceRow } from './acceptance-row.ts'
import { type KeyFacts, keyFacts, keyText } from './key-facts.ts'
import { signsBeforeTls12, usableSchemes, whyUnusable } from './schemes.ts'

/** What the algorithms of the request say to the certificate's key. */
export interface SchemeAcceptance {
  /** The SignatureScheme that would sign; `null`: none, or a version that names none. */
  readonly scheme: number | null
  /** Its name, or what is signed in TLS 1.0 and 1.1. */
  readonly text: string
  /** Whether the request's algorithms could be read. */
  readonly known: boolean
  /** A clause on why the key cannot sign for this server; `null` where it can. */
  readonly refusal: string | null
}

export function acceptKey(
  { request, version, problems }: AcceptanceInput,
  leaf: X509Certificate,
): { acceptance: SchemeAcceptance; rows: AcceptanceRow[] } {
  const key = keyFacts(leaf)
  if (key === null) {
    const refusal = 'the certificate’s key cannot be read'
    return { acceptance: { scheme: null, text: '', known: true, refusal }, rows: [] }
  }
  const types = isTls13(version) ? [] : typeRows(request.certificateTypes, key)
  const typeRefused = types.length > 0 && types.every(({ match }) => match === 'no-match')
  const signing =
    version >= VERSION.tls12
      ? byScheme(request.signatureAlgorithms, key, version, problems.length > 0)
      : beforeTls12(key, version)
  const refusal = typeRefused
    ? `the server asks for none of the kinds of certificate that a key of ${keyText(key)} is`
    : signing.acceptance.refusal
  return { acceptance: { ...signing.acceptance, refusal }, rows: [...signing.rows, ...types] }
}

function byScheme(
  offered: readonly Field<number>[],
  key: KeyFacts,
  version: number,
  troubled: boolean,
): { acceptance: SchemeAcceptance; rows: AcceptanceRow[] } {
  const usable = usableSchemes(key, version)
  const accepted = new Set(offered.map(({ value }) => value))
  const scheme = usable.find((code) => accepted.has(code)) ?? null
  const rows = offered.map((field): AcceptanceRow => {
    const fits = usable.includes(field.value)
    const has =
      field.value === scheme
        ? `${keyText(key)}: would sign by this`
        : `${keyText(key)}${fits ? ': could sign by this too' : ''}`
    return {
      kind: 'signature-scheme',
      asks: signatureSchemeText(field.value),
      has,
      match: fits ? 'exact' : 'no-match',
      note: fits || isGrease(field.value) ? null : whyUnusable(field.value, key, version),
      span: field.span,
    }
  })
  const text = scheme === null ? '' : signatureSchemeName(scheme)
  if (scheme !== null) return { acceptance: { scheme, text, known: true, refusal: null }, rows }
  // A list that could not be read to its end says nothing on what else it holds.
  const known = !troubled && (offered.length > 0 || isTls13(version))
  const refusal =
    usable.length === 0
      ? `a key of ${keyText(key)} cannot sign in this version of TLS`
      : known
        ? `the server accepts no signature algorithm by which a key of ${keyText(key)} can sign`
        : null
  return { acceptance: { scheme, text, known, refusal }, rows }
}

/** RFC 4346 7.4.8, RFC 8422 5.4: nothing to choose. */
function beforeTls12(
  key: KeyFacts,
  version: number,
): { acceptance: SchemeAcceptance; rows: AcceptanceRow[] } {
  const able = signsBeforeTls12(key)
  const text =
    key.type === 'RSA' ? 'RSA over MD5 and SHA-1' : `${key.type === 'EC' ? 'ECDSA' : key.type} over SHA-1`
  const refusal = able ? null : `a key of ${keyText(key)} cannot sign before TLS 1.2`
  const asks = `${version === VERSION.tls10 ? 'TLS 1.0' : 'TLS 1.1'} signs by RSA over MD5 and SHA-1, or ECDSA over SHA-1`
  const row: AcceptanceRow = {
    kind: 'signature-scheme',
    asks,
    has: able ? `${keyText(key)}: would sign by ${text}` : keyText(key),
    match: able ? 'exact' : 'no-match',
    note: null,
    span: null,
  }
  return { acceptance: { scheme: null, text: able ? text : '', known: true, refusal }, rows: [row] }
}

/** rsa_sign, dss_sign and ecdsa_sign (RFC 5246 7.4.4, RFC 8422 5.5; the last for EdDSA too). */
const RSA_SIGN = 1
const DSS_SIGN = 2
const ECDSA_SIGN = 64
const TYPE_OF_KEY: Readonly<Record<string, number>> = {
  RSA: RSA_SIGN,
  'RSASSA-PSS': RSA_SIGN,
  DSA: DSS_SIGN,
  EC: ECDSA_SIGN,
  Ed25519: ECDSA_SIGN,
  Ed448: ECDSA_SIGN,
}

function typeRows(types: readonly Field<number>[], key: KeyFacts): AcceptanceRow[] {
  return types.map((field): AcceptanceRow => {
    const fits = TYPE_OF_KEY[key.type] === field.value
    return {
      kind: 'certificate-type',
      asks: `certificates of type ${clientCertificateTypeText(field.value)}`,
      has: keyText(key),
      match: fits ? 'exact' : 'no-match',
      note: null,
      span: field.span,
    }
  })
}
