import { sniOf } from '../../conversation/facts.ts'
import type { Verdict } from '../../conversation/verdict/shape.ts'
import { parseAddress } from '../../packet/address.ts'
import { hasExtension } from '../../tls/message/extension.ts'
import { extensionName } from '../../tls/registry/index.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { list, quoted } from '../words.ts'

const SERVER_NAME = 0

/**
 * A ClientHello without server_name (facts 1.2.4 to 1.2.6, 2.18, 4.4.2): the server falls back to its default
 * certificate, which is often another one than that of the site meant. RFC 6066 3 forbids an IP literal there.
 */
export const sniMissing: Rule = {
  id: 'sni-missing',
  pass: 'cause',
  about: ['client-hello'],
  judge({ facts, context, verdict }) {
    const hello = facts.lastClientHello
    if (hello === null || sniOf(hello.body) !== null || hello.message.cut) return null
    // There, but unreadable: that is another matter.
    if (hasExtension(hello.body.extensions, SERVER_NAME)) return null
    const host = context.host
    const literal = host !== null && parseAddress(host.replace(/^\[|\]$/g, '')) !== null
    const names =
      list(
        hello.body.extensions.map(({ type }) => extensionName(type)),
        8,
      ) || 'none'
    return {
      confidence: CONFIDENCE.proven,
      summary: 'The client names no host (no SNI): the server answers with its default certificate.',
      explanation: `The ClientHello carries no server_name; its extensions: ${names}. ${literal ? `${quoted(host)} is an address, and no SNI is sent for those. ` : ''}API Management then serves its default certificate, Application Gateway that of its first HTTPS listener; an Application Gateway probe without a host name sends none either.${
        refusedAtHello(verdict)
          ? ' The server ended this connection at the ClientHello: some do so where they have no default.'
          : ''
      }`,
      evidence: [rowEvidence(facts, hello.index, 'ClientHello', `extensions: ${names}`)],
      disproof: 'A server that has one site and one certificate only: then no name is needed.',
    }
  },
}

function refusedAtHello({ break: broke }: Verdict): boolean {
  return broke?.stage === 'client-hello' && broke.by === 'server'
}
