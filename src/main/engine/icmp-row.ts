import { addressText } from '../../shared/packet/address.ts'
import type { IcmpErrorView } from '../../shared/packet/icmp.ts'

/** How the ladder tells of an ICMP error; its length is that of the packet it is about. */
export function icmpRow({ kind, mtu, refusedLength, saidByAt, segment }: IcmpErrorView) {
  const takes = mtu > 0 ? `the next hop takes ${mtu} bytes, ` : ''
  const saidBy = addressText(segment.bytes, saidByAt, segment.addressLength)
  return { type: `ICMP ${kind}`, bytes: refusedLength, detail: `${takes}says ${saidBy}` }
}
