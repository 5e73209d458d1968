import { sniOf } from '../../conversation/facts.ts'
import { certificateEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { DAY_MILLIS, spanText } from '../support/clock.ts'
import { bodyOf, issuerOf, nameEvidence, rootMatch, serverChainOf } from '../support/server-chain.ts'
import { quoted } from '../words.ts'

/** Inspecting devices make the certificate when it is first asked for. */
const FRESH_DAYS = 7

/**
 * The right name under an issuer that leads to none of the trusted roots given (facts 5.3.5): so does a device
 * that opens TLS on the way, which has no key of the client's and cannot pass mutual TLS on. A wrong root
 * among those given looks the same, so this stays a warning; a very fresh certificate makes it likelier.
 */
export const tlsInspectionSuspected: Rule = {
  id: 'tls-inspection-suspected',
  pass: 'cause',
  about: ['trusted-roots'],
  judge({ facts, context }) {
    const chain = serverChainOf(facts)
    const placed = facts.serverCertificate
    const name = context.host ?? sniOf(facts.lastClientHello?.body ?? null)
    if (chain === null || placed === null || name === null || chain.facts.leafSelfSigned) return null
    if (rootMatch(chain, context)?.kind !== 'none') return null
    const leaf = bodyOf(chain.leaf)
    if (!chain.matches(name).matched) return null
    const age = leaf.notBefore === null ? null : context.nowMillis - leaf.notBefore.epochMillis
    const fresh = age !== null && age >= 0 && age < FRESH_DAYS * DAY_MILLIS
    const dates: Evidence[] = leaf.notBefore
      ? [
          certificateEvidence(
            placed,
            facts.serverChain,
            chain.leaf,
            'validity.notBefore',
            leaf.notBefore.node,
          ),
        ]
      : []
    return {
      confidence: fresh ? CONFIDENCE.likely : CONFIDENCE.remote,
      summary: `The certificate is for ${quoted(name)}, but comes from ${issuerOf(chain.leaf)}, which leads to none of the trusted roots given: TLS may be opened on the way.`,
      explanation: `The name is right and the issuer is not. A firewall or proxy that inspects TLS makes such a certificate on the spot${fresh ? `, and this one is ${spanText(age)} old` : ''}; mutual TLS cannot pass through it, for it has no key of the client. A root that is missing among those given looks the same.`,
      evidence: [...nameEvidence(facts, chain.leaf, 'issuer'), ...dates],
      disproof: 'The same issuer seen in a connection made from inside the network of the server.',
    }
  },
}
