import { CONFIDENCE, type Evidence } from '../../../diagnosis/finding.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import type { Apim } from '../../model.ts'
import { type CheckInput, type ConfigurationCheck, type ConfigurationDraft, fileEvidence } from '../check.ts'
import { serviceName } from '../support/apim-hosts.ts'
import { refusalEvidence, refusedClient, storeOf } from '../support/apim-store.ts'
import { asksForCertificate } from '../support/links.ts'

/**
 * A private CA is needed where the tier can hold none (facts 4.5.7, 4.5.8): Consumption and v2 take no CA upload, the
 * self-hosted gateway does not look at the service's. Said where CA certificates stand there regardless, or a client of
 * a CA that the gateway's listener had to be given was refused on the direct leg.
 */
export const apimCaUnsupportedTier: ConfigurationCheck = {
  id: 'apim-ca-unsupported-tier',
  check(input) {
    return input.model.apims
      .filter(({ tier }) => tier !== null && tier !== 'classic')
      .flatMap((apim) => ofService(input, apim) ?? [])
  },
}

function ofService(input: CheckInput, apim: Apim): ConfigurationDraft | null {
  const store = storeOf(input, apim)
  const needed = needOf(input, apim)
  if (store.length === 0 && needed === null) return null
  const what = `${serviceName(apim)} is ${quoted(apim.skuName ?? apim.tier ?? '')}`
  const holds =
    store.length === 0
      ? ''
      : `certificates holds ${list(store.map(({ subject }) => quoted(subject ?? '(no subject)')))}, which this tier does not use. `
  const instead =
    apim.tier === 'self-hosted'
      ? 'The self-hosted gateway has a certificate authority list of its own (REST: Gateway Certificate Authority).'
      : 'certificates should be empty; the policy should compare thumbprints instead of building a chain.'
  return {
    leg: 'direct',
    basis: 'documented',
    severity: needed?.proven || store.length > 0 ? 'error' : 'warning',
    confidence:
      store.length > 0 ? CONFIDENCE.strong : needed?.proven ? CONFIDENCE.likely : CONFIDENCE.possible,
    summary: `API Management cannot trust a private client CA in this tier: ${what}.`,
    explanation: `${what}. ${holds}${needed?.sentence ?? ''}validate-trust and Verify() refuse every certificate of a private CA there. ${instead}`,
    evidence: [fileEvidence(apim), ...store.map(fileEvidence), ...(needed?.evidence ?? [])],
    disproof:
      'A policy that neither sets validate-trust nor calls Verify(), or clients whose certificates lead to a public CA.',
    because: 'this tier of API Management takes no CA certificates',
  }
}

interface Need {
  readonly proven: boolean
  /** Ends with a space. */
  readonly sentence: string
  readonly evidence: readonly Evidence[]
}

/** Why a private CA seems to be needed at all. */
function needOf(input: CheckInput, apim: Apim): Need | null {
  const refused = refusedClient(input)
  if (refused !== null) {
    const { observation, leaf } = refused
    return {
      proven: true,
      sentence: `In ${observation.handshake}, straight to API Management, ${quoted(leaf.subject)} of ${quoted(leaf.issuer)} got HTTP ${observation.httpStatus}. `,
      evidence: refusalEvidence(refused),
    }
  }
  const { sslProfiles, trustedClientCertificates } = input.model
  const profiles = sslProfiles.filter(asksForCertificate)
  if (
    apim.enableClientCertificate !== true ||
    profiles.length === 0 ||
    trustedClientCertificates.length === 0
  )
    return null
  return {
    proven: false,
    sentence: `It asks for client certificates (enableClientCertificate is true), and the gateway’s listener was given ${list(
      trustedClientCertificates.map(({ name }) => `"${quoted(name)}"`),
    )} for its clients: if the same clients come here, theirs is a private CA. `,
    evidence: trustedClientCertificates.map(fileEvidence),
  }
}
