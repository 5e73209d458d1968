import { isIP, isIPv6 } from 'node:net'
import type { NameResolution, ProbeRequest, ResolvedAddress } from '../probe.ts'
import { addressSpace } from './address-space.ts'
import { bounded, type Outcome } from './bounded.ts'
import { askDns } from './direct-dns.ts'
import { asciiName } from './host-name.ts'
import { hostsEntries } from './hosts-file.ts'
import type { Surroundings } from './surroundings.ts'
import { authority, done, failed, skipped, span, stopped, type Told } from './told.ts'

/** Where to connect to, in order. */
export interface Whereto {
  readonly names: NameResolution | null
  readonly addresses: readonly string[]
  readonly port: number
  readonly told: Told
}

/** DNS is asked beside the system's own resolution, which is not held up by it for longer than the grace. */
const DIRECT_MS = 2000
const GRACE_MS = 400
/** Beyond these nobody waits for more attempts. */
const MOST_ADDRESSES = 16

/** Turns the name into addresses, the way the whole machine does it, and says what else is known of the name. */
export async function resolveStage(
  around: Surroundings,
  request: ProbeRequest,
  signal: AbortSignal | undefined,
): Promise<Whereto> {
  const { host, port, connect, family, proxy } = request
  const nowhere = (told: Told, names: NameResolution | null = null): Whereto => ({
    names,
    addresses: [],
    port,
    told,
  })
  if (asciiName(host) === null) {
    // Neither DNS nor HTTP may be told this: a line break in it would be a request of its own.
    const names = proxy === null ? { ...NOTHING_KNOWN, name: host, error: 'EBADNAME' } : null
    return nowhere(failed(noName(host)), names)
  }
  if (connect !== null && isIP(connect.address) === 0) {
    return nowhere(failed(`${JSON.stringify(connect.address.slice(0, 100))} is no IP address.`))
  }
  if (proxy !== null) return whereProxyIs(around, request, proxy, signal)
  if (isIP(host) !== 0 && connect === null) {
    const { addresses, lacking } = ofFamily([host], family)
    if (addresses.length === 0) return nowhere(failed(`${host} is no ${lacking} address.`))
    return { names: null, addresses, port, told: skipped(`${host} is an address: nothing to resolve.`) }
  }
  const names = isIP(host) === 0 ? await resolve(around, request, signal) : null
  if (signal?.aborted) return nowhere(stopped(), names)
  if (connect !== null) return pinned(connect, request, names)
  if (names === null || names.error !== null) return nowhere(failed(whyNot(host, names, request)), names)
  const { addresses, lacking } = ofFamily(
    names.addresses.map(({ address }) => address),
    family,
  )
  if (addresses.length === 0) {
    return nowhere(failed(`${host} has no ${lacking} address, only ${listed(names.addresses)}.`), names)
  }
  return { names, addresses, port, told: done(`${host} is ${listed(names.addresses)}${origin(names)}.`) }
}

async function resolve(
  around: Surroundings,
  request: ProbeRequest,
  signal: AbortSignal | undefined,
): Promise<NameResolution> {
  const { host } = request
  const timeoutMs = patience(request)
  const name = asciiName(host) ?? host
  const enough = new AbortController()
  const stop = (): void => enough.abort()
  signal?.addEventListener('abort', stop)
  const direct = isLocal(name)
    ? { aliases: null, addresses: null }
    : askDns(around, name, Math.min(timeoutMs, DIRECT_MS), enough.signal)
  const [system, entries, answer] = await Promise.all([
    lookup(around, name, timeoutMs, signal).then((outcome) => {
      // Where the system failed, what DNS itself says is worth its own time.
      if (outcome.kind === 'came') setTimeout(stop, GRACE_MS).unref()
      return outcome
    }),
    hostsEntries(around.hostsFile, name),
    direct,
  ])
  signal?.removeEventListener('abort', stop)
  return {
    name,
    servers: serversOf(around),
    hostsEntries: entries,
    addresses: system.kind === 'came' ? system.value.map(resolved) : [],
    aliases: answer.aliases,
    dnsAddresses: answer.addresses?.map(resolved) ?? null,
    error: errorOf(system),
  }
}

/** Where the address is given, the name is of interest, but nothing waits for it. */
function patience({ connect, timeoutMs }: ProbeRequest): number {
  return connect === null ? timeoutMs : Math.min(timeoutMs, DIRECT_MS)
}

const NOTHING_KNOWN: Omit<NameResolution, 'name' | 'error'> = {
  servers: [],
  hostsEntries: [],
  addresses: [],
  aliases: null,
  dnsAddresses: null,
}

