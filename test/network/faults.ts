import type { Network } from './network.ts'
import type { Situation } from './recording.ts'

/** What can be wrong with a network, and what has to be said of it at its two ends. */

export type Verdict = readonly [outcome: string, stage?: string, endedBy?: string, how?: string]

export interface Expected {
  readonly verdict: Verdict
  /** The first finding; none given: no finding of error severity. */
  readonly first?: string
  /** At least that sure, and not surer than the other. */
  readonly sure?: readonly [number, number]
  /** What its evidence or its explanation has to name. */
  readonly names?: RegExp
}

export interface Case extends Situation {
  readonly title: string
  /** `null`: at that end nothing is to be seen of it. Absent: not looked at. */
  readonly client?: Expected | null
  readonly server?: Expected | null
}

/** A rule of the router's firewall for what it passes on. */
export const firewall = (rule: string) => (network: Network) =>
  network.run('router', `nft 'add rule inet path through ${rule}'`)

export const NO_ICMP = `nft 'add rule inet path own icmp type destination-unreachable drop'
nft 'add rule inet path own icmpv6 type packet-too-big drop'`

/** The link behind the router is narrower, in one direction. @param icmp whether the router says so */
export const narrow = (towards: 'client' | 'server', icmp: 'says so' | 'is silent') => (network: Network) => {
  const links =
    towards === 'client'
      ? ['10.20.0.0/24 dev left', 'fd00:20::/64 dev left proto kernel metric 256']
      : ['10.20.2.0/24 dev right', 'fd00:22::/64 dev right proto kernel metric 256']
  for (const link of links) network.run('router', `ip route replace ${link} mtu lock 1300`)
  if (icmp === 'is silent') network.run('router', NO_ICMP)
}

export const route = (kind: string) => (network: Network) =>
  network.run('router', `ip route replace ${kind} 10.20.2.0/24`)

/** Behind the usual options of a segment (timestamps) stands a TLS record of the handshake. */
export const HANDSHAKE_RECORD = '@th,256,8 0x16'

export const COMPLETED: Expected = { verdict: ['completed'] }
export const HALF: Expected = { verdict: ['incomplete'] }
export const NO_ANSWER: Expected = {
  verdict: ['broken', 'tcp', 'network', 'timeout'],
  first: 'tcp-no-answer',
  sure: [0.97, 0.97],
}
export const REFUSED: Expected = { verdict: ['broken', 'tcp', 'server', 'rst'], first: 'tcp-refused' }
export const SERVER_FLIGHT = 'path-mtu-server-flight'
export const CLIENT_FLIGHT = 'path-mtu-client-flight'
/** The client's certificate went out again and again, and nobody acknowledged it: told at both ends. */
export const CLIENT_FLIGHT_LOST: Expected = {
  verdict: ['broken', 'client-certificate', 'network', 'timeout'],
  first: CLIENT_FLIGHT,
  sure: [0.88, 0.88],
}
export const atHello = (first: string, sure: readonly [number, number] = [0.7, 0.88]): Expected => ({
  verdict: ['broken', 'client-hello', 'network', 'timeout'],
  first,
  sure,
})

/** A sender that finds out by itself what the path carries (RFC 4821), as many do today. */
export const probing = (host: 'client' | 'server') => (network: Network) =>
  network.run(host, 'sysctl -q -w net.ipv4.tcp_mtu_probing=1 net.ipv4.tcp_base_mss=1000')

export const BOTH: readonly Situation['version'][] = ['TLSv1.2', 'TLSv1.3']
