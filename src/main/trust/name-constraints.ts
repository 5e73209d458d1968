import { equalBytes } from '../../shared/bytes/text.ts'
import { certificateExtension, type X509Certificate } from '../../shared/x509/certificate.ts'
import { DerReader, isContext, isUniversal, TAG } from '../../shared/x509/der.ts'
import { type GeneralName, readGeneralName } from '../../shared/x509/general-name.ts'
import { type DistinguishedName, nameKey, readName } from '../../shared/x509/name.ts'

/** RFC 5280 4.2.1.10: which names a CA may issue for. */
export interface NameConstraints {
  readonly critical: boolean
  readonly permitted: readonly GeneralName[]
  readonly excluded: readonly GeneralName[]
}

/** A name of a certificate below that the constraints do not allow. */
export interface NameViolation {
  readonly name: string
  readonly by: 'excluded' | 'not-permitted'
  readonly constraint: string
}

/** `null` where the certificate constrains no names, or they cannot be read. */
export function nameConstraintsOf(certificate: X509Certificate): NameConstraints | null {
  const extension = certificate.extensions.find((one) => one.name === 'nameConstraints')
  if (!extension) return null
  const reader = new DerReader(extension.content.value)
  const root = reader.root('NameConstraints')
  if (!root || !isUniversal(root, TAG.sequence)) return null
  const trees = reader.children(root, 'NameConstraints')
  const under = (tag: number): GeneralName[] => {
    const list = trees.find((tree) => isContext(tree, tag))
    return (list ? reader.children(list, 'GeneralSubtrees') : []).flatMap((subtree) => {
      const [base] = reader.children(subtree, 'GeneralSubtree')
      return base ? (readGeneralName(reader, base) ?? []) : []
    })
  }
  return { critical: extension.critical, permitted: under(0), excluded: under(1) }
}

/** The first name of `certificate` that breaks the constraints; DNS names, IP addresses and subjects are judged. */
export function violation(constraints: NameConstraints, certificate: X509Certificate): NameViolation | null {
  for (const name of namesOf(certificate)) {
    const excluding = constraints.excluded.find((tree) => tree.kind === name.kind && isUnder(name, tree))
    if (excluding) return { name: name.text, by: 'excluded', constraint: excluding.text }
    const permitting = constraints.permitted.filter((tree) => tree.kind === name.kind)
    if (permitting.length === 0 || permitting.some((tree) => isUnder(name, tree))) continue
    const constraint = permitting.map((tree) => tree.text).join(', ')
    return { name: name.text, by: 'not-permitted', constraint }
  }
  return null
}

/** Kinds of constraint that nobody here judges, so that a reader is told. */
export function unjudgedKinds({ permitted, excluded }: NameConstraints): string[] {
  const kinds = [...permitted, ...excluded].map((tree) => tree.kind)
  return [...new Set(kinds)].filter((kind) => kind !== 'dns' && kind !== 'ip' && kind !== 'directory')
}

interface JudgedName {
  readonly kind: 'dns' | 'ip' | 'directory'
  readonly text: string
  readonly value: string
  readonly content: Uint8Array
  readonly rdns: DistinguishedName['rdns']
}

function namesOf(certificate: X509Certificate): JudgedName[] {
  const names: JudgedName[] = []
  for (const name of certificateExtension(certificate, 'subjectAltName')?.names ?? []) {
    const { kind, text, value, content } = name
    if (kind === 'dns' || kind === 'ip') names.push({ kind, text, value, content, rdns: [] })
  }
  const { subject } = certificate
  if (subject && subject.rdns.length > 0) {
    const { text, der, rdns } = subject
    names.push({ kind: 'directory', text, value: text, content: der, rdns })
  }
  return names
}

function isUnder(name: JudgedName, tree: GeneralName): boolean {
  switch (name.kind) {
    case 'dns':
      return isDnsUnder(name.value.toLowerCase(), tree.value.toLowerCase())
    case 'ip':
      return isAddressUnder(name.content, tree.content)
    case 'directory':
      return isNameUnder(name.rdns, readName(tree.content).body)
  }
}

/** A name is under itself and every name to its right; a leading dot, which OpenSSL honours, asks for more labels. */
function isDnsUnder(name: string, base: string): boolean {
  if (base === '') return true
  return base.startsWith('.') ? name.endsWith(base) : name === base || name.endsWith(`.${base}`)
}

/** The constraint holds address and mask: 8 octets for IPv4, 32 for IPv6. */
function isAddressUnder(address: Uint8Array, range: Uint8Array): boolean {
  const { length } = address
  if (range.length !== length * 2) return false
  const masked = (octets: Uint8Array) => octets.map((octet, at) => octet & (range[length + at] ?? 0))
  return equalBytes(masked(address), masked(range.slice(0, length)))
}

function isNameUnder(rdns: DistinguishedName['rdns'], base: DistinguishedName): boolean {
  if (base.rdns.length > rdns.length) return false
  return nameKey({ ...base, rdns: rdns.slice(0, base.rdns.length) }) === nameKey(base)
}
