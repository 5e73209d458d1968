import { roleOf } from '../../../azure/checks/nsg/required.ts'
import { securityGroups } from '../../../azure/checks/nsg/rules-of-group.ts'
import { count } from '../../../diagnosis/words.ts'
import { type Fill, factOf, fileSource, isFaulted } from '../ground.ts'

/** NSGs of the two subnets. What a rule blocks is a finding; here it is told which groups were read. */
export const nsg: Fill = (ground) => {
  const { model } = ground.knowledge
  const groups = securityGroups(model.nsgRules).map((group) => ({ group, role: roleOf(group) }))
  const has = (wanted: string): boolean => groups.some(({ role }) => role?.role === wanted)
  const noSubnet =
    model.apims.length > 0 && model.apims.every(({ virtualNetworkType }) => virtualNetworkType === 'None')
  return {
    facts: groups.map(({ group, role }) => {
      const own = group.rules.flatMap(({ rule }) => rule ?? [])
      const where =
        role === null ? 'it does not tell before which subnet' : `${SUBNET[role.role]}, as ${role.by}`
      const faulted = own.some(({ at }) => isFaulted(ground.knowledge, at))
      return factOf(
        `${group.name ?? `The group in ${group.file}`}: ${count(own.length, 'rule')}; ${where}.`,
        faulted || role === null ? 'noted' : 'fine',
        own.slice(0, 1).map(({ at }) => fileSource(at)),
      )
    }),
    needs: [
      { what: 'the rules at the gateway’s subnet', met: has('gateway') },
      ...(noSubnet ? [] : [{ what: 'the rules at API Management’s subnet', met: has('apim') }]),
    ],
  }
}

const SUBNET = {
  gateway: 'the gateway’s subnet',
  apim: 'API Management’s subnet',
} as const
