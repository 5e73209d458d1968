import { askOnce, serveStatus } from '../http.ts'
import { play } from '../play.ts'
import { COMPLETED, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { stockClient, stockServer } from '../stock.ts'

export const tls12MutualOk: LabScenario = {
  id: 'tls12-mutual-ok',
  title: 'TLS 1.2, both sides authenticated',
  story:
    'The client presents its certificate to the gateway over TLS 1.2, the gateway trusts its CA, and the request is answered.',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: COMPLETED,
  async run(context) {
    const { certificates } = context
    const [server, issuing, clientRoot, client, clientIssuing] = await Promise.all([
      certificates.server(),
      certificates.serverIntermediate(),
      certificates.clientRoot(),
      certificates.client(),
      certificates.clientIntermediate(),
    ])
    return play(context, {
      leg: 'client-gateway',
      server: stockServer({
        chain: [server, issuing],
        clientAuthentication: { trusted: [clientRoot], required: true },
        answer: serveStatus,
      }),
      client: (port) =>
        stockClient(port, { version: 'TLSv1.2', chain: [client, clientIssuing], connected: askOnce }),
    })
  },
}
