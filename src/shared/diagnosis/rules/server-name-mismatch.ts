import { sniOf } from '../../conversation/facts.ts'
import { extensionData } from '../../tls/message/extension.ts'
import { certificateExtension } from '../../x509/certificate.ts'
import type { HostMatch } from '../../x509/host-match.ts'
import { certificateEvidence, endingEvidence, fieldEvidence } from '../evidence.ts'
import type { Evidence } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import {
  ALERT,
  consequence,
  endRow,
  refusalOfServerCertificate,
  type Weight,
  weighProvenFault,
} from '../support/refusal.ts'
import { bodyOf, type ServerChain, serverChainOf } from '../support/server-chain.ts'
import { list, quoted } from '../words.ts'

/**
 * The name that the client meant to reach is not in the certificate (facts 5.1.2, 1.3.6, 3.7, 3.8): the host
 * given, else the SNI, against the SAN; the common name only where there is no SAN. OpenSSL-type clients say
 * bad_certificate (42), nginx-type gateways nothing at all.
 */
export const serverNameMismatch: Rule = {
  id: 'server-name-mismatch',
  pass: 'cause',
  about: ['server-chain'],
  judge(input) {
    const { facts, verdict } = input
    const chain = serverChainOf(facts)
    const placed = facts.serverCertificate
    if (chain === null || placed === null) return null
    const wanted = mismatched(input, chain)
    if (wanted === null) return null
    const refusal = refusalOfServerCertificate({ facts, verdict })
    const weight = weightOf(
      input,
      wanted,
      weighProvenFault(refusal, [ALERT.badCertificate], wanted.given ? 'error' : 'warning'),
    )
    const name = quoted(wanted.name)
    const entries = wanted.match.matched ? [wanted.match.entry] : wanted.match.entries
    const names = entries.length === 0 ? 'no host name at all' : list(entries.map(quoted))
    const whose = wanted.given ? 'The host given is' : 'The client asked for'
    return {
      ...weight,
      summary: `The server's certificate is not for ${name}: it names ${names}.`,
      explanation: `${whose} ${name}${otherName(input, wanted)}. The certificate names ${names}${wanted.match.matched ? ' as its common name only, which does not count beside a subjectAltName' : ''}. ${consequence(refusal, weight)}`,
      evidence: [
        ...sniEvidence(input),
        ...namesEvidence(input, chain),
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof: `A certificate of this server whose subjectAltName holds ${name}, or a client that is configured to expect another name.`,
      because: `the certificate is for ${names}, not for ${name}`,
    }
  },
}

interface Wanted {
  readonly name: string
  readonly given: boolean
  readonly match: HostMatch
}

/** The first name that the certificate does not carry: the host given, then the SNI. */
function mismatched({ facts, context }: RuleInput, chain: ServerChain): Wanted | null {
  return (
    wantedOf(chain, context.host, true) ?? wantedOf(chain, sniOf(facts.lastClientHello?.body ?? null), false)
  )
}

/** `null` where nobody asked for a name, or the certificate carries it. */
function wantedOf(chain: ServerChain, name: string | null, given: boolean): Wanted | null {
  if (name === null || name === '') return null
  const match = chain.matches(name)
  if (match.matched && match.by !== 'common-name') return null
  const hasSan = certificateExtension(bodyOf(chain.leaf), 'subjectAltName') !== null
  return match.matched && !hasSan ? null : { name, given, match }
}

/** A given host that is not in the certificate is an error by itself, unless the client went on regardless. */
function weightOf({ verdict }: RuleInput, wanted: Wanted, weight: Weight): Weight {
  return wanted.given && verdict.outcome === 'incomplete' ? { ...weight, severity: 'error' } : weight
}

function otherName({ facts, context }: RuleInput, wanted: Wanted): string {
  const sni = sniOf(facts.lastClientHello?.body ?? null)
  if (!wanted.given)
    return context.host === null ? '' : `, although the host given is ${quoted(context.host)}`
  if (sni === null) return ', and the client sent no SNI'
  return sni.toLowerCase() === wanted.name.toLowerCase() ? '' : `, but the client asked for ${quoted(sni)}`
}

function sniEvidence({ facts }: RuleInput): Evidence[] {
  const hello = facts.lastClientHello
  const host = hello && extensionData(hello.body.extensions, 'server_name')?.hostNames[0]
  return hello && host ? [fieldEvidence(hello, 'server_name.host_name', host, quoted(host.value))] : []
}

/** The subjectAltName where there is one, else the subject. */
function namesEvidence({ facts }: RuleInput, chain: ServerChain): Evidence[] {
  const placed = facts.serverCertificate
  const leaf = bodyOf(chain.leaf)
  if (placed === null) return []
  const alternatives = leaf.extensions.find(({ name }) => name === 'subjectAltName')
  if (alternatives) {
    return [
      certificateEvidence(
        placed,
        facts.serverChain,
        chain.leaf,
        'subjectAltName',
        alternatives.node,
        quoted(alternatives.node.text),
      ),
    ]
  }
  if (leaf.subject === null) return []
  const node = {
    name: 'subject',
    value: null,
    span: leaf.subject.span,
    text: leaf.subject.text,
    children: [],
  }
  return [
    certificateEvidence(placed, facts.serverChain, chain.leaf, 'subject', node, quoted(leaf.subject.text)),
  ]
}
