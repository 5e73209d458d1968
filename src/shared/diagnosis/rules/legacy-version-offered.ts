import { offeredVersions } from '../../conversation/facts.ts'
import { isGrease, VERSION, versionName, versionText } from '../../tls/registry/index.ts'
import { fieldEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { highestVersion, offersOf } from '../support/hello-offers.ts'

/** The highest version offered is below TLS 1.2: retired everywhere on Azure (facts 1.1.2, 2.22, 4.2.4). */
export const legacyVersionOffered: Rule = {
  id: 'legacy-version-offered',
  pass: 'cause',
  about: ['client-hello'],
  judge({ facts }) {
    const hello = facts.lastClientHello
    if (hello === null || offeredVersions(hello.body).some(isCurrent)) return null
    const offers = offersOf(facts)
    const highest = offers === null ? null : highestVersion(offers)
    if (highest === null || highest >= VERSION.tls12) return null
    const legacy = hello.body.legacyVersion
    return {
      confidence: CONFIDENCE.proven,
      summary: `The client offers ${versionName(highest)} at most; Application Gateway and API Management want TLS 1.2.`,
      explanation: `The highest version in the ClientHello is ${versionText(highest)}. TLS 1.0 and 1.1 were retired on Application Gateway and API Management in 2025; a server that still takes them today will stop.`,
      evidence: legacy
        ? [fieldEvidence(hello, 'legacy_version', legacy, versionText(legacy.value))]
        : [rowEvidence(facts, hello.index, 'ClientHello', versionText(highest))],
      disproof:
        'Another ClientHello of the same program that offers TLS 1.2: then this one was a deliberate fallback.',
    }
  },
}

/** TLS 1.2 or newer. */
function isCurrent(version: number): boolean {
  return version >= VERSION.tls12 && !isGrease(version)
}
