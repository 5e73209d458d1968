import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import { fileEvidence } from '../check.ts'
import { sameDistinguishedName } from '../support/apim-store.ts'
import { bundleOf } from '../support/client-ca.ts'
import { asksForCertificate, called, clientCasOf, isPassthrough, profileOf } from '../support/links.ts'
import { onListener } from '../support/listener-wire.ts'
import { wireEvidence } from '../wire.ts'
import { type ContradictionDraft, contradiction } from './contradiction.ts'

/** A strict listener is taken to name the CAs of its files, a passthrough one none (facts 2.9, confirmed by nobody). */
export const otherCaNames = contradiction(({ model, context }) =>
  model.listeners.flatMap((listener): ContradictionDraft[] => {
    const profile = profileOf(model, listener)
    if (profile === null || !asksForCertificate(profile) || isPassthrough(profile)) return []
    const seen = onListener(model, context.wire, listener).find(({ caNames }) => caNames.length > 0)
    const files = clientCasOf(model, profile)
    const bundles = files.flatMap((trusted) => bundleOf(trusted) ?? [])
    if (
      seen === undefined ||
      bundles.length === 0 ||
      bundles.length < profile.trustedClientCertificates.length
    )
      return []
    const uploaded = bundles.flatMap(({ certificates }) =>
      certificates.flatMap(({ certificate }) => certificate.subject?.text ?? []),
    )
    if (seen.caNames.some((name) => uploaded.some((one) => sameDistinguishedName(one, name)))) return []
    const named = list(seen.caNames.map(quoted))
    return [
      {
        leg: 'client-gateway',
        confidence: CONFIDENCE.possible,
        basis: 'unverified',
        summary: `The client CA files of ${called('SSL profile', profile)} hold ${list(uploaded.map(quoted), 2)}, and in ${seen.handshake} the listener named ${list(seen.caNames.map(quoted), 2)}.`,
        explanation: `None of the names it asked for (${named}) is in the files (${list(uploaded.map(quoted))}). The files are newer than the capture, or another listener, gateway or machine answered. That the gateway names the CAs of its files is inferred from nginx.`,
        evidence: [
          fileEvidence(profile),
          wireEvidence(seen, seen.frames.certificateRequest, 'certificate_authorities', named),
          ...files.map(fileEvidence),
        ],
        disproof:
          'The address or server name of that handshake being another listener’s: then both are right.',
        also: ['ca-names', 'client-ca-bundle'],
      },
    ]
  }),
)
