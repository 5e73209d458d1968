import { certificateEvidence, endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import {
  acceptedNames,
  clientChainOf,
  isAmong,
  issuerText,
  ownFileBridges,
  subjectText,
} from '../support/client-chain.ts'
import {
  type ClientRefusal,
  clientRefusalText,
  isPolicy,
  refusalOfClient,
} from '../support/client-refusal.ts'
import { ALERT, endRow, maySpeakOfIssuer } from '../support/refusal.ts'

/**
 * The leaf alone, by an issuer that is no CA the server named: an intermediate may be missing between them
 * (facts 5.1.11). The wire cannot tell that from an unknown CA; the client's own chain or the bundle can.
 */
export const clientChainIncomplete: Rule = {
  id: 'client-chain-incomplete',
  pass: 'cause',
  about: ['break', 'suspicion'],
  judge({ facts, verdict, context }) {
    const chain = clientChainOf(facts)
    const refusal = refusalOfClient(facts, verdict)
    if (chain === null || refusal === null || chain.certificates.length !== 1) return null
    // A policy that says 401 or 403 may look at anything; only a verifier's refusal speaks of the chain.
    if (isPolicy(refusal)) return null
    const leaf = chain.leaf.reading.body
    if (leaf.issuer === null || leaf.issuer.text === leaf.subject?.text) return null
    if (isAmong(leaf.issuer, acceptedNames(facts, context))) return null
    const bridged = ownFileBridges(chain, context.clientCertificate, acceptedNames(facts, context))
    if (bridged === false) return null
    const said = refusal.kind === 'alert' ? refusal.description : null
    if (said !== null && !(bridged === true ? maySpeakOfIssuer(said) : speaksOfIssuer(said))) return null
    const issuer = issuerText(chain.leaf)
    const node = chain.leaf.reading.tree.children
      .flatMap((part) => part.children)
      .find(({ name }) => name === 'issuer')
    return {
      severity: verdict.break === null && bridged !== true ? 'warning' : 'error',
      confidence: bridged === true ? provenBy(refusal) : CONFIDENCE.possible,
      summary:
        bridged === true
          ? `The client sent ${subjectText(chain.leaf)} alone; the intermediate ${issuer} that issued it is missing.`
          : `The client sent ${subjectText(chain.leaf)} alone; ${issuer}, which issued it, may be an intermediate that is missing.`,
      explanation: `${
        bridged === true
          ? `With the certificates of the client's own file the chain does reach a CA the server accepts, but the client sent only the leaf.`
          : `If ${issuer} is an intermediate under a CA the server trusts, the client must send it along; a server never fetches it.`
      } The server refused ${clientRefusalText(refusal)}.${
        bridged === true ? '' : ' The wire alone cannot tell this from a CA the server does not know at all.'
      }`,
      evidence: [
        ...(node === undefined
          ? []
          : [
              certificateEvidence(
                chain.placed,
                chain.certificates,
                chain.leaf,
                'issuer',
                node,
                `${issuer}, sent alone`,
              ),
            ]),
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof: `The full chain sent by the same client and still refused, or ${issuer} being a root.`,
      because: `the client sent its certificate without the intermediate ${issuer}`,
    }
  },
}

/** That it is missing is certain; that it is why one short answer came is only likely. */
function provenBy({ kind }: ClientRefusal): number {
  return kind === 'short-answer' ? CONFIDENCE.likely : CONFIDENCE.proven
}

/** Where nothing else tells of an intermediate, the alert has to. */
function speaksOfIssuer(description: number): boolean {
  return description === ALERT.unknownCa || description === ALERT.certificateUnknown
}
