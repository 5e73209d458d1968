import { parseAddress } from '../../../shared/packet/address.ts'
import type { ClientCredential } from '../credential.ts'
import type { ProbeRequest } from '../probe.ts'
import {
  habitualCredential,
  helloPlanOf,
  loadProfile,
  PROFILE_IDS,
  type Profile,
  serverNameOf,
} from '../profiles/index.ts'
import { EVERYTHING, EXTENSION, type HelloPlan, offeringPostHandshakeAuth } from '../tls-client/index.ts'
import { httpRequest } from './http.ts'
import { RequestError } from './request-error.ts'
import { fault, hostOf, parseAddressPort, parseHostPort, parseTarget, type Target } from './target.ts'
import { limitVersions, names, parseVersions } from './versions.ts'

/** What a person asks for, as typed: the options of `tlscope probe`, the fields of the window's form. */
export interface NamedOptions {
  /** HOST[:PORT], or an https:// URL. */
  readonly target: string
  /** IP[:PORT] to connect to instead. */
  readonly connect?: string | undefined
  readonly family?: 4 | 6 | undefined
  /** HOST:PORT, or http://HOST:PORT. */
  readonly proxy?: string | undefined
  /** `false`: no server_name. Not given: the host, or what the profile makes of it. */
  readonly sni?: string | false | undefined
  /** Protocols with commas between them; an empty text offers none. */
  readonly alpn?: string | undefined
  readonly profile?: string | undefined
  /** V or MIN-MAX. */
  readonly tls?: string | undefined
  readonly sendChain?: string | undefined
  /** A path; `false`: no request. */
  readonly http?: string | false | undefined
  readonly method?: string | undefined
  /** Each NAME:VALUE. */
  readonly headers?: readonly string[] | undefined
  /** Seconds. */
  readonly wait?: string | undefined
  readonly timeout?: string | undefined
  readonly expectMtls?: boolean | undefined
}

export interface NamedRequest {
  readonly request: ProbeRequest
  readonly profile: Profile | null
  /** What of the hello is not as the profile's client sends it, one sentence each. */
  readonly differences: readonly string[]
  /** What else will not be as one may think, one sentence each. */
  readonly notes: readonly string[]
  /** The name that the server's certificate should be for; `null`: only an address was given. */
  readonly host: string | null
}

const QUIET_SECONDS = 2
const TIMEOUT_SECONDS = 10

/**
 * @param credential answers every request for a certificate, as far as the profile's habits let it
 * @throws RequestError
 */
export function probeRequest(named: NamedOptions, credential: ClientCredential | null): NamedRequest {
  const target = parseTarget(named.target)
  const profile = profileOf(named.profile)
  const { plan, differences, notes } = helloOf(named, target, profile, credential !== null)
  if (credential !== null && profile?.clientCertificate.canPresent === false) {
    notes.push(`${profile.title} has no client certificate to give, so none will be sent.`)
  }
  const request: ProbeRequest = {
    host: target.host,
    port: target.port,
    connect: connectOf(named.connect, target.port),
    family: named.family ?? null,
    proxy: proxyOf(named.proxy),
    hello: plan,
    credential:
      credential !== null && profile !== null ? habitualCredential(profile, credential) : credential,
    sendChain: sendChainOf(named.sendChain),
    http: httpOf(named, target),
    quietMs: milliseconds('wait', named.wait, QUIET_SECONDS),
    timeoutMs: milliseconds('timeout', named.timeout, TIMEOUT_SECONDS),
  }
  refuseFamily(request)
  return { request, profile, differences, notes, host: nameMeant(named.sni, target.host) }
}

function nameMeant(sni: NamedOptions['sni'], host: string): string | null {
  const name = typeof sni === 'string' ? hostOf('sni', bare(sni)) : host
  return parseAddress(name) === null ? name : null
}

function profileOf(id: string | undefined): Profile | null {
  if (id === undefined) return null
  const profile = loadProfile(id)
  if (profile === null) throw fault('profile', id, `is no profile; there are ${PROFILE_IDS.join(', ')}`)
  return profile
}

interface Hello {
  readonly plan: HelloPlan
  readonly differences: string[]
  readonly notes: string[]
}

