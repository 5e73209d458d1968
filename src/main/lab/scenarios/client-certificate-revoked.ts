import { askOnce } from '../http.ts'
import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { serverThatJudgesClients } from '../scripted/roles.ts'
import { stockClient } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const CERTIFICATE_REVOKED = 44

export const clientCertificateRevoked: LabScenario = {
  id: 'client-certificate-revoked',
  title: "The client's certificate is revoked",
  story:
    'The client presents a certificate that its CA has withdrawn; the server says certificate_revoked (44).',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: brokenByAlert('client-certificate', 'server', ['client-certificate-revoked']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.client(), certificates.clientIntermediate()])
    return play(context, {
      leg: 'client-gateway',
      server: await serverThatJudgesClients(certificates, CERTIFICATE_REVOKED),
      client: (port) => stockClient(port, { version: 'TLSv1.2', chain, connected: askOnce }),
    })
  },
}
