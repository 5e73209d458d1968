import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatRefusesRenegotiation, serverThatRenegotiates } from '../scripted/renegotiation.ts'

export const renegotiationRefused: LabScenario = {
  id: 'renegotiation-refused',
  title: 'APIM asks for the certificate late, and is refused',
  story:
    'APIM begins a renegotiation to see the client certificate; the client answers with the warning no_renegotiation (100), and APIM gives up with handshake_failure (40).',
  leg: 'direct',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: brokenByAlert('late-client-auth', 'client', ['renegotiation-refused']),
  async run(context) {
    const { certificates } = context
    const [server, issuing, clientRoot] = await Promise.all([
      certificates.server(),
      certificates.serverIntermediate(),
      certificates.clientRoot(),
    ])
    return play(context, {
      leg: 'direct',
      server: serverThatRenegotiates([server, issuing], clientRoot),
      client: clientThatRefusesRenegotiation,
    })
  },
}
