import { sniOf } from '../../conversation/facts.ts'
import { faultText } from '../../conversation/probed.ts'
import { endingEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import { idOfOwnFault, ownFault } from '../support/probed-end.ts'
import { ALERT, endRow, type Refusal, refusalOfServerCertificate, refusalText } from '../support/refusal.ts'
import { isServerCertificateCause, pathOf } from '../support/server-chain.ts'
import { quoted } from '../words.ts'

/**
 * The client refused the server's certificate, and nothing in the capture says why: the bucket of the chapter
 * (facts 8.4). It stands first, above candidates that merely fit, and is silent once a cause is likely.
 */
export const serverCertificateRejected: Rule = {
  id: 'server-certificate-rejected',
  pass: 'bucket',
  about: ['break'],
  judge(input) {
    const { facts, verdict, found } = input
    const proof = failedProof(input)
    if (proof !== null) return proof
    const refusal = refusalOfServerCertificate({ facts, verdict })
    if (refusal === null || refusal.kind === 'silent' || refusal.kind === 'unjudged') return null
    const explained = found.some(
      ({ id, severity, confidence }) =>
        isServerCertificateCause(id) && severity === 'error' && confidence >= CONFIDENCE.likely,
    )
    if (explained) return null
    return {
      // The alert says in words that it was refused; a mere hang-up has other readings.
      confidence: refusal.kind === 'wordless' ? CONFIDENCE.likely : CONFIDENCE.strong,
      summary: `The client refused the server's certificate ${refusalText(refusal)}; the capture does not show why.`,
      explanation: `${whatIsKnown(input)} ${meaning(refusal)}`,
      evidence: [...certificateRow(input), ...endingEvidence(facts, endRow(verdict))],
      disproof:
        'The log of the client, or a test with TLS 1.2, that names the check that failed; or a client that was stopped by its user at that moment.',
    }
  },
}

/** The probe checked the server's proof itself, and it failed: the cause is known. */
function failedProof({ facts, verdict }: RuleInput): Draft | null {
  const broke = verdict.break
  const fault = ownFault(facts, broke)
  if (broke === null || fault === null) return null
  if (idOfOwnFault(fault, broke.stage) !== 'server-certificate-rejected') return null
  const signature = fault.kind === 'bad-signature'
  const row = facts.conversation.messages.findLastIndex(
    ({ from, type }) => from === 'server' && type === fault.subject,
  )
  return {
    confidence: CONFIDENCE.proven,
    summary: signature
      ? `The server failed its proof: the signature in its ${fault.subject} does not verify with the key of its certificate.`
      : 'The server failed its proof: its Finished does not fit the handshake that was spoken.',
    explanation: `tlscope verified it and found: ${faultText(fault)}. ${
      signature
        ? 'Either the server signs with another key than that of the certificate it sends (a renewed certificate without its key, two nodes with different files), or something on the way changed the handshake.'
        : 'Either something on the way changed what was said, or the server does not have the key that it claims, or its TLS is broken.'
    } Every client refuses such a server.`,
    evidence: [
      ...(row < 0 ? [] : [rowEvidence(facts, row, fault.subject, faultText(fault))]),
      ...endingEvidence(facts, broke.row),
    ],
    disproof: 'Another TLS client that verifies the same message and goes on.',
    because: signature
      ? 'its signature is not by the key of its certificate'
      : 'its Finished is not the one that this handshake must have',
  }
}

function whatIsKnown({ facts, context, found }: RuleInput): string {
  if (pathOf(facts).length === 0) {
    return facts.tls13
      ? 'TLS 1.3 hides the certificates: only the end of it is readable.'
      : 'The certificates of the server could not be read from this capture.'
  }
  if (found.some(({ id }) => isServerCertificateCause(id))) {
    return 'The faults that the chain shows are listed beside this; none of them is what this alert stands for.'
  }
  const wanted = context.host ?? sniOf(facts.lastClientHello?.body ?? null)
  const name =
    wanted === null
      ? 'no name is known to hold the certificate against'
      : `the certificate is for ${quoted(wanted)}`
  return `The chain that was sent shows no fault of its own: dates, keys, signatures, purposes and order are fine, and ${name}.`
}

/** What the alert usually stands for (facts 5.1.1 to 5.1.6); Schannel may choose other numbers. */
function meaning(refusal: Refusal): string {
  if (refusal.kind === 'hidden-alert') {
    return 'The record before the close has the size of an alert; which one it is, only the keys would tell. Chrome and other browsers send it so.'
  }
  if (refusal.kind !== 'alert')
    return 'A client that hangs up at this point most often refused the certificate.'
  switch (refusal.description) {
    case ALERT.badCertificate:
      return 'bad_certificate (42) stands for a name that does not match, a certificate that is not yet valid, a weak key or signature, or any fault at all, an unknown root among them, depending on the client. If it meant to reach another name, give it as the host.'
    case ALERT.unknownCa:
      return 'unknown_ca (48) stands for a root that the client does not trust, or for an intermediate that the server did not send.'
    case ALERT.certificateRevoked:
      return 'certificate_revoked (44): the client was told so by a revocation list, an OCSP responder or a stapled answer.'
    case ALERT.certificateUnknown:
      return 'certificate_unknown (46) is what some stacks, Java among them, say to any fault of a certificate: most often to a chain whose root is not in their trust store ("PKIX path building failed" in the log of a Java client).'
    case ALERT.handshakeFailure:
      return 'handshake_failure (40) is the general no.'
    default:
      return 'The alert names no fault of the chain by which it could be told.'
  }
}

function certificateRow({ facts }: RuleInput): Evidence[] {
  const placed = facts.serverCertificate
  if (placed === null) return []
  return [rowEvidence(facts, placed.index, 'Certificate', `${facts.serverChain.length} certificates`)]
}
