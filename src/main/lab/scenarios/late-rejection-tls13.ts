import { askOnce } from '../http.ts'
import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { stockClient, stockServer } from '../stock.ts'

export const lateRejectionTls13: LabScenario = {
  id: 'late-rejection-tls13',
  title: 'TLS 1.3: refused after the client was done',
  story:
    'APIM requires a client certificate; the client sends an empty list, takes the handshake for complete, and only then gets certificate_required (116), encrypted.',
  leg: 'direct',
  version: 'TLS 1.3',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: brokenByAlert(
    'client-certificate',
    'server',
    ['client-certificate-required-not-sent', 'client-certificate-rejected'],
    ['late-rejection'],
  ),
  async run(context) {
    const { certificates } = context
    const [server, issuing, clientRoot] = await Promise.all([
      certificates.server(),
      certificates.serverIntermediate(),
      certificates.clientRoot(),
    ])
    return play(context, {
      leg: 'direct',
      server: stockServer({
        chain: [server, issuing],
        clientAuthentication: { trusted: [clientRoot], required: true },
      }),
      client: (port) => stockClient(port, { version: 'TLSv1.3', connected: askOnce }),
    })
  },
}
