import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatRefuses } from '../scripted/roles.ts'
import { stockServer } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const UNSUPPORTED_CERTIFICATE = 43

export const serverEkuMissing: LabScenario = {
  id: 'server-eku-missing',
  title: "The backend's certificate is not for servers",
  story:
    'APIM presents a certificate whose extended key usage lacks serverAuth; the gateway says unsupported_certificate (43).',
  leg: 'gateway-apim',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('server-certificate', 'client', ['server-eku-missing']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([
      certificates.serverWithoutServerAuth(),
      certificates.serverIntermediate(),
    ])
    return play(context, {
      leg: 'gateway-apim',
      server: stockServer({ chain }),
      client: clientThatRefuses(UNSUPPORTED_CERTIFICATE),
    })
  },
}
