import type { Field } from '../../bytes/field.ts'
import type { ChainCertificate, Facts, Placed } from '../../conversation/facts.ts'
import type { Certificate, CertificateRequest } from '../../tls/message/handshake.ts'
import type { X509Certificate } from '../../x509/certificate.ts'
import { compareNames, type DistinguishedName } from '../../x509/name.ts'
import type { DiagnosisContext, GivenCertificate } from '../context.ts'
import { quoted } from '../words.ts'

/** The client's certificates where the capture shows them: never empty. */
export interface ClientChain {
  readonly placed: Placed<Certificate>
  readonly certificates: readonly ChainCertificate[]
  readonly leaf: ChainCertificate
  readonly last: ChainCertificate
}

export function clientChainOf(facts: Facts): ClientChain | null {
  const placed = facts.clientCertificate
  const leaf = facts.clientChain[0]
  const last = facts.clientChain.at(-1)
  if (placed === null || leaf === undefined || last === undefined) return null
  return { placed, certificates: facts.clientChain, leaf, last }
}

export function subjectText(certificate: ChainCertificate): string {
  return quoted(certificate.reading.body.subject?.text ?? '')
}

export function issuerText(certificate: ChainCertificate): string {
  return quoted(certificate.reading.body.issuer?.text ?? '')
}

/** A CA that the server says it accepts clients from, or that the user says so of. */
export interface AcceptedName {
  readonly der: Uint8Array
  readonly text: string
  /** Where it stands in the CertificateRequest; `null` for one out of a given bundle. */
  readonly field: Field<Uint8Array> | null
}

/** The names of the CertificateRequest and the subjects of a given bundle. Empty: nobody said. */
export function acceptedNames(facts: Facts, context: DiagnosisContext): AcceptedName[] {
  const asked = facts.certificateRequest?.body.certificateAuthorities ?? []
  const given = context.clientCa.flatMap(({ reading }) => reading.body.subject ?? [])
  return [
    ...asked.map((field) => ({ der: field.value, text: field.text, field })),
    ...given.map(({ der, text }) => ({ der, text, field: null })),
  ]
}

/** Whether any certificate of the chain says it was issued by, or is, one of the names. */
export function reaches(chain: readonly X509Certificate[], names: readonly AcceptedName[]): boolean {
  return chain.some(
    (certificate) => isAmong(certificate.issuer, names) || isAmong(certificate.subject, names),
  )
}

export function isAmong(name: DistinguishedName | null, names: readonly AcceptedName[]): boolean {
  return name !== null && names.some(({ der }) => compareNames(name.der, der) !== 'different')
}

/**
 * Whether certificates that the client holds but did not send lead from what it sent to an accepted CA. `null`
 * where the given file has no issuer of it, or nobody said which CAs are accepted.
 */
export function ownFileBridges(
  chain: ClientChain,
  own: readonly GivenCertificate[],
  names: readonly AcceptedName[],
): boolean | null {
  const held = own.map(({ reading }) => reading.body)
  const { issuer } = chain.last.reading.body
  if (names.length === 0 || !held.some(({ subject }) => isSame(subject, issuer))) return null
  const unsent = held.filter(({ subject }) => !isSame(subject, chain.leaf.reading.body.subject))
  return reaches(unsent, names)
}

function isSame(one: DistinguishedName | null, other: DistinguishedName | null): boolean {
  return one !== null && other !== null && compareNames(one.der, other.der) !== 'different'
}

/** That something is not there, in a sentence: `is none of the 2 CA names of the server's CertificateRequest`. */
export function notAmongText(
  request: Placed<CertificateRequest> | null,
  names: readonly AcceptedName[],
): string {
  const asked = names.filter(({ field }) => field !== null).length
  const given = names.length - asked
  const parts: string[] = []
  if (request !== null && asked > 0)
    parts.push(`${noneOf(asked, 'CA name')} of the server's CertificateRequest`)
  if (given > 0) parts.push(`${noneOf(given, 'certificate')} of the given client-CA bundle`)
  return `is ${parts.join(' and ')}`
}

function noneOf(count: number, what: string): string {
  return count === 1 ? `not the one ${what}` : `none of the ${count} ${what}s`
}
