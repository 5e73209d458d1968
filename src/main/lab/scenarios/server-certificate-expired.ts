import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatRefuses } from '../scripted/roles.ts'
import { stockServer } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const CERTIFICATE_EXPIRED = 45

export const serverCertificateExpired: LabScenario = {
  id: 'server-certificate-expired',
  title: "The backend's certificate has expired",
  story: 'APIM presents a certificate that ran out ten days ago; the gateway says certificate_expired (45).',
  leg: 'gateway-apim',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('server-certificate', 'client', ['server-certificate-expired']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.serverExpired(), certificates.serverIntermediate()])
    return play(context, {
      leg: 'gateway-apim',
      server: stockServer({ chain }),
      client: clientThatRefuses(CERTIFICATE_EXPIRED),
    })
  },
}
