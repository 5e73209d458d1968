import { type Cover, covers, type Peer } from './peer.ts'
import type { GroupRule, SecurityGroup } from './rules-of-group.ts'

/** A flow that must pass: always TCP. */
export interface Flow {
  readonly direction: 'Inbound' | 'Outbound'
  /** The source of what comes in, the destination of what goes out. */
  readonly peer: Peer
  /** The address on this side, in the subnet that the group stands before; `null` where it is not known. */
  readonly own: string | null
  /** First and last port at the destination. */
  readonly ports: readonly [number, number]
}

/** What a group does with a flow; `unknown` where a rule may or may not be about it. */
export type FlowVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'denied'
      readonly by: GroupRule
      /** The part of the ports that is denied. */
      readonly ports: readonly [number, number]
    }

/**
 * As Azure does: the rules of one direction by priority, and the first that matches decides. Where rules cut the ports
 * into pieces, each piece is asked for itself and the first denied one is told. The own side of a rule is the destination
 * of what comes in and the source of what goes out.
 */
export function evaluate(group: SecurityGroup, flow: Flow): FlowVerdict {
  const rules = group.rules.filter(({ direction }) => direction === flow.direction)
  let unknown = false
  for (const piece of pieces(rules, flow.ports)) {
    const verdict = ofPiece(rules, flow, piece)
    if (verdict.kind === 'denied') return verdict
    if (verdict.kind === 'unknown') unknown = true
  }
  return unknown ? { kind: 'unknown' } : { kind: 'allowed' }
}

function ofPiece(rules: readonly GroupRule[], flow: Flow, piece: readonly [number, number]): FlowVerdict {
  let doubt: GroupRule['access'] | 'both' | null = null
  for (const rule of rules) {
    const match = matches(rule, flow, piece)
    if (match === 'no') continue
    if (match === 'perhaps') {
      doubt = doubt === null || doubt === rule.access ? rule.access : 'both'
      continue
    }
    if (doubt !== null && doubt !== rule.access) return { kind: 'unknown' }
    return rule.access === 'Allow' ? { kind: 'allowed' } : { kind: 'denied', by: rule, ports: piece }
  }
  return { kind: 'unknown' }
}

function matches(
  rule: GroupRule,
  { direction, peer, own: address }: Flow,
  [first]: readonly [number, number],
): Cover {
  const protocol = rule.protocol.toLowerCase()
  if (protocol !== '*' && protocol !== 'any' && protocol !== 'tcp') return 'no'
  if (!rule.destinationPorts.some((text) => portsOf(text).some(([from, to]) => first >= from && first <= to)))
    return 'no'
  const here: Peer = { kind: 'virtual-network', address }
  const [theirs, own] =
    direction === 'Inbound' ? [rule.sources, rule.destinations] : [rule.destinations, rule.sources]
  return both(
    most(theirs.map((prefix) => covers(prefix, peer))),
    most(own.map((prefix) => covers(prefix, here))),
  )
}

function most(list: readonly Cover[]): Cover {
  return list.includes('yes') ? 'yes' : list.includes('perhaps') ? 'perhaps' : 'no'
}

function both(one: Cover, other: Cover): Cover {
  if (one === 'no' || other === 'no') return 'no'
  return one === 'yes' && other === 'yes' ? 'yes' : 'perhaps'
}

/** The flow's ports, cut where a rule's ports begin or end. */
function pieces(rules: readonly GroupRule[], [from, to]: readonly [number, number]): [number, number][] {
  const cuts = new Set<number>([from])
  for (const { destinationPorts } of rules) {
    for (const [first, last] of destinationPorts.flatMap(portsOf)) {
      if (first > from && first <= to) cuts.add(first)
      if (last + 1 > from && last + 1 <= to) cuts.add(last + 1)
    }
  }
  const starts = [...cuts].sort((a, b) => a - b)
  return starts.map((start, at) => [start, (starts[at + 1] ?? to + 1) - 1])
}

/** `443`, `65200-65535`, `*`; several by comma. What is none of these covers nothing. */
function portsOf(text: string): [number, number][] {
  return text.split(',').flatMap((part): [number, number][] => {
    const trimmed = part.trim()
    if (trimmed === '*') return [[0, 65_535]]
    const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(trimmed) ?? []
    return first === undefined ? [] : [[Number(first), Number(last ?? first)]]
  })
}
