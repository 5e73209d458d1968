import { bareName, isAmong, isCalled, placeList } from '../../../diagnosis/place-list.ts'
import { quoted } from '../../../diagnosis/words.ts'
import { parseAddress } from '../../../packet/address.ts'
import { matchDnsName } from '../../../x509/host-match.ts'
import type { ApimHostname, BackendPool } from '../../model.ts'
import { isBuiltInName } from '../../trusted-root/index.ts'
import type { CheckInput } from '../check.ts'
import { sameName } from './links.ts'

/** What a host name is to the API Management services of the documents (facts 4.4.4, 4.4.5, 4.4.11). */
export type HostKind =
  /** One of the gateway's own: API calls and the status path are answered there. */
  | 'gateway'
  /** Developer portal, management, Git: other endpoints of the same service. */
  | 'other-endpoint'
  /** None that the service answers to. */
  | 'foreign'
  | 'address'
  /** No document lists the service's names. */
  | 'unknown'

const BUILT_IN = '.azure-api.net'
const OTHER_ENDPOINTS = ['portal', 'developer', 'management', 'scm', 'configuration']

export function hostKind({ model }: CheckInput, host: string): HostKind {
  if (parseAddress(host) !== null) return 'address'
  const name = bareName(host)
  if (name === 'localhost') return 'foreign'
  const listed = model.apimHostnames.find(({ hostName }) => bareName(hostName) === name)
  if (listed !== undefined) return isGatewayType(listed) ? 'gateway' : 'other-endpoint'
  if (name.endsWith(BUILT_IN))
    return builtInKind(
      name.slice(0, -BUILT_IN.length),
      model.apims.flatMap(({ name: apim }) => apim || []),
    )
  const wildcard = model.apimHostnames.find(({ hostName }) => matchDnsName(bareName(hostName), name) !== null)
  if (wildcard !== undefined) return isGatewayType(wildcard) ? 'gateway' : 'other-endpoint'
  return listsNames(model.apimHostnames) ? 'foreign' : 'unknown'
}

/** `contoso`, `contoso.portal`, `contoso-westeurope-01.regional` before `.azure-api.net`. */
function builtInKind(prefix: string, apims: readonly string[]): HostKind {
  const [service = '', endpoint, ...more] = prefix.split('.')
  const known = apims.length === 0 || apims.some((apim) => sameName(apim, service))
  // Another service of the same cloud, which these documents do not describe.
  if (endpoint === undefined) return known ? 'gateway' : 'unknown'
  if (more.length > 0) return 'unknown'
  if (endpoint === 'regional') return 'gateway'
  return OTHER_ENDPOINTS.includes(endpoint) ? 'other-endpoint' : 'unknown'
}

/** Older documents leave the type of a gateway's host name out. */
export function isGatewayType({ type }: ApimHostname): boolean {
  return type === null || sameName(type, 'Proxy')
}

/** Whether the gateway's own names are there at all: a foreign name can be told only then. */
function listsNames(hostnames: readonly ApimHostname[]): boolean {
  return hostnames.some(isGatewayType)
}

/** The names that API calls may be made to, for a sentence. */
export function gatewayHosts({ model }: CheckInput): string[] {
  const listed = model.apimHostnames.filter(isGatewayType).map(({ hostName }) => bareName(hostName))
  const builtIn = model.apims.flatMap(({ name }) => (name === '' ? [] : `${name.toLowerCase()}${BUILT_IN}`))
  return [...new Set(listed.length > 0 ? listed : builtIn)]
}

export function isBuiltInHost(host: string): boolean {
  return isBuiltInName(bareName(host))
}

/**
 * Whether a backend is API Management, by its hosts, its pool's members, and the path that only API Management has.
 * Everything that is judged by what API Management answers asks this first.
 */
export function isApimBackend(
  input: CheckInput,
  hosts: readonly (string | null)[],
  pools: readonly BackendPool[],
  path: string | null,
): boolean {
  if (path !== null && /status[-_ ]?0123456789abcdef/i.test(path)) return true
  return [...hosts, ...pools.flatMap(({ addresses }) => addresses)].some(
    (host) => host !== null && isApimHost(input, host),
  )
}

function isApimHost(input: CheckInput, host: string): boolean {
  const name = bareName(host)
  const places = placeList(input.context.topology.apim)
  if (isCalled(places, name) || isAmong(places, name)) return true
  if (parseAddress(name) !== null) {
    return input.model.apims.some(({ privateIpAddresses, publicIpAddresses }) =>
      [...privateIpAddresses, ...publicIpAddresses].includes(name),
    )
  }
  return (
    name.endsWith(BUILT_IN) || input.model.apimHostnames.some(({ hostName }) => bareName(hostName) === name)
  )
}

/** How a service is called in a sentence; a `--query` result may leave its name out. */
export function serviceName({ name }: { readonly name: string }): string {
  return name === '' ? 'the service' : quoted(name)
}

/**
 * Whether a backend is a service of these documents, as far as its pools and another name that is used for it tell: of
 * another service's host names nothing is known. A pool that is not there may lead to it.
 */
export function mayBeDescribed(
  { model }: CheckInput,
  pools: readonly BackendPool[],
  otherName: string | null,
): boolean {
  const inPools = pools.flatMap((pool) => pool.addresses)
  if (inPools.length === 0) return true
  const addresses = otherName === null ? inPools : [...inPools, otherName]
  const own = model.apims.flatMap(({ privateIpAddresses, publicIpAddresses }) => [
    ...privateIpAddresses,
    ...publicIpAddresses,
  ])
  return addresses.some(
    (address) =>
      own.includes(address) ||
      model.apimHostnames.some(({ hostName }) => bareName(hostName) === bareName(address)) ||
      model.apims.some(({ name }) => name !== '' && bareName(address) === `${name.toLowerCase()}${BUILT_IN}`),
  )
}
