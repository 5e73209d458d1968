/** A model with the parts that a test names; every other property says nothing. */
import { CONTRADICTION } from '../../../../../src/shared/azure/checks/contradictions/contradiction.ts'
import {
  type ConfigurationContext,
  checkConfiguration,
  contextOf,
  noteConfiguration,
} from '../../../../../src/shared/azure/checks/index.ts'
import { type AzureModel, EMPTY_MODEL } from '../../../../../src/shared/azure/model.ts'
import type { Finding } from '../../../../../src/shared/diagnosis/finding.ts'
import type { FindingId } from '../../../../../src/shared/diagnosis/taxonomy.ts'
import { aGateway, aListener, aPolicy, aPool, aProbe, aProfile, aRule, aSetting } from './samples/gateway.ts'
import { BUILT_IN, NOW } from './samples/names.ts'
import { aHostname, anApim } from './samples/services.ts'

export * from './samples/gateway.ts'
export { APIM, BUILT_IN, HOST, NOW, STATUS_PATH } from './samples/names.ts'
export * from './samples/observed.ts'
export * from './samples/services.ts'

export function model(parts: Partial<AzureModel>): AzureModel {
  return { ...EMPTY_MODEL, ...parts }
}

/** A gateway before API Management as it should be. */
export const HEALTHY: AzureModel = model({
  gateways: [aGateway()],
  listeners: [aListener({ sslProfile: 'mtls-profile' })],
  sslProfiles: [aProfile()],
  backendPools: [aPool(BUILT_IN)],
  backendSettings: [aSetting()],
  probes: [aProbe()],
  routingRules: [aRule()],
  tlsPolicies: [aPolicy()],
  apims: [anApim()],
  apimHostnames: [aHostname(BUILT_IN, true)],
})

export function given(parts: Partial<ConfigurationContext> = {}): ConfigurationContext {
  return { ...contextOf(NOW), ...parts }
}

/** Findings of the healthy model with some parts replaced. */
export function found(parts: Partial<AzureModel>, context: Partial<ConfigurationContext> = {}): Finding[] {
  return checkConfiguration({ ...HEALTHY, ...parts }, given(context))
}

export function ids(findings: readonly Finding[]): FindingId[] {
  return findings.map(({ id }) => id)
}

/** The one finding of an id; anything else is a failure that says what was there. */
export function only(findings: readonly Finding[], id: FindingId): Finding {
  const [first, ...more] = findings.filter((one) => one.id === id)
  if (first === undefined || more.length > 0)
    throw new Error(`one ${id} expected, found: ${ids(findings).join(', ')}`)
  return first
}

export function noted(parts: Partial<AzureModel>, context: Partial<ConfigurationContext> = {}): string[] {
  return noteConfiguration({ ...HEALTHY, ...parts }, given(context)).map(({ summary }) => summary)
}

/** What the contradictions of the healthy model with some parts replaced say. */
export function contradicted(
  parts: Partial<AzureModel>,
  context: Partial<ConfigurationContext> = {},
): string[] {
  return found(parts, context).flatMap(({ id, summary }) => (id === CONTRADICTION ? [summary] : []))
}
