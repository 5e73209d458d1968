import { list, quoted } from '../../../diagnosis/words.ts'
import type { AzureModel, Nsg } from '../../model.ts'
import { sameName } from '../support/links.ts'
import type { SecurityGroup } from './rules-of-group.ts'

export type SubnetRole = 'gateway' | 'apim'

/** Which of the two subnets a group stands before. */
export interface GroupPlace {
  /** Both, where it is attached to both. Empty: neither of them. Where nothing tells, those it may stand before. */
  readonly roles: readonly SubnetRole[]
  /** What tells: resource ids (exact), a service tag, its name, or nothing. */
  readonly basis: 'subnet' | 'tag' | 'name' | 'unknown'
  /** A clause: how that is known. */
  readonly by: string
}

const ROLES: readonly SubnetRole[] = ['gateway', 'apim']

/**
 * By the ids of the subnets it is attached to, where its document and those of gateway or API Management show them;
 * else by its rules' service tags, else by its name. Ids that are known and differ rule a subnet out whatever tags say.
 */
export function placeOf(group: SecurityGroup, model: AzureModel): GroupPlace {
  const nsg = nsgOf(group, model)
  const attached = new Set(nsg?.subnets)
  const met = ROLES.map((role) => ({ role, in: residents(model, role).filter(isIn(attached)) })).filter(
    (one) => one.in.length > 0,
  )
  if (met.length > 0) {
    const names = met.flatMap((one) => one.in.map(({ name }) => quoted(name)))
    return {
      roles: met.map(({ role }) => role),
      basis: 'subnet',
      by: `it is attached to the subnet of ${list(names)}`,
    }
  }
  if (attached.size === 0 && nsg !== null && nsg.networkInterfaces.length > 0)
    return { roles: [], basis: 'subnet', by: 'it is attached to network interfaces alone' }
  const possible = attached.size === 0 ? ROLES : ROLES.filter((role) => !allElsewhere(model, role))
  const said = saidRole(group)
  if (possible.length === 0 || (said !== null && !possible.includes(said.role)))
    return { roles: [], basis: 'subnet', by: 'it is attached to another subnet than theirs' }
  if (said === null)
    return { roles: possible, basis: 'unknown', by: 'neither its name nor a service tag says so' }
  return { roles: [said.role], basis: said.basis, by: said.by }
}

interface Resident {
  readonly name: string
  readonly subnets: readonly string[]
}

function residents({ gateways, apims }: AzureModel, role: SubnetRole): readonly Resident[] {
  return role === 'gateway' ? gateways : apims
}

function isIn(attached: ReadonlySet<string>): (one: Resident) => boolean {
  return ({ subnets }) => subnets.some((id) => attached.has(id))
}

/** Asked where none is in the group's subnets: whether the documents show the subnets of all there are. */
function allElsewhere(model: AzureModel, role: SubnetRole): boolean {
  const all = residents(model, role)
  return all.length > 0 && all.every(({ subnets }) => subnets.length > 0)
}

/** The group's own document; `null` where there is none, or two of the name that the file does not tell apart. */
function nsgOf({ name, file }: SecurityGroup, { nsgs }: AzureModel): Nsg | null {
  const same = name === null ? [] : nsgs.filter((one) => sameName(one.name, name))
  const near = same.length > 1 ? same.filter(({ at }) => at.file === file) : same
  return near.length === 1 ? (near[0] ?? null) : null
}

function saidRole(group: SecurityGroup): (Pick<GroupPlace, 'basis' | 'by'> & { role: SubnetRole }) | null {
  const tags = new Set(group.rules.flatMap(({ sources }) => sources.map((source) => source.toLowerCase())))
  const [gateway, apim] = [tags.has('gatewaymanager'), tags.has('apimanagement')]
  if (gateway !== apim)
    return gateway
      ? { role: 'gateway', basis: 'tag', by: 'a rule of it is for GatewayManager' }
      : { role: 'apim', basis: 'tag', by: 'a rule of it is for ApiManagement' }
  const name = group.name?.toLowerCase() ?? ''
  const [isApim, isGateway] = [
    /apim|api-?management/.test(name),
    /agw|app-?gw|app-?gateway|application-?gateway|waf/.test(name),
  ]
  if (isApim === isGateway) return null
  return { role: isApim ? 'apim' : 'gateway', basis: 'name', by: 'its name says so' }
}