function helloOf(
  named: NamedOptions,
  { host }: Target,
  profile: Profile | null,
  hasCredential: boolean,
): Hello {
  const serverName = serverNameFor(named.sni, host, profile)
  const alpn = alpnOf(named.alpn)
  const differences: string[] = []
  let plan: HelloPlan = { ...EVERYTHING, serverName, alpn: alpn ?? EVERYTHING.alpn }
  if (profile !== null) {
    const made = helloPlanOf(profile, { host, serverName, ...(alpn === null ? {} : { alpn }) })
    differences.push(...made.differences)
    plan = made.plan
  } else if (hasCredential || named.expectMtls === true) plan = offeringPostHandshakeAuth(plan)
  if (serverName !== null) plan = carrying(plan, EXTENSION.serverName, 0)
  // The last place may be padding's.
  if (plan.alpn.length > 0) plan = carrying(plan, EXTENSION.alpn, -1)
  if (named.tls === undefined) return { plan, differences, notes: [] }
  const whose = profile === null ? 'tlscope' : `the profile ${profile.id}`
  const limited = limitVersions(plan, parseVersions(named.tls), whose)
  if (profile !== null && limited.plan.versions.length < plan.versions.length) {
    differences.push('The versions are those asked for, not all that this client offers.')
  }
  const missing = names(limited.missing)
  const notes = missing === '' ? [] : [`${profile?.title ?? 'tlscope'} never offers ${missing}: left out.`]
  return { plan: limited.plan, differences, notes }
}

function carrying(plan: HelloPlan, type: number, place: number): HelloPlan {
  const there = plan.extensions.some((one) => (typeof one === 'number' ? one : one.type) === type)
  return there ? plan : { ...plan, extensions: plan.extensions.toSpliced(place, 0, type) }
}

function serverNameFor(sni: NamedOptions['sni'], host: string, profile: Profile | null): string | null {
  if (sni === false) return null
  if (sni !== undefined) return hostOf('sni', bare(sni))
  if (profile !== null) return serverNameOf(profile, host)
  return parseAddress(host) === null ? host : null
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

/** `null`: not given. */
function alpnOf(list: string | undefined): readonly string[] | null {
  if (list === undefined) return null
  const protocols = list.split(',').map((protocol) => protocol.trim())
  if (protocols.length === 1 && protocols[0] === '') return []
  if (!protocols.every((protocol) => /^[\x21-\x7e]{1,255}$/.test(protocol))) {
    throw fault('alpn', list, 'is no list of protocols; expected names with commas, such as h2,http/1.1')
  }
  return protocols
}

function connectOf(given: string | undefined, port: number): ProbeRequest['connect'] {
  if (given === undefined) return null
  const parsed = parseAddressPort('connect', given.trim())
  return { address: parsed.host, port: parsed.port ?? port }
}

function proxyOf(given: string | undefined): ProbeRequest['proxy'] {
  if (given === undefined) return null
  // Never echoed from here on: it may hold a password.
  if (given.includes('@')) {
    throw new RequestError(
      'proxy',
      'has a user or password in it, which is not supported; expected HOST:PORT',
    )
  }
  if (/^(?!http:)[a-z0-9+]+:\/\//i.test(given)) {
    throw fault('proxy', given, 'is not supported; expected HOST:PORT of a proxy that takes HTTP CONNECT')
  }
  const { host, port } = parseHostPort('proxy', given.trim().replace(/^http:\/\/([^/]*)\/?$/i, '$1'))
  if (port === null) throw fault('proxy', given, 'has no port; expected HOST:PORT')
  return { host, port }
}

function sendChainOf(given = 'full'): ProbeRequest['sendChain'] {
  if (given !== 'leaf' && given !== 'full') {
    throw fault('sendChain', given, 'is neither "leaf" nor "full"')
  }
  return given
}

function httpOf({ http, method, headers = [] }: NamedOptions, target: Target): ProbeRequest['http'] {
  if (http !== false) return httpRequest(http ?? target.path, method ?? null, headers)
  if (method !== undefined || headers.length > 0) {
    const field = method === undefined ? 'headers' : 'method'
    throw new RequestError(field, 'belongs to the HTTP request, which is to be left out')
  }
  return null
}

const LONGEST_SECONDS = 3600

function milliseconds(field: 'wait' | 'timeout', given: string | undefined, usual: number): number {
  const seconds = given === undefined ? usual : Number(given)
  if (given !== undefined && !/^\d+(\.\d+)?$/.test(given.trim())) {
    throw fault(field, given, 'is no number of seconds')
  }
  if (seconds < 0.001 || seconds > LONGEST_SECONDS) {
    throw fault(
      field,
      given ?? '',
      `is out of range; expected seconds, more than 0 and at most ${LONGEST_SECONDS}`,
    )
  }
  return Math.round(seconds * 1000)
}

/** An address of the other family can never be reached by this one. */
function refuseFamily({ family, connect, proxy, host }: ProbeRequest): void {
  if (family === null) return
  const first = connect?.address ?? proxy?.host ?? host
  const bytes = parseAddress(first)
  if (bytes !== null && bytes.length !== (family === 4 ? 4 : 16)) {
    throw new RequestError('family', `${first} is no IPv${family} address`)
  }
}
