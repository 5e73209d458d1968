import { isForeignReset } from '../../conversation/ending.ts'
import { sniOf } from '../../conversation/facts.ts'
import { extensionData } from '../../tls/message/extension.ts'
import { endingEvidence, fieldEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import { endpointText, quoted } from '../words.ts'

/**
 * ClientHello, then a reset or a FIN, and not a byte of TLS back (facts 5.3.3, 5.3.4, 5.1.22, 2.18, 2.19): a
 * firewall that filters by name, a server that does not know the name, a listener whose feature is not
 * registered. A reset with another hop count than the server's own packets comes from a middlebox.
 */
export const resetAfterClientHello: Rule = {
  id: 'reset-after-client-hello',
  pass: 'cause',
  about: ['break'],
  judge(input) {
    const { facts, verdict } = input
    const broke = verdict.break
    if (broke?.stage !== 'client-hello' || facts.clientHello === null) return null
    if ((broke.how !== 'rst' && broke.how !== 'fin') || broke.by === 'client' || broke.by === 'none')
      return null
    if (facts.conversation.messages.some(({ layer, from }) => layer === 'tls' && from === 'server'))
      return null
    const server = endpointText(facts, 'server')
    const sni = sniOf(facts.clientHello.body)
    const foreign = isForeignReset(facts, 'server')
    const { ttl, resetTtl } = facts.conversation.transport.server
    const how = broke.how === 'rst' ? 'a TCP reset' : 'the end of the connection (FIN)'
    const name = sni === null ? 'It names no host (no SNI).' : `It names ${quoted(sni)}.`
    const origin = foreign
      ? ` The reset arrived with ${resetTtl} hops left, packets of the server with ${ttl}: it was sent by something else on the way.`
      : ''
    const reading = foreign
      ? 'A firewall or proxy on the way refuses this name or this connection.'
      : 'Usual reasons: a firewall that allows by name does not know this one, the server has no site of that name or wants one, the service behind it is down or restarting, it expects the PROXY protocol before TLS and the client does not send it, or the listener cannot do TLS yet (an Application Gateway whose mutual authentication is not registered for the subscription has been reported to do this).'
    return {
      confidence: foreign ? CONFIDENCE.proven : CONFIDENCE.likely,
      summary: `${foreign ? 'Something between client and server' : server} answered the ClientHello with ${how} and without a byte of TLS.`,
      explanation: `The TCP connection stood, the ClientHello was sent, and ${how} was all that came back. ${name}${origin} ${reading}`,
      evidence: [...helloEvidence(input), ...endingEvidence(facts, broke.row)],
      disproof: `The same ClientHello answered from another network, or with another name: then it is not the server that refuses it.`,
      because: foreign
        ? 'a device on the way cuts connections of this kind or to this name'
        : sni === null
          ? 'nothing behind it takes a connection that names no host, or a firewall forbids it'
          : `nothing behind it answers for ${quoted(sni)}, or a firewall forbids that name`,
    }
  },
}

function helloEvidence({ facts }: RuleInput): Evidence[] {
  const hello = facts.clientHello
  if (hello === null) return []
  const host = extensionData(hello.body.extensions, 'server_name')?.hostNames[0]
  return host
    ? [fieldEvidence(hello, 'server_name.host_name', host, quoted(host.value))]
    : [rowEvidence(facts, hello.index, 'ClientHello', 'no server_name')]
}
