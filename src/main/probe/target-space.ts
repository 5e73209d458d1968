import { parseAddress } from '../../shared/packet/address.ts'
import type { AddressSpace, ProbeRequest } from './probe.ts'
import { addressSpace } from './stages/address-space.ts'

/** Something outside private address space that packets would go to: whoever probes it must mean to. */
export interface PublicTarget {
  /** What the user named. */
  readonly name: string
  /** `null`: the proxy resolves the name, so nobody here knows. */
  readonly address: string | null
  readonly space: AddressSpace | null
}

/** Asks whoever may decide; `false` sends nothing. */
export type AskLeave = (targets: readonly PublicTarget[]) => boolean | Promise<boolean>

type Aim = Pick<ProbeRequest, 'host' | 'connect' | 'proxy'>

/** These need no leave: they are one's own machine or network (RFC 1918, RFC 4193, loopback, one's own link). */
const FREE: ReadonlySet<AddressSpace> = new Set(['private', 'loopback', 'link-local'])

/**
 * What of a probe lies outside private address space, in the order given.
 * @param addresses what is connected to: the target's, or the proxy's where there is one
 */
export function publicTargets(addresses: readonly string[], { host, connect, proxy }: Aim): PublicTarget[] {
  const direct = addresses.map((address) => target(proxy?.host ?? host, address))
  const behind = proxy === null ? [] : [behindProxy(connect?.address ?? host)]
  return [...direct, ...behind].filter(({ space }) => space === null || !FREE.has(space))
}

function behindProxy(host: string): PublicTarget {
  return parseAddress(host) === null ? { name: host, address: null, space: null } : target(host, host)
}

function target(name: string, address: string): PublicTarget {
  return { name, address, space: addressSpace(address) }
}

/**
 * The probe's `permit`: asks once for each target, also where many connections want the same one at the same time.
 */
export function permitting(aim: Aim, ask: AskLeave): (addresses: readonly string[]) => Promise<boolean> {
  const answers = new Map<string, Promise<boolean>>()
  const keyOf = ({ name, address }: PublicTarget): string => `${name} ${address}`
  return async (addresses) => {
    const targets = publicTargets(addresses, aim)
    const open = targets.filter((one) => !answers.has(keyOf(one)))
    if (open.length > 0) {
      const answer = Promise.resolve(ask(open))
      for (const one of open) answers.set(keyOf(one), answer)
    }
    const given = await Promise.all(targets.map((one) => answers.get(keyOf(one)) ?? false))
    return given.every((leave) => leave)
  }
}

/** `contoso.com is at 20.50.2.1, outside private address space`. */
export function targetsText(targets: readonly PublicTarget[]): string {
  const names = [...new Set(targets.map(({ name }) => name))]
  const clauses = names.map((name) => {
    const addresses = targets.flatMap((one) => (one.name === name && one.address !== null ? one.address : []))
    if (addresses.length === 0) {
      return `${name} is for the proxy to resolve, so it may lie outside private address space`
    }
    const verb = addresses.length === 1 && addresses[0] === name ? 'lies' : `is at ${addresses.join(', ')},`
    return `${name} ${verb} outside private address space`
  })
  return clauses.join('; ')
}
