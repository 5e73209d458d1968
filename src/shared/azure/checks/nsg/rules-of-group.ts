import type { NsgRule } from '../../model.ts'

/** One network security group: its rules in the order in which Azure asks them. */
export interface SecurityGroup {
  /** `null` where the document does not name it. */
  readonly name: string | null
  readonly file: string
  /** By priority, lowest number first; the platform's defaults behind them. */
  readonly rules: readonly GroupRule[]
}

/** A rule of a document, or a default of the platform's that the document leaves out (`rule` is `null`). */
export interface GroupRule {
  readonly rule: NsgRule | null
  readonly name: string
  readonly priority: number
  readonly direction: 'Inbound' | 'Outbound'
  readonly access: 'Allow' | 'Deny'
  readonly protocol: string
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  readonly destinationPorts: readonly string[]
}

/** More than Azure allows in one group (1000 rules, 4000 addresses and ports): what has more is no group of Azure's. */
const MOST_PORTS = 8_000

/** Lower than any rule that a person can make (100 to 4096). */
const FIRST_DEFAULT = 65_000

const DEFAULTS: readonly GroupRule[] = [
  standard('AllowVnetInBound', 65_000, 'Inbound', 'Allow', 'VirtualNetwork', 'VirtualNetwork'),
  standard('AllowAzureLoadBalancerInBound', 65_001, 'Inbound', 'Allow', 'AzureLoadBalancer', '*'),
  standard('DenyAllInBound', 65_500, 'Inbound', 'Deny', '*', '*'),
  standard('AllowVnetOutBound', 65_000, 'Outbound', 'Allow', 'VirtualNetwork', 'VirtualNetwork'),
  standard('AllowInternetOutBound', 65_001, 'Outbound', 'Allow', '*', 'Internet'),
  standard('DenyAllOutBound', 65_500, 'Outbound', 'Deny', '*', '*'),
]

function standard(
  name: string,
  priority: number,
  direction: GroupRule['direction'],
  access: GroupRule['access'],
  source: string,
  destination: string,
): GroupRule {
  return {
    rule: null,
    name,
    priority,
    direction,
    access,
    protocol: '*',
    sources: [source],
    destinations: [destination],
    destinationPorts: ['*'],
  }
}

/**
 * The groups of the documents. A rule that lacks what decides (a `--query` that left it out) is no rule to judge by:
 * a group with such a rule is left out as a whole, for what it allows cannot be known.
 */
export function securityGroups(rules: readonly NsgRule[]): SecurityGroup[] {
  const groups = new Map<string, NsgRule[]>()
  for (const rule of rules) {
    const key = `${rule.nsg?.toLowerCase() ?? ''}\n${rule.at.file}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [rule])
    else group.push(rule)
  }
  return [...groups.values()].flatMap((all) => {
    const [first] = all
    const complete = all.flatMap((rule) => completed(rule) ?? [])
    const ports = complete.reduce((sum, { destinationPorts }) => sum + destinationPorts.length, 0)
    if (first === undefined || complete.length < all.length || ports > MOST_PORTS) return []
    const defaults = DEFAULTS.filter(
      ({ direction }) =>
        !complete.some((one) => one.direction === direction && one.priority >= FIRST_DEFAULT),
    )
    const ordered = [...complete, ...defaults].sort((a, b) => a.priority - b.priority)
    return [{ name: first.nsg, file: first.at.file, rules: ordered }]
  })
}

function completed(rule: NsgRule): GroupRule | null {
  const { name, priority, direction, access, protocol, sources, destinations, destinationPorts } = rule
  if (priority === null || direction === null || access === null) return null
  if (sources.length === 0 || destinations.length === 0 || destinationPorts.length === 0) return null
  return {
    rule,
    name,
    priority,
    direction,
    access,
    protocol: protocol ?? '*',
    sources,
    destinations,
    destinationPorts,
  }
}
