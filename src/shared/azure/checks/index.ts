import type { Finding } from '../../diagnosis/finding.ts'
import type { AzureModel } from '../model.ts'
import { bounded } from './bounded.ts'
import {
  type ConfigurationCheck,
  type ConfigurationNote,
  configurationFinding,
  MOST_EVIDENCE,
  type NoteCheck,
} from './check.ts'
import type { ConfigurationContext } from './context.ts'
import { askedThoughOff } from './contradictions/asked-though-off.ts'
import { healthAndRoots } from './contradictions/health-and-roots.ts'
import { logAndListener } from './contradictions/log-and-listener.ts'
import { olderThanPolicy } from './contradictions/older-than-policy.ts'
import { otherCaNames } from './contradictions/other-ca-names.ts'
import { otherServerNames } from './contradictions/other-server-names.ts'
import { privateZone } from './contradictions/private-zone.ts'
import { rightRootRefused } from './contradictions/right-root-refused.ts'
import { apimAnswers } from './notes/apim-answers.ts'
import { backendSettings } from './notes/backend-settings.ts'
import { certificateOnEveryRequest } from './notes/certificate-on-every-request.ts'
import { dnsRecords } from './notes/dns-records.ts'
import { droppedHellos } from './notes/dropped-hellos.ts'
import { forgedHeader } from './notes/forged-header.ts'
import { listenerSettings } from './notes/listener-settings.ts'
import { apimCaMissing } from './rules/apim-ca-missing.ts'
import { apimCaUnsupportedTier } from './rules/apim-ca-unsupported-tier.ts'
import { backendSettingHostMismatch } from './rules/backend-setting-host-mismatch.ts'
import { clientCaFindings } from './rules/client-ca-bundle.ts'
import { clientCaBundleIssuerDn } from './rules/client-ca-bundle-issuer-dn.ts'
import { clientCertificateNotForwarded } from './rules/client-certificate-not-forwarded.ts'
import { clientCertificateNotRequested } from './rules/client-certificate-not-requested.ts'
import { dnsPublicAddress } from './rules/dns-public-address.ts'
import { gatewayV1Retired } from './rules/gateway-v1-retired.ts'
import { negotiateClientCertificateOff } from './rules/negotiate-client-certificate-off.ts'
import { nsgBlocks } from './rules/nsg-blocks.ts'
import { plainHttpOnTlsPort } from './rules/plain-http-on-tls-port.ts'
import { probeMisconfigured } from './rules/probe-misconfigured.ts'
import { serverCertificateExpired, serverCertificateExpiring } from './rules/server-certificate-validity.ts'
import { tlsPolicyDiscontinued } from './rules/tls-policy-discontinued.ts'
import { trustedRootMismatch } from './rules/trusted-root-mismatch.ts'
import { trustedRootNotCa } from './rules/trusted-root-not-ca.ts'
import { trustedRootUnneeded } from './rules/trusted-root-unneeded.ts'

export type { ConfigurationNote } from './check.ts'
export { type ConfigurationContext, contextOf, type WireObservation } from './context.ts'
export { httpStatusOf, type ObservedHandshake, observe } from './wire.ts'

/** Every check, in the taxonomy's order. Client CA files have their own, which certificate files share. */
const CHECKS: readonly ConfigurationCheck[] = [
  dnsPublicAddress,
  plainHttpOnTlsPort,
  serverCertificateExpired,
  serverCertificateExpiring,
  clientCertificateNotRequested,
  clientCertificateNotForwarded,
  clientCaBundleIssuerDn,
  trustedRootNotCa,
  trustedRootMismatch,
  trustedRootUnneeded,
  probeMisconfigured,
  backendSettingHostMismatch,
  negotiateClientCertificateOff,
  apimCaMissing,
  apimCaUnsupportedTier,
  nsgBlocks,
  tlsPolicyDiscontinued,
  gatewayV1Retired,
  olderThanPolicy,
  askedThoughOff,
  rightRootRefused,
  otherCaNames,
  otherServerNames,
  healthAndRoots,
  logAndListener,
  privateZone,
]

const NOTES: readonly NoteCheck[] = [
  droppedHellos,
  certificateOnEveryRequest,
  forgedHeader,
  listenerSettings,
  backendSettings,
  dnsRecords,
  apimAnswers,
]

/**
 * What the settings break, unranked (`rank` orders by weight). Each finding names the setting, its value and the value
 * it should have, points into the document, and is about one leg; what packets showed on a leg counts for that leg
 * alone. Pure, deterministic, and bounded whatever the documents hold.
 */
export function checkConfiguration(model: AzureModel, context: ConfigurationContext): Finding[] {
  const input = { model: bounded(model).model, context }
  return [
    ...CHECKS.flatMap(({ id, check }) => check(input).map((draft) => configurationFinding(id, draft))),
    ...clientCaFindings(input.model),
  ]
}

/** What is worth knowing about the settings and is no finding: risks, what cannot be known. */
export function noteConfiguration(model: AzureModel, context: ConfigurationContext): ConfigurationNote[] {
  const { model: checked, cut } = bounded(model)
  const notes = [...NOTES.flatMap((note) => note({ model: checked, context })), ...cut.map(cutNote)]
  return notes.map((note) => ({ ...note, evidence: note.evidence.slice(0, MOST_EVIDENCE) }))
}

function cutNote(name: string): ConfigurationNote {
  return {
    kind: 'unknown',
    leg: 'unknown',
    summary: `The documents hold more ${name} than Azure allows; only the first ones were checked.`,
    explanation: 'Give the output of one gateway or service at a time.',
    evidence: [],
    fixes: [],
  }
}
