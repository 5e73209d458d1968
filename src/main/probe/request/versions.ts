import {
  cipherSuiteFacts,
  isGrease,
  isTls13,
  SIGNALLING_SUITES,
  VERSION,
  versionName,
} from '../../../shared/tls/registry/index.ts'
import { EXTENSION, type HelloPlan } from '../tls-client/index.ts'
import { RequestError } from './request-error.ts'
import { fault } from './target.ts'

/** Inclusive; code points. */
export interface VersionRange {
  readonly lowest: number
  readonly highest: number
}

/** `1.2`, `1.2-1.3`. @throws RequestError */
export function parseVersions(text: string): VersionRange {
  const [low = '', high = low, ...more] = text.trim().split(/\s*-\s*/)
  const lowest = versionOf(low)
  const highest = versionOf(high)
  if (lowest === null || highest === null || more.length > 0) {
    throw fault('tls', text, 'is no TLS version; expected 1.0, 1.1, 1.2, 1.3, or a range such as 1.2-1.3')
  }
  if (lowest > highest) {
    throw fault('tls', text, 'begins above its end; expected the lower version first, as in 1.2-1.3')
  }
  return { lowest, highest }
}

function versionOf(text: string): number | null {
  const minor = /^(?:tls ?v?)?1\.([0-3])$/i.exec(text)?.[1]
  return minor === undefined ? null : VERSION.tls10 + Number(minor)
}

export interface Limited {
  readonly plan: HelloPlan
  /** What the range asks for and this plan never offers. */
  readonly missing: readonly number[]
}

/**
 * A hello that offers only versions of the range, and nothing that speaks of other versions alone. The order of
 * everything that stays is kept.
 * @param whose for the sentence where nothing is left: `the profile curl`
 * @throws RequestError where the plan offers no version of the range, or no suite for it
 */
export function limitVersions(plan: HelloPlan, range: VersionRange, whose: string): Limited {
  const offered = plan.versions.filter((version) => within(version, range))
  const highest = Math.max(...offered)
  if (offered.length === 0) {
    const has = names(plan.versions.filter((version) => !isGrease(version)))
    throw new RequestError('tls', `${whose} offers ${has} only, so nothing is left of it`)
  }
  const lowest = Math.min(...offered)
  const cipherSuites = plan.cipherSuites.filter((suite) => suiteFits(suite, lowest, highest))
  if (!cipherSuites.some((suite) => cipherSuiteFacts(suite) !== null)) {
    throw new RequestError('tls', `${whose} offers no cipher suite for ${names(offered)}`)
  }
  const versions = plan.versions.filter(
    (version) => offered.includes(version) || (isGrease(version) && isTls13(highest)),
  )
  const limited: HelloPlan = {
    ...plan,
    versions,
    cipherSuites,
    extensions: plan.extensions.filter((one) =>
      extensionFits(typeof one === 'number' ? one : one.type, lowest, highest),
    ),
  }
  return {
    plan: isTls13(highest) ? limited : withoutTls13(limited, highest),
    missing: SPOKEN.filter((version) => within(version, range) && !offered.includes(version)),
  }
}

const SPOKEN: readonly number[] = [VERSION.tls10, VERSION.tls11, VERSION.tls12, VERSION.tls13]

function within(version: number, { lowest, highest }: VersionRange): boolean {
  return version >= lowest && version <= highest
}

function withoutTls13(plan: HelloPlan, highest: number): HelloPlan {
  const { recordVersion } = plan
  return {
    ...plan,
    legacyVersion: highest,
    ...(recordVersion === undefined ? {} : { recordVersion: Math.min(recordVersion, highest) }),
    groups: plan.groups.filter((group) => isGrease(group) || !TLS13_GROUPS.includes(group)),
    keyShares: [],
    // Only TLS 1.3 fills it for appearance's sake (RFC 8446 D.4).
    sessionId: 'empty',
  }
}

/** Hybrids with ML-KEM, and ML-KEM alone (draft-ietf-tls-ecdhe-mlkem, draft-ietf-tls-mlkem). */
const TLS13_GROUPS: readonly number[] = [0x0200, 0x0201, 0x0202, 0x11eb, 0x11ec, 0x11ed, 0x6399]

/** RFC 8446 4.2: these say nothing to a server below TLS 1.3. encrypted_client_hello is RFC 9849. */
const TLS13_ONLY: readonly number[] = [
  EXTENSION.supportedVersions,
  EXTENSION.cookie,
  EXTENSION.pskKeyExchangeModes,
  EXTENSION.postHandshakeAuth,
  EXTENSION.keyShare,
  EXTENSION.compressCertificate,
  0xfe0d,
]
/** What TLS 1.3 has no use for; OpenSSL leaves it out too where nothing lower is offered. */
const BELOW_TLS13_ONLY: readonly number[] = [
  EXTENSION.ecPointFormats,
  EXTENSION.encryptThenMac,
  EXTENSION.extendedMasterSecret,
  EXTENSION.sessionTicket,
  EXTENSION.renegotiationInfo,
]
/** RFC 5246 7.4.1.4.1. */
const SINCE_TLS12: readonly number[] = [EXTENSION.signatureAlgorithms, EXTENSION.signatureAlgorithmsCert]

function extensionFits(type: number, lowest: number, highest: number): boolean {
  if (TLS13_ONLY.includes(type)) return isTls13(highest)
  if (BELOW_TLS13_ONLY.includes(type)) return !isTls13(lowest)
  return highest >= VERSION.tls12 || !SINCE_TLS12.includes(type)
}

function suiteFits(suite: number, lowest: number, highest: number): boolean {
  if (isSignal(suite)) return !isTls13(lowest)
  const facts = cipherSuiteFacts(suite)
  // GREASE, and what nobody knows: whoever offers it has reasons of their own.
  if (facts === null) return true
  if (facts.tls13) return isTls13(highest)
  // AEAD and the SHA-2 MACs came with TLS 1.2 (RFC 5246, RFC 5288, RFC 5289).
  return !isTls13(lowest) && (highest >= VERSION.tls12 || !(facts.aead || facts.macLength > SHA1_LENGTH))
}

const SHA1_LENGTH = 20

function isSignal(suite: number): boolean {
  return suite === SIGNALLING_SUITES.emptyRenegotiationInfo || suite === SIGNALLING_SUITES.fallback
}

export function names(versions: readonly number[]): string {
  return [...versions]
    .sort((a, b) => a - b)
    .map(versionName)
    .join(', ')
}
