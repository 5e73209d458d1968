import { type ConfigurationNote, fileEvidence, type NoteCheck } from '../check.ts'
import { asksForCertificate, called, profileOf } from '../support/links.ts'
import { onListener } from '../support/listener-wire.ts'
import { wireEvidence } from '../wire.ts'

/** One project's report: the listener drops every hello while a subscription feature is not registered (facts 2.19). */
export const droppedHellos: NoteCheck = ({ model, context }) =>
  model.listeners.flatMap((listener): ConfigurationNote[] => {
    const profile = profileOf(model, listener)
    if (profile === null || !asksForCertificate(profile)) return []
    const seen = onListener(model, context.wire, listener)
    const dropped = seen.find(({ droppedAfterClientHello }) => droppedAfterClientHello)
    if (dropped === undefined || seen.some(({ version }) => version !== null)) return []
    return [
      {
        kind: 'unknown',
        leg: 'client-gateway',
        summary: `${called('Listener', listener)} dropped the connection right after the ClientHello, and an SSL profile with client authentication is bound to it.`,
        explanation:
          'One project saw exactly this while the subscription feature Microsoft.Network/AllowApplicationGatewayClientAuthentication was not registered; registering it and a stop and start of the gateway cured it. Not in Microsoft’s documentation: worth one look, after a firewall that reads the server name.',
        evidence: [
          fileEvidence(listener),
          fileEvidence(profile),
          wireEvidence(dropped, dropped.frames.end ?? dropped.frames.clientHello, 'ClientHello', 'dropped'),
        ],
        fixes: ['sni-and-hostname'],
      },
    ]
  })
