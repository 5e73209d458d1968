import type { Difference } from './shape.ts'

/*
 * One difference as a clause: "A asks for apim.contoso.internal, B names no server". Fields that people think in have
 * words of their own; the others are called as the RFC calls them.
 */

/** The likelier a field explains another outcome, the earlier it is told. By the path's beginning or end. */
const TOLD_FIRST: readonly RegExp[] = [
  /^status$/,
  /^page$/,
  /^description$/,
  /^supported_versions/,
  /^legacy_version$/,
  /^cipher_suite$/,
  /^server_name/,
  /^application_layer_protocol_negotiation/,
  /^host$/,
  /^path$/,
  /\.subject$/,
  /^certificate_list$/,
  /\.validity$/,
  /\.issuer$/,
  /\.subjectAltName$/,
  /\.notAfter$/,
  /\.notBefore$/,
  /\.extKeyUsage$/,
  /\.subjectPublicKeyInfo$/,
  /\.signatureAlgorithm$/,
  /^certificate_authorities/,
  /^signature_algorithms/,
  /^certificate_types/,
  /^cipher_suites/,
  /^supported_groups/,
  /^pre_shared_key/,
  /^post_handshake_auth/,
  /^key_share/,
]

export function rankOf(field: string): number {
  const rank = TOLD_FIRST.findIndex((pattern) => pattern.test(field))
  return rank < 0 ? TOLD_FIRST.length : rank
}

/** Verb and words for "nothing" of the fields that have a way of being said. */
interface Wording {
  readonly says: (text: string) => string
  readonly nothing: string
}

const WORDINGS: readonly (readonly [RegExp, Wording])[] = [
  [/^server_name/, { says: (text) => `asks for ${text}`, nothing: 'names no server (no SNI)' }],
  [/^supported_versions$/, { says: (text) => `speaks ${text}`, nothing: 'names no version' }],
  [/^cipher_suite$/, { says: (text) => `agrees on ${text}`, nothing: 'agrees on none' }],
  [/^legacy_version$/, { says: (text) => `has ${text}`, nothing: 'has no version' }],
  [/^application_layer_protocol_negotiation/, { says: (text) => `has ALPN ${text}`, nothing: 'has no ALPN' }],
  [
    /^pre_shared_key$/,
    { says: () => 'wants to resume a session (pre_shared_key)', nothing: 'begins a new session' },
  ],
  [/^description$/, { says: (text) => `says ${text}`, nothing: 'says nothing' }],
  [/^status$/, { says: (text) => `has HTTP ${text}`, nothing: 'has no status' }],
  [/\.subject$/, { says: (text) => `has ${text}`, nothing: 'has no subject' }],
  [/\.issuer$/, { says: (text) => `has one issued by ${text}`, nothing: 'has one without issuer' }],
  [/\.notAfter$/, { says: (text) => `has one valid until ${text}`, nothing: 'has one without an end' }],
  [/\.notBefore$/, { says: (text) => `has one valid from ${text}`, nothing: 'has one without a beginning' }],
  [/\.validity$/, { says: (text) => `has one that is ${text}`, nothing: 'has one without validity' }],
  [/\.subjectAltName$/, { says: (text) => `has one for ${text}`, nothing: 'has one without names' }],
  [/\.extKeyUsage$/, { says: (text) => `has one for ${text}`, nothing: 'has one without extKeyUsage' }],
  [/\.subjectPublicKeyInfo$/, { says: (text) => `has a key of ${text}`, nothing: 'has no key' }],
  [
    /\.signatureAlgorithm$/,
    { says: (text) => `has one signed with ${text}`, nothing: 'has an unsigned one' },
  ],
  [/^length$/, { says: (text) => `has ${text}`, nothing: 'has nothing' }],
  [/^page$/, { says: (text) => `has the gateway’s page ${text}`, nothing: 'has no page of the gateway' }],
]

const LONGEST = 120
/** How the field tree shows what has no content: that it is there says all. */
const EMPTY = 'empty'

/** `A asks for apim.contoso.internal, B names no server (no SNI)`. */
export function clause({ field, kind, a, b, onlyInA, onlyInB }: Difference): string {
  const wording = WORDINGS.find(([pattern]) => pattern.test(field))?.[1]
  const name = nameOf(field)
  if (kind === 'order')
    return `the same ${name} in different order (A first ${first(a?.text)}, B first ${first(b?.text)})`
  if (kind === 'items' && !TOLD_WHOLE.test(field))
    return `different ${name}: ${only('A', onlyInA)}${onlyInA.length > 0 && onlyInB.length > 0 ? ', ' : ''}${only('B', onlyInB)}`
  if (field.endsWith('.sha256')) return `another certificate under the same names`
  const said = (text: string | undefined): string =>
    wording === undefined
      ? text === undefined
        ? `has no ${name}`
        : text === EMPTY
          ? `has ${name}`
          : `has ${name} ${shown(text)}`
      : text === undefined
        ? wording.nothing
        : wording.says(shown(text))
  return `A ${said(a?.text)}, B ${said(b?.text)}`
}

/** Lists so short that they are told whole. */
const TOLD_WHOLE = /^(supported_versions|application_layer_protocol_negotiation|server_name)$/

function nameOf(field: string): string {
  return CALLED[field] ?? field
}

const CALLED: Readonly<Record<string, string>> = {
  cipher_suites: 'cipher suites',
  supported_groups: 'groups',
  signature_algorithms: 'signature algorithms',
  certificate_authorities: 'CA names',
  certificate_types: 'certificate types',
  certificate_list: 'certificates',
  'key_share.group': 'groups with a key share',
  application_layer_protocol_negotiation: 'ALPN protocols',
  supported_versions: 'versions',
}

function only(side: 'A' | 'B', items: readonly string[]): string {
  if (items.length === 0) return ''
  return `only in ${side} ${shown(items.slice(0, 3).join(', '))}${items.length > 3 ? ' …' : ''}`
}

function first(text: string | undefined): string {
  return shown(text?.split(', ')[0] ?? 'none')
}

function shown(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
