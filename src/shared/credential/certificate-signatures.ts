import type { Field } from '../bytes/field.ts'
import { printable } from '../bytes/text.ts'
import { extensionData } from '../tls/message/extension.ts'
import { signatureSchemeName, VERSION } from '../tls/registry/index.ts'
import type { SignatureAlgorithm } from '../x509/algorithm.ts'
import type { X509Certificate } from '../x509/certificate.ts'
import { mayHaveIssued } from '../x509/chain.ts'
import type { AcceptanceInput, AcceptanceRow } from './acceptance-row.ts'

/**
 * Whether the server takes the signatures on the certificates themselves: signature_algorithms_cert, else
 * signature_algorithms (RFC 8446 4.2.3), speaks of them too, except of a self-signed one. TLS 1.1 and below say
 * nothing. Few servers insist, so a misfit makes the outcome doubtful only.
 */
export function signatureRows({ request, version, chain }: AcceptanceInput): AcceptanceRow[] {
  if (version < VERSION.tls12) return []
  const own = extensionData(request.extensions, 'signature_algorithms_cert')?.schemes
  const schemes = own ?? request.signatureAlgorithms
  if (schemes.length === 0) return []
  const offered = new Set(schemes.map(({ value }) => value))
  return chain
    .filter((certificate) => !mayHaveIssued(certificate, certificate))
    .map((certificate) => rowOf(certificate, schemes, offered, own !== undefined))
}

function rowOf(
  certificate: X509Certificate,
  schemes: readonly Field<number>[],
  offered: ReadonlySet<number>,
  ownList: boolean,
): AcceptanceRow {
  const algorithm = certificate.signatureAlgorithm
  const codes = algorithm ? schemesOfSignature(algorithm) : []
  const fit = codes.find((code) => offered.has(code))
  const subject = printable(certificate.subject?.text ?? '') || '(no subject)'
  const field = schemes.find(({ value }) => value === fit)
  const list = ownList ? 'signature_algorithms_cert' : 'signature_algorithms'
  return {
    kind: 'certificate-signature',
    asks:
      fit === undefined
        ? `certificates signed as ${list} says`
        : `certificates signed by ${signatureSchemeName(fit)}`,
    has: `${subject} (${algorithm?.name ?? 'unreadable signature'})`,
    match: fit !== undefined ? 'exact' : codes.length > 0 ? 'no-match' : 'unknown',
    note:
      fit !== undefined || codes.length === 0
        ? null
        : `${list} does not list ${codes.map(signatureSchemeName).join(' or ')}.`,
    span: field?.span ?? null,
  }
}

/** Code points under which a certificate's signature may be listed; several where they differ by the key alone. */
function schemesOfSignature({ name, hash }: SignatureAlgorithm): readonly number[] {
  if (name.startsWith('id-RSASSA-PSS')) return (hash && PSS[hash]) || []
  if (name.endsWith('WithRSAEncryption')) return (hash && RSA[hash]) || []
  if (name.startsWith('ecdsa-with-')) return (hash && ECDSA[hash]) || []
  if (name.startsWith('dsa-with-')) return (hash && DSA[hash]) || []
  return OTHERS[name] ?? []
}

type ByHash = Readonly<Record<string, readonly number[]>>

const RSA: ByHash = {
  MD5: [0x0101],
  'SHA-1': [0x0201],
  'SHA-224': [0x0301],
  'SHA-256': [0x0401],
  'SHA-384': [0x0501],
  'SHA-512': [0x0601],
}
const PSS: ByHash = {
  'SHA-256': [0x0804, 0x0809],
  'SHA-384': [0x0805, 0x080a],
  'SHA-512': [0x0806, 0x080b],
}
/** TLS 1.3's brainpool schemes (RFC 8734) hash alike. */
const ECDSA: ByHash = {
  'SHA-1': [0x0203],
  'SHA-224': [0x0303],
  'SHA-256': [0x0403, 0x081a],
  'SHA-384': [0x0503, 0x081b],
  'SHA-512': [0x0603, 0x081c],
}
const DSA: ByHash = { 'SHA-1': [0x0202], 'SHA-224': [0x0302], 'SHA-256': [0x0402] }
const OTHERS: Readonly<Record<string, readonly number[]>> = {
  'id-Ed25519': [0x0807],
  'id-Ed448': [0x0808],
  'id-ml-dsa-44': [0x0904],
  'id-ml-dsa-65': [0x0905],
  'id-ml-dsa-87': [0x0906],
}
