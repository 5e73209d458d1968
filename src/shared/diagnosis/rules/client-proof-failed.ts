import { endingEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { refusalOfClient } from '../support/client-refusal.ts'
import { endRow } from '../support/refusal.ts'

const DECRYPT_ERROR = 51

/** alert decrypt_error (51) after CertificateVerify: the signature does not fit the certificate (RFC 8446 4.4.3). */
export const clientProofFailed: Rule = {
  id: 'client-proof-failed',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
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
