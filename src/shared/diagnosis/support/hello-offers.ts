import type { Field } from '../../bytes/field.ts'
import { once } from '../../bytes/memo.ts'
import { type Facts, offeredVersions, type Placed } from '../../conversation/facts.ts'
import type { Verdict } from '../../conversation/verdict/shape.ts'
import { extensionData } from '../../tls/message/extension.ts'
import type { ClientHello } from '../../tls/message/handshake.ts'
import {
  cipherSuiteFacts,
  groupName,
  isGrease,
  isTls13,
  signatureSchemeName,
  VERSION,
} from '../../tls/registry/index.ts'
import { fieldEvidence, rowEvidence } from '../evidence.ts'
import type { Evidence } from '../finding.ts'
import { list } from '../words.ts'
import { ALERT } from './refusal.ts'

/** What the client offered, GREASE and signalling values left out. */
export interface Offers {
  readonly hello: Placed<ClientHello>
  readonly versions: readonly number[]
  readonly suites: readonly Field<number>[]
  /** `null`: no such extension. */
  readonly groups: readonly Field<number>[] | null
  readonly schemes: readonly Field<number>[] | null
  readonly offersTls13: boolean
  readonly offersTls12: boolean
}

/** The offers of the hello that the server answered, or failed to; `null` where none was captured. */
export const offersOf = once((facts: Facts): Offers | null => {
  const hello = facts.lastClientHello
  if (hello === null) return null
  const { extensions } = hello.body
  const versions = offeredVersions(hello.body).filter((version) => !isGrease(version))
  return {
    hello,
    versions,
    suites: hello.body.cipherSuites.filter(({ value }) => cipherSuiteFacts(value) !== null),
    groups: meaningful(extensionData(extensions, 'supported_groups')?.groups),
    schemes: meaningful(extensionData(extensions, 'signature_algorithms')?.schemes),
    offersTls13: versions.some(isTls13),
    offersTls12: versions.some((version) => version === VERSION.tls12),
  }
})

function meaningful(fields: readonly Field<number>[] | undefined): readonly Field<number>[] | null {
  return fields?.filter(({ value }) => !isGrease(value)) ?? null
}

/** The highest version offered: TLS 1.3's drafts count as TLS 1.3. */
export function highestVersion(offers: Offers): number | null {
  if (offers.offersTls13) return VERSION.tls13
  return offers.versions.length === 0 ? null : Math.max(...offers.versions)
}

/** The alert by which the server refused the ClientHello; `null` where it did nothing of the kind. */
export function helloAlert(verdict: Verdict): number | null {
  const broke = verdict.break
  const isRefusal = broke?.stage === 'client-hello' && broke.by === 'server' && broke.how === 'alert'
  return isRefusal ? broke.alert : null
}

/** Alerts for "no parameters in common" without saying which (facts 5.1.20, 8.4). */
export function saysNothingInCommon(alert: number | null): boolean {
  return alert === ALERT.handshakeFailure || alert === ALERT.insufficientSecurity
}

export interface Narrowness {
  /** Why these offers leave a server no choice, as the end of a sentence. */
  readonly why: string
  /** So narrow that usual servers refuse it; else merely a candidate. */
  readonly explains: boolean
}

/**
 * Suites that the default policies of Application Gateway v2 and every API Management tier always have
 * (facts 2.22, 4.3.3): whoever offers one of them meets both products.
 */
const ALWAYS_ON: ReadonlySet<number> = new Set([
  0x1301, 0x1302, 0xc02f, 0xc030, 0xc027, 0xc028, 0xc02b, 0xc02c, 0xc023, 0xc024,
])

/** Suites that one of the versions offered can use. */
function usableSuites(offers: Offers): readonly Field<number>[] {
  return offers.suites.filter(({ value }) =>
    cipherSuiteFacts(value)?.tls13
      ? offers.offersTls13
      : offers.versions.some((version) => !isTls13(version)),
  )
}

