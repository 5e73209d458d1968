import { play } from '../play.ts'
import { COMPLETED, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatRenegotiates, serverThatRenegotiates } from '../scripted/renegotiation.ts'

export const renegotiatedForClientCertificate: LabScenario = {
  id: 'renegotiated-for-client-certificate',
  title: 'APIM asks for the certificate late, and gets it',
  story:
    'APIM takes the request first, then begins a second handshake inside the first one to see the client certificate (TLS 1.2 renegotiation). It gets it and answers.',
  leg: 'direct',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: {
    ...COMPLETED,
    firstFinding: ['renegotiated-for-client-certificate', 'handshake-completed', 'renegotiated'],
    mustInclude: ['renegotiated-for-client-certificate'],
  },
  async run(context) {
    const { certificates } = context
    const [server, issuing, client, clientIssuing, clientRoot] = await Promise.all([
      certificates.server(),
      certificates.serverIntermediate(),
      certificates.client(),
      certificates.clientIntermediate(),
      certificates.clientRoot(),
    ])
    return play(context, {
      leg: 'direct',
      server: serverThatRenegotiates([server, issuing], clientRoot),
      client: clientThatRenegotiates([client, clientIssuing]),
    })
  },
}
