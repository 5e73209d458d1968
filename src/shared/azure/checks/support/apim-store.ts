import type { Evidence } from '../../../diagnosis/finding.ts'
import { quoted } from '../../../diagnosis/words.ts'
import type { Apim, ApimCaCertificate } from '../../model.ts'
import type { CheckInput } from '../check.ts'
import type { WireCertificate, WireObservation } from '../context.ts'
import { wireEvidence } from '../wire.ts'
import { sameName } from './links.ts'

/** API Management's CA store against the clients that come (facts 4.5.6, 4.5.7). */

export function storeOf({ model }: CheckInput, apim: Apim): ApimCaCertificate[] {
  return model.apimCaCertificates.filter((one) => one.apim === null || sameName(one.apim, apim.name))
}

/** A client that came straight to API Management with a certificate and was refused. */
export interface RefusedClient {
  readonly observation: WireObservation
  readonly leaf: WireCertificate
}

export function refusedClient({ context }: CheckInput): RefusedClient | null {
  for (const observation of [...context.wire].reverse()) {
    const [leaf] = observation.clientChain
    if (observation.leg !== 'direct' || leaf === undefined) continue
    if (observation.httpStatus === 401 || observation.httpStatus === 403) return { observation, leaf }
  }
  return null
}

/** What it showed, and what it got. */
export function refusalEvidence({ observation, leaf }: RefusedClient): Evidence[] {
  const { frames, httpStatus } = observation
  return [
    wireEvidence(observation, frames.clientCertificate, 'certificate_list[0].issuer', quoted(leaf.issuer)),
    wireEvidence(observation, frames.httpResponse, 'Response', `HTTP ${httpStatus}`),
  ]
}

/** A distinguished name as text, so that spelling and order of its parts do not count: stores print them either way. */
export function nameParts(name: string): string {
  const parts: string[] = []
  let part = ''
  for (let at = 0; at < name.length; at++) {
    const character = name.charAt(at)
    if (character === '\\') part += character + name.charAt(++at)
    else if (character === ',' || character === '+') {
      parts.push(part)
      part = ''
    } else part += character
  }
  return [...parts, part]
    .map((one) =>
      one
        .trim()
        .toLowerCase()
        .replace(/\s*=\s*/, '='),
    )
    .filter((one) => one !== '')
    .sort()
    .join(',')
}

export function sameDistinguishedName(one: string, other: string): boolean {
  return nameParts(one) === nameParts(other)
}

/** Whether a certificate of the store is the client's issuer, or one that the client's own chain leads to. */
export function leadsTo(stored: ApimCaCertificate, chain: readonly WireCertificate[]): boolean {
  const { subject, thumbprint } = stored
  return chain.some(
    (one) =>
      (subject !== null && sameDistinguishedName(one.issuer, subject)) ||
      (thumbprint !== null && one.sha1 === thumbprint.replace(/[^0-9a-f]/gi, '').toLowerCase()),
  )
}

export function isRootStore({ storeName }: ApimCaCertificate): boolean {
  return storeName !== null && sameName(storeName, 'Root')
}
