import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatRefuses } from '../scripted/roles.ts'
import { stockServer } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const BAD_CERTIFICATE = 42

export const serverCertificateNotYetValid: LabScenario = {
  id: 'server-certificate-not-yet-valid',
  title: "The backend's certificate is not valid yet",
  story: 'APIM presents a certificate that begins in three days; the gateway says bad_certificate (42).',
  leg: 'gateway-apim',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('server-certificate', 'client', ['server-certificate-not-yet-valid']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.serverNotYetValid(), certificates.serverIntermediate()])
    return play(context, {
      leg: 'gateway-apim',
      server: stockServer({ chain }),
      client: clientThatRefuses(BAD_CERTIFICATE),
    })
  },
}
