import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatRefuses } from '../scripted/roles.ts'
import { stockServer } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const UNKNOWN_CA = 48

export const serverSelfSigned: LabScenario = {
  id: 'server-self-signed',
  title: "The backend's certificate is self-signed and no CA",
  story:
    'The backend presents the certificate it made for itself on installation; the gateway says unknown_ca (48).',
  leg: 'gateway-apim',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('server-certificate', 'client', ['server-self-signed-not-ca']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.serverSelfSigned()])
    return play(context, {
      leg: 'gateway-apim',
      server: stockServer({ chain }),
      client: clientThatRefuses(UNKNOWN_CA),
    })
  },
}
