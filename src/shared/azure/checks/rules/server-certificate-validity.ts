import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { DAY_MILLIS, momentText, spanText } from '../../../diagnosis/support/clock.ts'
import { quoted } from '../../../diagnosis/words.ts'
import type { ApimHostname } from '../../model.ts'
import { type CheckInput, type ConfigurationCheck, type ConfigurationDraft, fileEvidence } from '../check.ts'
import { isGatewayType } from '../support/apim-hosts.ts'

const NOTICE_DAYS = 30

/**
 * The certificate of a gateway host name of API Management, by the service's own document (facts 4.4.6, 4.4.10), has
 * run out or soon will. One from Key Vault is fetched anew within four hours, unless its URL names a version. It is
 * shown to whoever asks that name, so no leg is named.
 */
export const serverCertificateExpired: ConfigurationCheck = {
  id: 'server-certificate-expired',
  check: (input) => ofHostnames(input, (left) => left < 0, CONFIDENCE.strong),
}

export const serverCertificateExpiring: ConfigurationCheck = {
  id: 'server-certificate-expiring',
  check: (input) =>
    ofHostnames(input, (left) => left >= 0 && left < NOTICE_DAYS * DAY_MILLIS, CONFIDENCE.strong),
}

function ofHostnames(
  { model, context }: CheckInput,
  concerns: (left: number) => boolean,
  confidence: number,
): ConfigurationDraft[] {
  return model.apimHostnames.filter(isGatewayType).flatMap((hostname): ConfigurationDraft[] => {
    const until = Date.parse(hostname.certificateExpiry ?? '')
    const left = until - context.nowMillis
    // Of what is no date, nothing holds.
    if (!concerns(left)) return []
    const name = quoted(hostname.hostName)
    const day = momentText(until)
    return [
      {
        leg: 'unknown',
        basis: 'documented',
        confidence,
        summary:
          left < 0
            ? `The certificate of API Management for ${name} expired ${spanText(left)} ago, on ${day}.`
            : `The certificate of API Management for ${name} expires in ${spanText(left)}, on ${day}.`,
        explanation: `certificate.expiry of ${name} is ${day}; it is ${momentText(context.nowMillis)}. A renewed one should be there. ${sourceText(hostname)}`,
        evidence: [fileEvidence(hostname)],
        disproof: `openssl s_client -servername ${name} that shows a certificate with a later end: the document is then an old one.`,
        because: `API Management’s certificate for ${name} has expired`,
      },
    ]
  })
}

function sourceText({ certificateSource }: ApimHostname): string {
  return certificateSource?.toLowerCase() === 'keyvault'
    ? 'Its source is Key Vault, which is asked every four hours, unless keyVaultId names a version: then it never changes.'
    : 'It has to be uploaded anew, unless it comes from Key Vault.'
}
