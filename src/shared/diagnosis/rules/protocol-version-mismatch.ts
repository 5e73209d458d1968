import type { Facts } from '../../conversation/facts.ts'
import { extensionData } from '../../tls/message/extension.ts'
import { isTls13, VERSION, versionName } from '../../tls/registry/index.ts'
import { endingEvidence, fieldEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import {
  helloAlert,
  highestVersion,
  type Offers,
  offersOf,
  saysNothingInCommon,
} from '../support/hello-offers.ts'
import { ALERT } from '../support/refusal.ts'
import { list } from '../words.ts'

/**
 * Client and server have no TLS version in common (facts 5.1.19, 2.22): protocol_version says so outright,
 * handshake_failure to a client that offers nothing from TLS 1.2 on makes it likely.
 */
export const protocolVersionMismatch: Rule = {
  id: 'protocol-version-mismatch',
  pass: 'cause',
  about: ['break'],
  judge(input) {
    const { facts, verdict } = input
    const offers = offersOf(facts)
    const broke = verdict.break
    const alert = helloAlert(verdict)
    if (alert === ALERT.protocolVersion || alert === ALERT.inappropriateFallback)
      return byServer(input, offers)
    if (broke?.stage === 'server-hello' && offers !== null) return byClient(input, offers)
    if (!saysNothingInCommon(alert) || offers === null) return null
    return isLegacy(offers)
      ? legacyOnly(input, offers)
      : isTls13Alone(offers)
        ? tls13Alone(input, offers)
        : null
  },
}

function isLegacy(offers: Offers): boolean {
  const highest = highestVersion(offers)
  return highest !== null && highest < VERSION.tls12
}

function isTls13Alone({ offersTls13, versions }: Offers): boolean {
  return offersTls13 && versions.every(isTls13)
}

function byServer({ facts, verdict }: RuleInput, offers: Offers | null): Draft {
  const versions = offers === null ? 'what the client offered' : offered(offers)
  const fallback = verdict.break?.alert === ALERT.inappropriateFallback
  return {
    confidence: CONFIDENCE.proven,
    summary: fallback
      ? `The server refused ${versions}: the client fell back to it although both can do better.`
      : `The server accepts none of the TLS versions the client offers: ${versions}.`,
    explanation: fallback
      ? `The ClientHello carries the fallback signal (TLS_FALLBACK_SCSV) and offers ${versions}; the server answered inappropriate_fallback (86): an earlier attempt with a newer version was lost, by a middlebox or a bad line.`
      : `The ClientHello offers ${versions}. The server answered protocol_version (70) straight away: ${offers !== null && isLegacy(offers) ? 'it wants a newer version, and TLS 1.0 and 1.1 are retired on Application Gateway and API Management' : 'what it has enabled lies outside of that'}.`,
    evidence: [...versionEvidence(facts, offers), ...endingEvidence(facts, verdict.break?.row ?? null)],
    disproof: 'The same server accepting one of these versions from another client.',
    because: `the server has none of the versions offered (${versions}) enabled`,
  }
}

/** The server chose, and the client refused the choice. */
function byClient({ facts, verdict }: RuleInput, offers: Offers): Draft | null {
  const chosen = facts.version
  const hello = facts.serverHello
  if (chosen === null || hello === null) return null
  const notOffered = offers.hello.body.hasExtensions
    ? !offers.versions.includes(chosen) && !(isOldStyle(offers) && chosen < Math.max(...offers.versions))
    : false
  const alert = verdict.break?.alert
  if (!notOffered && alert !== ALERT.protocolVersion) return null
  const field =
    extensionData(hello.body.extensions, 'supported_versions')?.versions[0] ?? hello.body.legacyVersion
  const chosenEvidence = field
    ? [fieldEvidence(hello, 'server_hello.version', field, versionName(chosen))]
    : []
  return {
    confidence: CONFIDENCE.proven,
    summary: `The client does not accept ${versionName(chosen)}, the version that the server chose.`,
    explanation: `The ClientHello offers ${offered(offers)}; the ServerHello chose ${versionName(chosen)}, and the client ended it there. A server that cannot do better, or a middlebox that answers in its place, chooses an old version.`,
    evidence: [
      ...versionEvidence(facts, offers),
      ...chosenEvidence,
      ...endingEvidence(facts, verdict.break?.row ?? null),
    ],
    disproof: `The same client finishing a handshake with ${versionName(chosen)} elsewhere.`,
    because: `it does not accept ${versionName(chosen)}`,
  }
}

/** Without supported_versions a hello offers its own version and everything below it (RFC 5246 E.1). */
function isOldStyle(offers: Offers): boolean {
  return extensionData(offers.hello.body.extensions, 'supported_versions') === null
}

function legacyOnly({ facts, verdict }: RuleInput, offers: Offers): Draft {
  return {
    confidence: CONFIDENCE.likely,
    summary: `The client offers nothing newer than ${offered(offers)}, and the server refused it.`,
    explanation: `The server answered with a general refusal straight after a ClientHello that offers ${offered(offers)} at most. TLS 1.0 and 1.1 are retired on Application Gateway and API Management; some servers say handshake_failure to that instead of protocol_version.`,
    evidence: [...versionEvidence(facts, offers), ...endingEvidence(facts, verdict.break?.row ?? null)],
    disproof: 'The same refusal to a client that offers TLS 1.2 with the same cipher suites.',
    because: `the client offers no version newer than ${offered(offers)}`,
  }
}

/** A candidate among others: older policies and servers have no TLS 1.3 (facts 2.22, 4.2.2). */
function tls13Alone({ facts, verdict }: RuleInput, offers: Offers): Draft {
  return {
    confidence: CONFIDENCE.remote,
    summary: 'The client offers TLS 1.3 and nothing older; the server may not have TLS 1.3 enabled.',
    explanation: `The server answered with a general refusal straight after a ClientHello that offers ${offered(offers)} alone. TLS policies of before 2022 on Application Gateway have no TLS 1.3, and API Management leaves it off where it saw renegotiation; most servers then say protocol_version, some handshake_failure.`,
    evidence: [...versionEvidence(facts, offers), ...endingEvidence(facts, verdict.break?.row ?? null)],
    disproof: 'The same refusal to a client that offers TLS 1.2 as well.',
    because: 'the client offers TLS 1.3 alone',
  }
}

function offered(offers: Offers): string {
  return list(offers.versions.map(versionName)) || 'no version'
}

/** supported_versions where it was sent, else legacy_version. */
function versionEvidence(facts: Facts, offers: Offers | null): Evidence[] {
  const hello = facts.lastClientHello
  if (hello === null || offers === null) return []
  const listed = extensionData(hello.body.extensions, 'supported_versions')?.versions ?? []
  const [first, last] = [listed[0], listed.at(-1)]
  if (first && last) {
    return [
      fieldEvidence(
        hello,
        'supported_versions',
        { start: first.span.start, end: last.span.end },
        offered(offers),
      ),
    ]
  }
  const legacy = hello.body.legacyVersion
  return legacy ? [fieldEvidence(hello, 'legacy_version', legacy, versionName(legacy.value))] : []
}
