import type { Leg } from '../../../conversation/vocabulary.ts'
import { CONFIDENCE, type Evidence } from '../../../diagnosis/finding.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import {
  type CheckInput,
  type ConfigurationCheck,
  type ConfigurationDraft,
  corroborated,
  fileEvidence,
} from '../check.ts'
import { evaluate, type FlowVerdict } from '../nsg/evaluate.ts'
import { type GroupPlace, placeOf, type SubnetRole } from '../nsg/place.ts'
import { type Requirement, requirements } from '../nsg/required.ts'
import { type SecurityGroup, securityGroups } from '../nsg/rules-of-group.ts'
import { healthOf } from '../support/health.ts'

/**
 * A network security group denies what its subnet needs (facts 3.23, 4.6.1, 4.6.2, 4.6.6; seed 000, question 7),
 * evaluated as Azure does. Which subnet it stands before is read from resource ids, else from its rules' service tags,
 * else from its name (`placeOf`); where none tells, only what somebody denied on purpose counts, as a possibility. What cannot be decided (a range whose
 * place is not known) is no finding.
 */
export const nsgBlocks: ConfigurationCheck = {
  id: 'nsg-blocks',
  check(input) {
    const groups = securityGroups(input.model.nsgRules)
    if (groups.length === 0) return []
    // The same for every group, and not cheap.
    const needs: Needs = { gateway: requirements(input, 'gateway'), apim: requirements(input, 'apim') }
    return groups.flatMap((group) => ofGroup(input, needs, group))
  },
}

type Needs = Readonly<Record<SubnetRole, readonly Requirement[]>>

interface Denied {
  readonly requirement: Requirement
  readonly by: Extract<FlowVerdict, { kind: 'denied' }>
}

function ofGroup(input: CheckInput, needs: Needs, group: SecurityGroup): ConfigurationDraft[] {
  const place = placeOf(group, input.model)
  if (place.basis === 'unknown') return ofUnknownSubnet(input, needs, group, place)
  return place.roles.flatMap((role) => {
    const denied = deniedIn(needs[role], group)
    const legs: readonly Leg[] = [...new Set(denied.map(({ requirement }) => requirement.leg))]
    return legs.map((leg) =>
      together(
        input,
        group,
        leg,
        denied.filter(({ requirement }) => requirement.leg === leg),
        place.basis === 'subnet'
          ? {
              exact: true,
              text: `It is the group of the ${SUBNET[role]} subnet: ${place.by}, by resource id.`,
            }
          : {
              exact: false,
              text: `It is taken for the group of the ${SUBNET[role]} subnet, as ${place.by}.`,
            },
      ),
    )
  })
}

const SUBNET: Record<SubnetRole, string> = { gateway: 'gateway’s', apim: 'API Management' }

function deniedIn(required: readonly Requirement[], group: SecurityGroup): Denied[] {
  return required.flatMap((requirement) => {
    const verdicts = requirement.flows.map((flow) => evaluate(group, flow))
    const [by] = verdicts.flatMap((verdict) => (verdict.kind === 'denied' ? [verdict] : []))
    return by !== undefined && verdicts.every(({ kind }) => kind === 'denied') ? [{ requirement, by }] : []
  })
}

/** Only rules that a person made: the defaults deny to every other subnet what these two need. */
function ofUnknownSubnet(
  input: CheckInput,
  needs: Needs,
  group: SecurityGroup,
  { roles, by }: GroupPlace,
): ConfigurationDraft[] {
  const denied = roles
    .flatMap((role) => deniedIn(needs[role], group))
    .filter(({ by }) => by.by.rule !== null && by.by.priority < 65_000)
  if (denied.length === 0) return []
  const draft = together(input, group, 'unknown', denied, {
    exact: false,
    text: `Whether it stands before the gateway’s subnet, API Management’s, or another, these documents do not tell: ${by}. az network nsg show tells the subnets it is attached to.`,
  })
  return [{ ...draft, severity: 'warning', confidence: CONFIDENCE.possible }]
}

function together(
  input: CheckInput,
  group: SecurityGroup,
  leg: Leg,
  denied: readonly Denied[],
  place: { readonly exact: boolean; readonly text: string },
): ConfigurationDraft {
  const name =
    group.name === null ? 'The network security group' : `Network security group ${quoted(group.name)}`
  const said = leg === 'gateway-apim' ? healthOf(input, null, SAID) : null
  const alone = Math.max(...denied.map(({ requirement }) => requirement.confidence))
  const surer = said !== null || (place.exact && denied.some(({ requirement }) => requirement.always))
  return {
    leg,
    basis: 'documented',
    severity: denied.some(({ requirement }) => requirement.severity === 'error') ? 'error' : 'warning',
    confidence: surer ? corroborated(alone) : alone,
    summary: `${name} blocks ${list(
      denied.map(({ requirement }) => requirement.what),
      3,
    )}.`,
    explanation: [
      ...denied.map(
        ({ requirement, by }) =>
          `${requirement.what} should be allowed and ${deniedText(requirement, by)}: ${requirement.without}.`,
      ),
      place.text,
    ].join(' '),
    evidence: [...evidenceOf(group, denied), ...(said?.evidence ?? [])],
    disproof:
      'az network watcher test-ip-flow, or the effective rules of a machine in that subnet, that allow it; or the group being attached to another subnet.',
    because: `${name.charAt(0).toLowerCase()}${name.slice(1)} blocks ${denied[0]?.requirement.what ?? 'it'}`,
  }
}

const SAID = ['backend-health-unknown', 'backend-health-cannot-connect'] as const

function deniedText({ flows }: Requirement, { by, ports }: Denied['by']): string {
  const asked = flows[0]?.ports
  const whole = asked !== undefined && asked[0] === ports[0] && asked[1] === ports[1]
  const part = whole ? '' : ` for ${ports[0] === ports[1] ? ports[0] : `${ports[0]}-${ports[1]}`}`
  const rule = `rule "${quoted(by.name)}" (priority ${by.priority})`
  return by.rule === null
    ? `is denied${part} by the default ${rule}, which the document leaves out`
    : `is denied${part} by ${rule}`
}

function evidenceOf(group: SecurityGroup, denied: readonly Denied[]): Evidence[] {
  const rules = new Set(denied.flatMap(({ by }) => by.by.rule ?? []))
  if (rules.size > 0) return [...rules].map(fileEvidence)
  return [{ kind: 'file', file: group.file, pointer: '' }]
}
