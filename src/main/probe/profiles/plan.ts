import { randomBytes, randomInt } from 'node:crypto'
import { hex } from '../../../shared/bytes/text.ts'
import { parseAddress } from '../../../shared/packet/address.ts'
import { groupName, isGrease } from '../../../shared/tls/registry/index.ts'
import type { HelloPlan, RawExtension, RawKeyShare } from '../tls-client/hello-plan.ts'
import { generateKeyShare } from '../tls-client/key-exchange.ts'
import {
  certificateCompressionCode,
  cipherSuiteCode,
  extensionCode,
  GREASE,
  groupCode,
  signatureSchemeCode,
  versionCode,
} from './code-points.ts'
import type { Profile } from './schema.ts'

export interface PlanOptions {
  /** For server_name; `null`: none. Not given: what the profile's habit makes of `host`. */
  readonly serverName?: string | null
  /** The name or address connected to. */
  readonly host: string
  /** Instead of the profile's own. */
  readonly alpn?: readonly string[]
  /**
   * Send key shares whose key this program cannot make as random bytes: the hello is then the client's to the byte,
   * but a server that picks such a group ends the handshake. False if not given: these groups are left out.
   */
  readonly exact?: boolean
}

export interface ProfilePlan {
  readonly plan: HelloPlan
  /** What of this hello is not as the profile's client sends it, one sentence each. */
  readonly differences: readonly string[]
}

/** The profile's hello as the TLS client takes it. */
export function helloPlanOf(profile: Profile, options: PlanOptions): ProfilePlan {
  const { hello } = profile
  const shares = hello.keyShares.map((name) => shareOf(code(groupCode, name)))
  const strange = shares.filter(
    (share) => typeof share !== 'number' && !isGrease(share.group),
  ) as RawKeyShare[]
  const left = options.exact ? [] : strange.map(({ group }) => group)
  const names = left.map(groupName).join(', ')
  const plan: HelloPlan = {
    recordVersion: code(versionCode, hello.recordVersion),
    legacyVersion: code(versionCode, hello.legacyVersion),
    versions: codes(versionCode, hello.versions),
    cipherSuites: codes(cipherSuiteCode, hello.cipherSuites),
    groups: codes(groupCode, hello.groups).filter((group) => !left.includes(group)),
    keyShares: shares.filter((share) => typeof share === 'number' || !left.includes(share.group)),
    signatureAlgorithms: codes(signatureSchemeCode, hello.signatureAlgorithms),
    ...optional(
      'certificateSignatureAlgorithms',
      codes(signatureSchemeCode, hello.certificateSignatureAlgorithms),
    ),
    serverName: options.serverName === undefined ? serverNameOf(profile, options.host) : options.serverName,
    alpn: options.alpn ?? hello.alpn,
    extensions: extensionsOf(profile),
    grease: true,
    sessionId: hello.sessionId,
    ...optional('certificateCompression', codes(certificateCompressionCode, hello.certificateCompression)),
    ...(hello.padTo === null ? {} : { padTo: hello.padTo }),
  }
  return {
    plan,
    differences: left.length === 0 ? [] : [`Left out, because this program cannot finish it: ${names}.`],
  }
}

/** What the profile's client puts into server_name when it connects to `host`; `null`: no such extension. */
export function serverNameOf(profile: Profile, host: string): string | null {
  if (parseAddress(host.replace(/^\[(.*)\]$/, '$1'))) return null
  switch (profile.serverName.habit) {
    case 'none':
      return null
    case 'dotted-host':
      return host.includes('.') ? host : null
    case 'host':
    case 'configured':
      return host
  }
}

/** Bytes of a share whose key cannot be made here, by group (draft-ietf-tls-ecdhe-mlkem). */
const STRANGE_SHARES: ReadonlyMap<number, number> = new Map([
  [0x11eb, 1249],
  [0x11ec, 1216],
  [0x11ed, 1665],
])

function shareOf(group: number): number | RawKeyShare {
  if (isGrease(group)) return { group, length: 1 }
  const length = STRANGE_SHARES.get(group)
  return length === undefined || generateKeyShare(group) !== null ? group : { group, length }
}

function extensionsOf({ hello }: Profile): HelloPlan['extensions'] {
  const list = hello.extensions.map((extension): number | RawExtension => {
    if (typeof extension === 'string') return code(extensionCode, extension)
    const type = code(extensionCode, extension.name)
    return { type, hex: 'hex' in extension ? extension.hex : greasedEncryptedClientHello() }
  })
  return hello.extensionOrder === 'permuted' ? permuted(list) : list
}

/** As BoringSSL does it: all but GREASE, which stands first and last. */
function permuted(list: readonly (number | RawExtension)[]): (number | RawExtension)[] {
  const isFixed = (one: number | RawExtension) => one === GREASE
  const loose = list.filter((one) => !isFixed(one))
  for (let at = loose.length - 1; at > 0; at--) {
    const other = randomInt(at + 1)
    const [a, b] = [loose[at], loose[other]]
    if (a === undefined || b === undefined) continue
    loose[at] = b
    loose[other] = a
  }
  return list.map((one) => (isFixed(one) ? one : (loose.shift() ?? one)))
}

/** RFC 9849 6.2: an outer hello that nobody can open; HKDF-SHA256 and AES-128-GCM, as browsers pretend. */
function greasedEncryptedClientHello(): string {
  const payload = 144 + 32 * randomInt(4)
  const length = (bytes: number) => bytes.toString(16).padStart(4, '0')
  const id = hex(randomBytes(1))
  return `0000010001${id}${length(32)}${hex(randomBytes(32))}${length(payload)}${hex(randomBytes(payload))}`
}

/** The schema has seen to it that every name has a code. */
function code(lookup: (name: string) => number | null, name: string): number {
  const found = lookup(name)
  if (found === null) throw new RangeError(`no code point is called ${name}`)
  return found
}

function codes(lookup: (name: string) => number | null, names: readonly string[]): number[] {
  return names.map((name) => code(lookup, name))
}

function optional<K extends string>(key: K, list: number[]): { [P in K]?: number[] } {
  return list.length === 0 ? {} : ({ [key]: list } as { [P in K]: number[] })
}
