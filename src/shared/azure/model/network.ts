import type { Read } from './place.ts'

/** Security groups and private zones. */

/** A network security group itself, which a list of rules alone does not show. */
export interface Nsg extends Read {
  readonly name: string
  readonly resourceGroup: string | null
  /** Resource ids of the subnets and network interfaces it is attached to, lower case. Empty also where not shown. */
  readonly subnets: readonly string[]
  readonly networkInterfaces: readonly string[]
}

export interface NsgRule extends Read {
  readonly nsg: string | null
  readonly name: string
  readonly priority: number | null
  readonly direction: 'Inbound' | 'Outbound' | null
  readonly access: 'Allow' | 'Deny' | null
  /** `Tcp`, `Udp`, `*` … */
  readonly protocol: string | null
  /** Prefixes, addresses and service tags, the plural and singular properties together. */
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  /** `443`, `65200-65535`, `*`. */
  readonly destinationPorts: readonly string[]
}

export interface PrivateDnsRecord extends Read {
  /** The whole name, with its zone, lower case, no final dot. */
  readonly name: string
  readonly zone: string | null
  /** `A`, `AAAA`, `CNAME`. */
  readonly type: string
  readonly values: readonly string[]
  readonly ttlSeconds: number | null
}
