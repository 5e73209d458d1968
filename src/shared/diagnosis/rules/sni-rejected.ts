import { sniOf } from '../../conversation/facts.ts'
import { extensionData } from '../../tls/message/extension.ts'
import { endingEvidence, fieldEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import { helloAlert } from '../support/hello-offers.ts'
import { ALERT } from '../support/refusal.ts'
import { quoted } from '../words.ts'

/** unrecognized_name straight after the ClientHello: the server has no site of that name (facts 5.1.22, 4.4.3). */
export const sniRejected: Rule = {
  id: 'sni-rejected',
  pass: 'cause',
  about: ['break'],
  judge(input) {
    const { facts, verdict } = input
    if (helloAlert(verdict) !== ALERT.unrecognizedName) return null
    const sni = sniOf(facts.lastClientHello?.body ?? null)
    const name = sni === null ? 'a client that names no host' : `the name ${quoted(sni)}`
    return {
      confidence: CONFIDENCE.proven,
      summary: `The server does not serve ${name}.`,
      explanation: `The server answered unrecognized_name (112) straight after the ClientHello, which ${sni === null ? 'carries no server_name' : `asks for ${quoted(sni)}`}. It has no host of that name configured and no default to fall back to.`,
      evidence: [...nameEvidence(input), ...endingEvidence(facts, verdict.break?.row ?? null)],
      disproof: 'The same server answering that very name from another client.',
      because:
        sni === null
          ? 'the server wants a host name (SNI), and none was sent'
          : `the server does not know the name ${quoted(sni)}`,
    }
  },
}

function nameEvidence({ facts }: RuleInput): Evidence[] {
  const hello = facts.lastClientHello
  if (hello === null) return []
  const host = extensionData(hello.body.extensions, 'server_name')?.hostNames[0]
  return host
    ? [fieldEvidence(hello, 'server_name.host_name', host, quoted(host.value))]
    : [rowEvidence(facts, hello.index, 'ClientHello', 'no server_name')]
}
