import { endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule } from '../rule.ts'
import {
  ALERT,
  consequence,
  endRow,
  refusalOfServerCertificate,
  weighProvenFault,
} from '../support/refusal.ts'
import { nameEvidence, serverChainOf, subjectOf } from '../support/server-chain.ts'

/**
 * Every certificate is there, but not each one issued by the next (facts 3.17; RFC 5246 7.4.2). A leaf that is
 * not on top has the client check the wrong key, and no stack takes it. Intermediates in the wrong order are
 * put right by most (RFC 8446 4.4.2 asks them to): there it is seldom the reason.
 */
export const serverChainMisordered: Rule = {
  id: 'server-chain-misordered',
  pass: 'cause',
  about: ['server-chain'],
  judge({ facts, verdict }) {
    const chain = serverChainOf(facts)
    if (chain === null || !chain.facts.misordered) return null
    const refusal = refusalOfServerCertificate({ facts, verdict })
    const leafOnTop = chain.facts.leaf === 0
    const weight = weighProvenFault(refusal, [ALERT.unknownCa], 'warning')
    const tolerated = leafOnTop && weight.severity === 'error'
    const sent = chain.certificates.map(subjectOf).join(', then ')
    const right = chain.facts.path.map((at) => subjectOf(chain.certificates[at])).join(', then ')
    const draft: Draft = {
      severity: leafOnTop && refusal?.kind === 'silent' ? 'warning' : weight.severity,
      confidence: tolerated ? CONFIDENCE.possible : weight.confidence,
      summary: leafOnTop
        ? "The server's intermediate certificates are in the wrong order."
        : `The server's own certificate (${subjectOf(chain.leaf)}) is not the first of its chain.`,
      explanation: `The server sent ${sent}. By issuer and subject the order is ${right}. ${leafOnTop ? 'Most clients put that right themselves; Application Gateway asks for leaf, intermediates, root.' : "A client takes the first certificate for the server's own and fails on the rest."} ${consequence(refusal, weight)}`,
      evidence: [
        ...chain.certificates
          .slice(0, 4)
          .flatMap((certificate) => nameEvidence(facts, certificate, 'subject')),
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof: 'The same chain in the right order, refused in the same way.',
      because: 'the certificates of the server stand in the wrong order',
    }
    return draft
  },
}
