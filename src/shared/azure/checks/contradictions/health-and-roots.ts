import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import type { FindingId } from '../../../diagnosis/taxonomy.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import { fill } from '../../../runbook/placeholders.ts'
import type { AzureModel, BackendServerHealth, BackendSetting } from '../../model.ts'
import { type CheckInput, fileEvidence } from '../check.ts'
import { healthOfServer } from '../support/health.ts'
import { called, gatewayOf, isTls, ofSameGateway, sameName, skuOf } from '../support/links.ts'
import { type ContradictionDraft, contradiction } from './contradiction.ts'

/** Said where roots are attached, and the chain ends at none of them (facts 3.15, 3.16). */
const WITH_ROOTS: readonly FindingId[] = [
  'backend-health-root-mismatch',
  'backend-health-intermediate-wrong-root',
]

/** Said where none is attached, so that well-known CAs count (facts 3.13, 3.14). */
const WITHOUT_ROOTS: readonly FindingId[] = [
  'backend-health-not-well-known-ca',
  'backend-health-intermediate-not-well-known',
]

/**
 * Health speaks of attached roots and the setting has none, or the other way round: the two were not read at the same
 * moment, or are not about the same setting. Messages of v2; v1 compares leaves.
 */
export const healthAndRoots = contradiction((input) => {
  const settings = input.model.backendSettings.filter(
    (setting) => isTls(setting.protocol) && skuOf(input.model, setting) === 'v2',
  )
  return settings.flatMap((setting): ContradictionDraft[] => {
    const attached = setting.trustedRootCertificates
    // A query may leave them out.
    if (attached.length === 0 && setting.partial) return []
    const ids = attached.length === 0 ? WITH_ROOTS : WITHOUT_ROOTS
    const servers = serversBehind(input, setting, settings.length === 1).filter(
      (server) => healthOfServer(input, server, ids) !== null,
    )
    return servers.length === 0 ? [] : [draft(input.model, setting, servers)]
  })
})

/** A message that names no setting is about this one only where there is no other. */
function serversBehind(
  { model }: CheckInput,
  setting: BackendSetting,
  isOnly: boolean,
): BackendServerHealth[] {
  return model.backendHealth.filter(
    (server) =>
      ofSameGateway(server, setting) &&
      (server.backendSetting === null ? isOnly : sameName(server.backendSetting, setting.name)),
  )
}

function draft(
  model: AzureModel,
  setting: BackendSetting,
  servers: readonly BackendServerHealth[],
): ContradictionDraft {
  const roots = setting.trustedRootCertificates
  const name = called('backend setting', setting)
  return {
    leg: 'gateway-apim',
    confidence: CONFIDENCE.likely,
    basis: 'inferred',
    summary:
      roots.length === 0
        ? `Backend health speaks of a root attached to ${name}, and the settings that were read have none attached.`
        : `Backend health speaks of well-known CAs for ${name}, and the settings that were read have a root attached (${list(roots.map(quoted), 3)}).`,
    explanation: [
      roots.length === 0
        ? 'trustedRootCertificates is empty, so well-known CAs count, and a chain of a private one is refused as “not signed by a well-known CA”, not as another root than the attached one.'
        : 'While a root is attached only attached ones count, and a chain that ends elsewhere is refused as another root than the attached one, not as “not signed by a well-known CA”.',
      'So health and settings are not of the same moment (roots were attached or taken off in between; the gateway’s update and the next probes take minutes), or not of the same setting or gateway. Health is usually the stale side: it tells of the last probe, not of the setting as it is now.',
      `Read both again, the setting with ${command(model, setting, settingCommand(setting))}, and once the next probes are through, health with ${command(model, setting, HEALTH)}. Change no root before the two agree.`,
    ].join(' '),
    evidence: [fileEvidence(setting), ...servers.map(fileEvidence)],
    disproof:
      'The report of health being of another gateway or setting, by its resource ids: then both are right.',
    also: ['solution-a-trusted-root', 'backend-health'],
  }
}

/** Layer 4 has commands of its own. */
function settingCommand({ protocol }: BackendSetting): string {
  const noun = protocol !== null && sameName(protocol, 'Tls') ? 'settings' : 'http-settings'
  return `az network application-gateway ${noun} show -g "<rg>" --gateway-name "<gateway>" -n "<http-settings>" -o json`
}

const HEALTH = 'az network application-gateway show-backend-health -g "<rg>" -n "<gateway>" -o json'

/** With the names that the documents tell, where they are safe in a command line. */
function command(model: AzureModel, setting: BackendSetting, text: string): string {
  const gateway = gatewayOf(model, setting)
  const known = [
    ['rg', gateway?.resourceGroup],
    ['gateway', setting.gateway ?? gateway?.name],
    ['http-settings', setting.name],
  ].filter(([, value]) => typeof value === 'string' && value !== '')
  return fill(text, Object.fromEntries(known)).text
}
