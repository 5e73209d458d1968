import { firstFatalAlert } from '../../conversation/ending.ts'
import { extensionData } from '../../tls/message/extension.ts'
import { endingEvidence, fieldEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import { ALERT } from '../support/refusal.ts'
import { list, quoted } from '../words.ts'

/** no_application_protocol (RFC 7301 3.2): none of the client's ALPN names is served. */
export const alpnMismatch: Rule = {
  id: 'alpn-mismatch',
  pass: 'cause',
  about: ['break'],
  judge(input) {
    const { facts, verdict } = input
    const alert = firstFatalAlert(facts)
    if (verdict.break === null || alert?.description !== ALERT.noApplicationProtocol) return null
    const names = list(protocols(input).map(({ value }) => quoted(value))) || 'none'
    return {
      confidence: CONFIDENCE.proven,
      summary: `The server serves none of the application protocols the client offers: ${names}.`,
      explanation: `The ${alert.from} sent no_application_protocol (120); the ClientHello offers ALPN ${names}.`,
      evidence: [...offerEvidence(input, names), ...endingEvidence(facts, alert.index)],
      disproof: 'The same offer accepted by the same server.',
      because: `it serves none of the application protocols offered (${names})`,
    }
  },
}

function protocols({ facts }: RuleInput) {
  const hello = facts.lastClientHello
  const alpn = hello && extensionData(hello.body.extensions, 'application_layer_protocol_negotiation')
  return alpn?.protocols ?? []
}

function offerEvidence(input: RuleInput, names: string): Evidence[] {
  const hello = input.facts.lastClientHello
  const offered = protocols(input)
  const [first, last] = [offered[0], offered.at(-1)]
  if (hello === null || !first || !last) return []
  const span = { start: first.span.start, end: last.span.end }
  return [fieldEvidence(hello, 'application_layer_protocol_negotiation', span, names)]
}
