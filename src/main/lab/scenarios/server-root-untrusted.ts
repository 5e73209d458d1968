import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatRefuses } from '../scripted/roles.ts'
import { stockServer } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const UNKNOWN_CA = 48

export const serverRootUntrusted: LabScenario = {
  id: 'server-root-untrusted',
  title: "The gateway does not know the backend's root",
  story:
    'APIM sends its leaf and its intermediate; the gateway has no root above them and says unknown_ca (48).',
  leg: 'gateway-apim',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('server-certificate', 'client', ['server-root-untrusted']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.server(), certificates.serverIntermediate()])
    return play(context, {
      leg: 'gateway-apim',
      server: stockServer({ chain }),
      client: clientThatRefuses(UNKNOWN_CA),
    })
  },
}