/** `null` where the suites offered are broad enough that they are hardly the reason. */
export function narrowSuites(offers: Offers): Narrowness | null {
  const names = list(
    offers.suites.map(({ value }) => cipherSuiteFacts(value)?.name ?? ''),
    3,
  )
  if (offers.suites.length === 0) return { why: 'offers no usable cipher suite at all', explains: true }
  const usable = usableSuites(offers)
  if (usable.length === 0) {
    return { why: `offers only suites that none of its versions can use (${names})`, explains: true }
  }
  if (usable.every(({ value }) => !ALWAYS_ON.has(value))) {
    return {
      why: `offers none of the suites that Application Gateway's default policy and API Management always have, only ${names}`,
      explains: true,
    }
  }
  if (usable.length === 1) return { why: `offers a single cipher suite (${names})`, explains: true }
  const authentications = new Set(usable.map(({ value }) => cipherSuiteFacts(value)?.authentication ?? 'any'))
  const [only] = authentications
  if (authentications.size === 1 && (only === 'RSA' || only === 'ECDSA')) {
    return { why: `offers only suites for ${only} certificates`, explains: false }
  }
  return null
}

/** Schemes that sign with an RSA key of a usual certificate, by version; and those for EC keys. */
const RSA_PSS: ReadonlySet<number> = new Set([0x0804, 0x0805, 0x0806])
const RSA_PKCS1: ReadonlySet<number> = new Set([0x0401, 0x0501, 0x0601, 0x0301, 0x0303])
const ECDSA: ReadonlySet<number> = new Set([0x0403, 0x0503, 0x0603, 0x0303])

/** A server signs with its one key: a client whose schemes leave out that kind of key cannot be served. */
export function narrowSchemes(offers: Offers): Narrowness | null {
  if (offers.schemes === null || !(offers.offersTls13 || offers.offersTls12)) return null
  const schemes = offers.schemes.map(({ value }) => value)
  if (schemes.length === 0) return { why: 'offers no signature algorithm at all', explains: true }
  const names = list(schemes.map(signatureSchemeName), 3)
  const pss = schemes.some((scheme) => RSA_PSS.has(scheme))
  const pkcs1 = schemes.some((scheme) => RSA_PKCS1.has(scheme))
  // TLS 1.3 has no PKCS #1 signatures in its handshake (RFC 8446 4.2.3).
  const rsa = pss || (pkcs1 && offers.offersTls12)
  if (!rsa) {
    const version = pkcs1 ? ' that TLS 1.3 can use' : ''
    return {
      why: `accepts no signature by an RSA key${version}, only ${names}, and most servers have an RSA certificate`,
      explains: true,
    }
  }
  if (!schemes.some((scheme) => ECDSA.has(scheme))) {
    return { why: `accepts no signature by an EC key, only ${names}`, explains: false }
  }
  return null
}

/** secp256r1, secp384r1, x25519: what every common server has. */
const USUAL_GROUPS: ReadonlySet<number> = new Set([0x0017, 0x0018, 0x001d])

export function narrowGroups(offers: Offers): Narrowness | null {
  if (offers.groups === null) {
    return offers.offersTls13 && !offers.offersTls12
      ? { why: 'sends no supported_groups, without which TLS 1.3 cannot agree on a key', explains: true }
      : null
  }
  const values = offers.groups.map(({ value }) => value)
  const needsGroup = usableSuites(offers).every(({ value }) => {
    const suite = cipherSuiteFacts(value)
    return suite?.tls13 || suite?.keyExchange === 'ECDHE'
  })
  const names = list(values.map(groupName), 3) || 'none'
  if (!values.some((group) => USUAL_GROUPS.has(group))) {
    return { why: `offers none of x25519, secp256r1 and secp384r1, only ${names}`, explains: needsGroup }
  }
  return values.length === 1 ? { why: `offers a single group (${names})`, explains: false } : null
}

/** The stretch of a list of code points in the hello, as evidence; the whole hello where the list is not there. */
export function offerEvidence(
  facts: Facts,
  offers: Offers,
  field: string,
  items: readonly Field<number>[] | null,
  value: string,
): Evidence {
  const first = items?.[0]
  const last = items?.at(-1)
  if (!first || !last) return rowEvidence(facts, offers.hello.index, 'ClientHello', value)
  return fieldEvidence(offers.hello, field, { start: first.span.start, end: last.span.end }, value)
}
