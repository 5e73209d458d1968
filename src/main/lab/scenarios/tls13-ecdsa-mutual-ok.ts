import { askOnce, serveStatus } from '../http.ts'
import { play } from '../play.ts'
import { COMPLETED, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { stockClient, stockServer } from '../stock.ts'

export const tls13EcdsaMutualOk: LabScenario = {
  id: 'tls13-ecdsa-mutual-ok',
  title: 'TLS 1.3, both sides with ECDSA certificates',
  story: 'A client goes straight to APIM with an ECDSA certificate of its own CA, and is answered.',
  leg: 'direct',
  version: 'TLS 1.3',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: COMPLETED,
  async run(context) {
    const { certificates } = context
    const [root, server, client] = await Promise.all([
      certificates.ecRoot('P-256'),
      certificates.ecServer('P-256'),
      certificates.ecClient('P-256'),
    ])
    return play(context, {
      leg: 'direct',
      server: stockServer({
        chain: [server],
        clientAuthentication: { trusted: [root], required: true },
        answer: serveStatus,
      }),
      client: (port) => stockClient(port, { version: 'TLSv1.3', chain: [client], connected: askOnce }),
    })
  },
}
