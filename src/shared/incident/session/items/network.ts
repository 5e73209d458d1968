import { type GroupPlace, placeOf } from '../../../azure/checks/nsg/place.ts'
import { securityGroups } from '../../../azure/checks/nsg/rules-of-group.ts'
import { count } from '../../../diagnosis/words.ts'
import { type Fill, factOf, fileSource, isFaulted } from '../ground.ts'

/** NSGs of the two subnets. What a rule blocks is a finding; here it is told which groups were read. */
export const nsg: Fill = (ground) => {
  const { model } = ground.knowledge
  const groups = securityGroups(model.nsgRules).map((group) => ({ group, place: placeOf(group, model) }))
  const has = (wanted: 'gateway' | 'apim'): boolean =>
    groups.some(({ place }) => place.basis !== 'unknown' && place.roles.includes(wanted))
  const noSubnet =
    model.apims.length > 0 && model.apims.every(({ virtualNetworkType }) => virtualNetworkType === 'None')
  return {
    facts: groups.map(({ group, place }) => {
      const own = group.rules.flatMap(({ rule }) => rule ?? [])
      const faulted = own.some(({ at }) => isFaulted(ground.knowledge, at))
      return factOf(
        `${group.name ?? `The group in ${group.file}`}: ${count(own.length, 'rule')}; ${whereText(place)}.`,
        faulted || place.basis === 'unknown' || place.roles.length === 0 ? 'noted' : 'fine',
        own.slice(0, 1).map(({ at }) => fileSource(at)),
      )
    }),
    needs: [
      { what: 'the rules at the gateway’s subnet', met: has('gateway') },
      ...(noSubnet ? [] : [{ what: 'the rules at API Management’s subnet', met: has('apim') }]),
    ],
  }
}

function whereText({ roles, basis, by }: GroupPlace): string {
  if (basis === 'unknown') return 'it does not tell before which subnet'
  const where = roles.map((role) => SUBNET[role]).join(' and ')
  return `${where === '' ? 'before neither of the two subnets' : where}, as ${by}`
}

const SUBNET = {
  gateway: 'the gateway’s subnet',
  apim: 'API Management’s subnet',
} as const
