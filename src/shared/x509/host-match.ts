import type { Span } from '../bytes/field.ts'
import { once, remembering } from '../bytes/memo.ts'
import { equalBytes, printable } from '../bytes/text.ts'
import { parseAddress } from '../packet/address.ts'
import { certificateExtension, type X509Certificate } from './certificate.ts'
import { asciiHost } from './idna.ts'
import { nameAttributes } from './name.ts'

/** Whether a certificate is for a host, and by which of its names. */
export type HostMatch =
  | {
      readonly matched: true
      readonly by: 'dns' | 'ip' | 'common-name'
      /** The certificate's entry: `DNS:*.contoso.internal`, `CN=apim.contoso.internal`. */
      readonly entry: string
      readonly wildcard: boolean
      /** Where the entry stands, in the bytes the certificate was read from. */
      readonly span: Span
    }
  | {
      readonly matched: false
      /** The entries that were held against the host, as above; none: the certificate names no host at all. */
      readonly entries: readonly string[]
      /** Where they stand: the subjectAltName extension, or the subject where there is none. */
      readonly span: Span | null
    }

/**
 * RFC 9525 6, and RFC 6125 6.4.4 for the common name, which counts only where the certificate has no
 * dNSName at all, and never for an IP address. A wildcard is a whole left-most label, stands for exactly one
 * label, and is honoured only above two further labels, as every common stack has it.
 * @param host a DNS name (IDN in either form, a final dot allowed) or an IP address (brackets allowed)
 */
export function matchHost(certificate: X509Certificate, host: string): HostMatch {
  return host.length > LONGEST_REMEMBERED ? matched(certificate, host) : matchesOf(certificate)(host)
}

/** RFC 1035 2.3.4: no honest name is longer. */
const LONGEST_REMEMBERED = 255

/** The same certificate is held against the same name in connection after connection. */
const matchesOf = once((certificate: X509Certificate) =>
  remembering(32, (host: string) => matched(certificate, host)),
)

function matched(certificate: X509Certificate, host: string): HostMatch {
  const alternatives = certificateExtension(certificate, 'subjectAltName')?.names ?? []
  const address = parseAddress(host.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, ''))
  if (address) {
    for (const name of alternatives) {
      if (name.kind !== 'ip' || !equalBytes(name.content, address)) continue
      return { matched: true, by: 'ip', entry: name.text, wildcard: false, span: name.span }
    }
    return unmatched(certificate, alternatives)
  }
  const wanted = asciiHost(host)
  const dnsNames = alternatives.filter((name) => name.kind === 'dns')
  for (const name of dnsNames) {
    const how = matchDnsName(name.value, wanted)
    if (how)
      return { matched: true, by: 'dns', entry: name.text, wildcard: how === 'wildcard', span: name.span }
  }
  if (dnsNames.length > 0) return unmatched(certificate, alternatives)
  for (const { value, node } of commonNames(certificate)) {
    const how = value === null ? null : matchDnsName(value, wanted)
    if (!how) continue
    return {
      matched: true,
      by: 'common-name',
      entry: node.text,
      wildcard: how === 'wildcard',
      span: node.span,
    }
  }
  return unmatched(certificate, alternatives)
}

/** One presented name against one host, both in ASCII form. */
export function matchDnsName(presented: string, wanted: string): 'exact' | 'wildcard' | null {
  const pattern = presented.toLowerCase().replace(/\.$/, '')
  if (pattern === '' || wanted === '') return null
  if (pattern === wanted) return 'exact'
  if (!pattern.startsWith('*.')) return null
  const base = pattern.slice(2)
  const dot = wanted.indexOf('.')
  const usable = !base.includes('*') && base.split('.').length >= 2
  return usable && dot > 0 && wanted.slice(dot + 1) === base ? 'wildcard' : null
}

function unmatched(
  certificate: X509Certificate,
  alternatives: readonly { kind: string; text: string }[],
): HostMatch {
  const hosts = alternatives.filter((name) => name.kind === 'dns' || name.kind === 'ip')
  if (hosts.length > 0) {
    const extension = certificate.extensions.find((one) => one.data?.kind === 'subjectAltName')
    return { matched: false, entries: hosts.map((name) => name.text), span: extension?.span ?? null }
  }
  const entries = commonNames(certificate).map((attribute) => printable(attribute.node.text))
  return { matched: false, entries, span: certificate.subject?.span ?? null }
}

function commonNames(certificate: X509Certificate) {
  return certificate.subject ? nameAttributes(certificate.subject, 'CN') : []
}
