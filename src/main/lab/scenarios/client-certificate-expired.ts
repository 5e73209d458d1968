import { askOnce } from '../http.ts'
import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { serverThatJudgesClients } from '../scripted/roles.ts'
import { stockClient } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const CERTIFICATE_EXPIRED = 45

export const clientCertificateExpired: LabScenario = {
  id: 'client-certificate-expired',
  title: "The client's certificate has expired",
  story:
    'The client presents a certificate that ran out ten days ago; the server says certificate_expired (45).',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: brokenByAlert('client-certificate', 'server', ['client-certificate-expired']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.clientExpired(), certificates.clientIntermediate()])
    return play(context, {
      leg: 'client-gateway',
      server: await serverThatJudgesClients(certificates, CERTIFICATE_EXPIRED),
      client: (port) => stockClient(port, { version: 'TLSv1.2', chain, connected: askOnce }),
    })
  },
}
