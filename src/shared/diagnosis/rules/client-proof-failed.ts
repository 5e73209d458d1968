import { faultText, type ProbedFault } from '../../conversation/probed.ts'
import { endingEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule } from '../rule.ts'
import { refusalOfClient } from '../support/client-refusal.ts'
import { ownFault, probeEvidence } from '../support/probed-end.ts'
import { endRow } from '../support/refusal.ts'

const DECRYPT_ERROR = 51

/** alert decrypt_error (51) after CertificateVerify: the signature does not fit the certificate (RFC 8446 4.4.3). */
export const clientProofFailed: Rule = {
  id: 'client-proof-failed',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    const fault = ownFault(facts, verdict.break)
    if (fault?.kind === 'credential') return ownKeyFailed(fault)
    const refusal = refusalOfClient(facts, verdict)
    if (refusal?.kind !== 'alert' || refusal.description !== DECRYPT_ERROR) return null
    const row = facts.conversation.messages.findIndex(
      ({ from, type }) => from === 'client' && type === 'CertificateVerify',
    )
    return {
      confidence: row < 0 ? CONFIDENCE.likely : CONFIDENCE.proven,
      summary:
        'The client could not prove that it holds the key of its certificate: its signature failed the check.',
      explanation:
        'The server answered the CertificateVerify with decrypt_error (51). Most often key and certificate do not belong together; now and then a token or a key store signs with another algorithm than it announces.',
      evidence: [
        ...(row < 0 ? [] : [rowEvidence(facts, row, 'CertificateVerify', 'the signature that failed')]),
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof: 'The public key of the certificate and of the private key, shown to be the same.',
      because: "the client's signature does not fit the public key in it",
    }
  },
}

/** The probe's own key would not sign: the server was never told anything it could refuse. */
function ownKeyFailed(fault: ProbedFault): Draft {
  return {
    confidence: CONFIDENCE.proven,
    summary:
      'tlscope could not sign with the key of the client certificate, so it could not prove that it holds it.',
    explanation: `The server asked for a client certificate, and signing failed on this side: ${faultText(fault)}. The server refused nothing.`,
    evidence: [probeEvidence(fault.subject, faultText(fault))],
    disproof: 'The same key and certificate signing in another client.',
    because: 'the client’s own key could not sign',
  }
}
