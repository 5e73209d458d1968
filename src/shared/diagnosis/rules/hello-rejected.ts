import { faultText } from '../../conversation/probed.ts'
import type { Verdict } from '../../conversation/verdict/shape.ts'
import {
  alertText,
  cipherSuiteName,
  groupName,
  signatureSchemeName,
  versionName,
} from '../../tls/registry/index.ts'
import { endingEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import { helloAlert, type Offers, offersOf } from '../support/hello-offers.ts'
import { idOfOwnFault, ownFault } from '../support/probed-end.ts'
import { ALERT } from '../support/refusal.ts'
import { count, list } from '../words.ts'

const CLOSE_NOTIFY = 0

/** Alerts that have a rule of their own, which says more. */
const SAID_BY_OTHERS: ReadonlySet<number> = new Set([
  ALERT.protocolVersion,
  ALERT.inappropriateFallback,
  ALERT.unrecognizedName,
  ALERT.noApplicationProtocol,
])

/**
 * The server refused the ClientHello with an alert that fits several causes: the bucket (facts 5.1.20, 8.4).
 * First where the offers are broad; below the specific cause where the offers explain the refusal.
 */
export const helloRejected: Rule = {
  id: 'hello-rejected',
  pass: 'bucket',
  about: ['break'],
  judge(input) {
    const { facts, verdict, found } = input
    const own = ownDraft(input)
    if (own !== null) return own
    const later = midwayDraft(input) ?? choiceDraft(input)
    if (later !== null) return later
    const alert = helloAlert(verdict) ?? politeClose(verdict)
    if (alert === null || SAID_BY_OTHERS.has(alert)) return null
    const offers = offersOf(facts)
    const explained = found.some(
      ({ id, severity, confidence }) =>
        HELLO_CAUSES.has(id) && severity === 'error' && confidence >= CONFIDENCE.likely,
    )
    const name = alertText(alert)
    return {
      // That it was refused is certain; what the finding claims is that nothing better can be said.
      confidence: explained
        ? CONFIDENCE.possible
        : alert === CLOSE_NOTIFY
          ? CONFIDENCE.likely
          : CONFIDENCE.strong,
      summary: `The server refused the ClientHello with ${name}; the capture does not show why.`,
      explanation: `${meaning(alert)} ${offers === null ? 'The ClientHello is not in the capture.' : `The client offers ${offerText(offers)}.`} What the server has enabled, and the kind of its certificate, is not in this conversation.`,
      evidence: [
        ...(offers === null
          ? []
          : [rowEvidence(facts, offers.hello.index, 'ClientHello', offerText(offers))]),
        ...endingEvidence(facts, verdict.break?.row ?? null),
      ],
      disproof:
        "The server's own log, or a probe that varies versions, suites, groups and signature algorithms one by one.",
      because: 'it found something in the offer that it cannot serve',
    }
  },
}

/** The server answered the ClientHello with close_notify: an alert without a reason (RFC 8446 6.1). */
function politeClose({ break: broke }: Verdict): number | null {
  const isIt = broke?.stage === 'client-hello' && broke.by === 'server' && broke.how === 'close-notify'
  return isIt ? CLOSE_NOTIFY : null
}

/** The server ended its own flight by an alert: of the client it had seen nothing but the ClientHello. */
function midwayDraft({ facts, verdict }: RuleInput): Draft | null {
  const broke = verdict.break
  if (broke?.stage !== 'server-certificate' || broke.by !== 'server' || broke.how !== 'alert') return null
  const said = broke.alert === null ? 'an alert that is encrypted' : alertText(broke.alert)
  return {
    confidence: broke.alert === null ? CONFIDENCE.possible : CONFIDENCE.likely,
    summary: `The server began to answer the ClientHello and gave up with ${said}; the capture does not show why.`,
    explanation: `It had sent its ServerHello and not yet the end of its flight, and of the client it had seen the ClientHello alone. ${
      broke.alert === null
        ? 'Most often it has a certificate or a key that it cannot use for that name.'
        : meaning(broke.alert)
    }`,
    evidence: [
      ...(facts.serverHello === null
        ? []
        : [rowEvidence(facts, facts.serverHello.index, 'ServerHello', 'the answer that was begun')]),
      ...endingEvidence(facts, broke.row),
    ],
    disproof:
      "The server's own log of this moment, or the same ClientHello answered whole by another node of that server.",
    because: 'it could not bring its own answer to an end',
  }
}

/** The client refused what the server chose, and what was chosen is within what it offered. */
function choiceDraft({ facts, verdict, found }: RuleInput): Draft | null {
  const broke = verdict.break
  if (broke?.stage !== 'server-hello' || broke.by !== 'client' || broke.alert === null) return null
  if (SAID_BY_OTHERS.has(broke.alert)) return null
  if (found.some(({ id, severity }) => HELLO_CAUSES.has(id) && severity === 'error')) return null
  const name = alertText(broke.alert)
  return {
    confidence: CONFIDENCE.likely,
    summary: `The client refused the server's answer to its ClientHello with ${name}; the capture does not show why.`,
    explanation: `Version, cipher suite and group of the answer, as far as they can be read, are among those that the client offered. ${
      facts.tls13
        ? 'TLS 1.3 hides the rest of the server’s flight, its certificate among it: a general alert may speak of that as well.'
        : 'Some clients want more of a server than they say in their hello: a longer Diffie-Hellman prime, secure renegotiation, a signature of another kind.'
    }`,
    evidence: [
      ...(facts.serverHello === null
        ? []
        : [rowEvidence(facts, facts.serverHello.index, 'ServerHello', 'the answer that was refused')]),
      ...endingEvidence(facts, broke.row),
    ],
    disproof: 'The log of the client, naming the certificate, or another connection, as the reason.',
    because: 'it found something in the answer that it cannot go on with',
  }
}

/** The probe refused the server's answer to its hello, and knows why. */
function ownDraft({ facts, verdict, found }: RuleInput): Draft | null {
  const broke = verdict.break
  const fault = ownFault(facts, broke)
  if (broke === null || fault === null || idOfOwnFault(fault, broke.stage) !== 'hello-rejected') return null
  if (found.some(({ id, severity }) => HELLO_CAUSES.has(id) && severity === 'error')) return null
  return {
    confidence: CONFIDENCE.proven,
    summary: `The server's answer to the ClientHello cannot be gone on with: ${faultText(fault)}.`,
    explanation: `tlscope ended the handshake itself, because the server's answer breaks what was offered or the rules of TLS: ${faultText(fault)}. Other clients end it at the same place.`,
    evidence: [
      ...(facts.serverHello === null
        ? []
        : [rowEvidence(facts, facts.serverHello.index, 'ServerHello', faultText(fault))]),
      ...endingEvidence(facts, broke.row),
    ],
    disproof: 'Another TLS client with the same offer that finishes the handshake.',
    because: `the server's answer is not sound: ${faultText(fault)}`,
  }
}

const HELLO_CAUSES: ReadonlySet<string> = new Set([
  'protocol-version-mismatch',
  'cipher-mismatch',
  'signature-algorithm-mismatch',
  'group-mismatch',
])

function meaning(alert: number): string {
  switch (alert) {
    case ALERT.handshakeFailure:
      return 'handshake_failure (40) straight after a ClientHello means that nothing fits both sides: no cipher suite, no group, no signature algorithm for its certificate, with some servers no version or no certificate for that name.'
    case CLOSE_NOTIFY:
      return 'close_notify (0) straight after a ClientHello is the end of the connection without a reason: a server that is shutting down, or one that has nothing for that name.'
    case ALERT.illegalParameter:
      return 'illegal_parameter (47) means that the server takes a field of the ClientHello for contradictory.'
    case ALERT.internalError:
      return 'internal_error (80) means a fault on the side of the server, most often a certificate or key that it cannot load for that name.'
    default:
      return `${alertText(alert)} straight after a ClientHello is a refusal of what it offers or how it is made.`
  }
}

function offerText(offers: Offers): string {
  const suites = offers.suites.map(({ value }) => cipherSuiteName(value))
  const groups = offers.groups?.map(({ value }) => groupName(value))
  const schemes = offers.schemes?.map(({ value }) => signatureSchemeName(value))
  return [
    list(offers.versions.map(versionName), 4) || 'no version',
    `${count(suites.length, 'cipher suite')} (${list(suites, 2)})`,
    groups ? `groups ${list(groups, 3)}` : 'no groups',
    schemes ? `signature algorithms ${list(schemes, 3)}` : 'no signature algorithms',
  ].join(', ')
}