function lookup(
  around: Surroundings,
  name: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Outcome<readonly string[]>> {
  const unique = async (): Promise<readonly string[]> => [...new Set(await around.lookup(name))]
  return bounded(unique(), timeoutMs, signal)
}

function errorOf(system: Outcome<readonly string[]>): string | null {
  switch (system.kind) {
    case 'came':
      return system.value.length === 0 ? 'ENODATA' : null
    case 'failed':
      return system.code
    case 'timeout':
      return 'ETIMEOUT'
    case 'aborted':
      return 'ECANCELLED'
  }
}

/** RFC 6761 6.3: these never leave the machine. */
function isLocal(name: string): boolean {
  return /(?:^|\.)localhost\.?$/i.test(name)
}

function serversOf(around: Surroundings): readonly string[] {
  try {
    return around.resolverServers()
  } catch {
    return []
  }
}

function resolved(address: string): ResolvedAddress {
  return { address, family: isIPv6(address) ? 6 : 4, space: addressSpace(address) }
}

/** The proxy resolves the name itself; who looks from here learns only where the proxy is. */
async function whereProxyIs(
  around: Surroundings,
  { host, family, timeoutMs }: ProbeRequest,
  proxy: NonNullable<ProbeRequest['proxy']>,
  signal: AbortSignal | undefined,
): Promise<Whereto> {
  const { port } = proxy
  const nowhere = (told: Told): Whereto => ({ names: null, addresses: [], port, told })
  const name = asciiName(proxy.host)
  if (name === null) return nowhere(failed(noName(proxy.host)))
  const system: Outcome<readonly string[]> =
    isIP(name) === 0 ? await lookup(around, name, timeoutMs, signal) : { kind: 'came', value: [name] }
  if (signal?.aborted) return nowhere(stopped())
  const error = errorOf(system)
  if (system.kind !== 'came' || error !== null) {
    const why = reasonText(error ?? 'ENODATA', timeoutMs)
    return nowhere(failed(`The proxy ${proxy.host} does not resolve: ${why}.`))
  }
  const { addresses, lacking } = ofFamily(system.value, family)
  if (addresses.length === 0) return nowhere(failed(`The proxy ${proxy.host} has no ${lacking} address.`))
  const where = isIP(name) !== 0 ? '' : ` (${listed(system.value.map(resolved))})`
  const told = skipped(
    isIP(host) !== 0
      ? `${host} is an address; the proxy ${authority(proxy.host, port)}${where} connects to it.`
      : `${host} is resolved by the proxy ${authority(proxy.host, port)}${where}, not here.`,
  )
  return { names: null, addresses, port, told }
}

function pinned(
  connect: NonNullable<ProbeRequest['connect']>,
  request: ProbeRequest,
  names: NameResolution | null,
): Whereto {
  const { host, family } = request
  const { address, port } = connect
  const { addresses, lacking } = ofFamily([address], family)
  const instead = `${authority(address, port)} was given instead`
  const told =
    addresses.length === 0
      ? failed(`${address} is no ${lacking} address.`)
      : names === null
        ? skipped(`${host} is an address; ${instead}.`)
        : names.error === null
          ? done(`${host} is ${listed(names.addresses)}${origin(names)}; ${instead}.`)
          : skipped(`${whyNot(host, names, request).replace(/\.$/, '')}; ${instead}.`)
  return { names, addresses, port, told }
}

function ofFamily(addresses: readonly string[], family: 4 | 6 | null) {
  return {
    addresses: addresses
      .filter((address) => family === null || isIP(address) === family)
      .slice(0, MOST_ADDRESSES),
    lacking: family === 6 ? 'IPv6' : 'IPv4',
  }
}

function listed(addresses: readonly ResolvedAddress[]): string {
  const shown = addresses.slice(0, 4).map(({ address, space }) => `${address} (${space})`)
  const more = addresses.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

/** Where the addresses come from, as far as it is seen. */
function origin({ addresses, hostsEntries, aliases }: NameResolution): string {
  const [entry] = hostsEntries.filter((each) => addresses.some(({ address }) => address === each.address))
  if (entry !== undefined) return `, by line ${entry.line} of ${entry.file}`
  const last = aliases?.at(-1)
  return last === undefined ? '' : `, by way of ${last}`
}

function whyNot(host: string, names: NameResolution | null, request: ProbeRequest): string {
  const error = names?.error ?? 'ENOTFOUND'
  const known = names?.dnsAddresses ?? []
  const direct = known.length > 0 ? `, although DNS itself says ${listed(known)}` : ''
  return `${host} does not resolve: ${reasonText(error, patience(request))}${direct}.`
}

function noName(host: string): string {
  return `${JSON.stringify(host.slice(0, 100))} is no host name.`
}

function reasonText(error: string, timeoutMs: number): string {
  switch (error) {
    case 'ENOTFOUND':
      return 'there is no such name (ENOTFOUND)'
    case 'ENODATA':
      return 'the name has no address (ENODATA)'
    case 'EAI_AGAIN':
      return 'the system’s resolver gets no answer (EAI_AGAIN)'
    case 'ETIMEOUT':
      return `no answer within ${span(timeoutMs)}`
    default:
      return error
  }
}
