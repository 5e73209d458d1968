import { isIcmp } from '../../conversation/conversation.ts'
import type { Facts } from '../../conversation/facts.ts'
import type { Peer } from '../../conversation/vocabulary.ts'
import type { IcmpKind } from '../../packet/icmp.ts'
import { rowEvidence } from '../evidence.ts'
import type { Evidence } from '../finding.ts'
import { count } from '../words.ts'

/** An ICMP error about a packet of one side: somebody on the way, or the other host, says why it went no further. */
export interface RefusedPacket {
  readonly row: number
  readonly kind: IcmpKind
  /** Of the packet, IP header included, in bytes. */
  readonly size: number
  /** Who says so, and the size that the next hop takes, where it tells. */
  readonly detail: string
}

/** What ICMP said of packets of that side; `tooBig`: only that they were too big, or everything but that. */
export function refusedPackets(facts: Facts, from: Peer, tooBig: boolean): RefusedPacket[] {
  return facts.conversation.messages.flatMap(({ type, from: teller, length, likely }, row) => {
    // It travels in the direction of the answers.
    if (!isIcmp(type) || teller === from) return []
    const kind = type.slice('ICMP '.length) as IcmpKind
    return (kind === 'fragmentation needed') === tooBig
      ? [{ row, kind, size: length, detail: likely ?? '' }]
      : []
  })
}

export function refusedEvidence(facts: Facts, { row, kind, size, detail }: RefusedPacket): Evidence {
  return rowEvidence(facts, row, 'ICMP', `${kind}, of ${count(size, 'byte')}: ${detail}`)
}

/** What each of them means, as the end of a sentence. */
export const REFUSAL_MEANS: Readonly<Record<IcmpKind, string>> = {
  'fragmentation needed': 'its packets are too big for a link on the way',
  'administratively prohibited': 'a firewall or an access list on the way forbids it',
  'port unreachable': 'the host, or a firewall in its name, rejects that port',
  unreachable: 'a router has no way there, or the host does not answer in its network',
  'time exceeded': 'packets run in a circle between routers',
}
