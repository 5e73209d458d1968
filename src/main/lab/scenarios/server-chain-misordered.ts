import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatRefuses } from '../scripted/roles.ts'
import { stockServer } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const UNKNOWN_CA = 48

export const serverChainMisordered: LabScenario = {
  id: 'server-chain-misordered',
  title: 'The backend sends its chain in the wrong order',
  story:
    'APIM sends root and intermediate in the wrong order behind its leaf; the gateway says unknown_ca (48).',
  leg: 'gateway-apim',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert(
    'server-certificate',
    'client',
    ['server-chain-misordered', 'server-root-untrusted'],
    ['server-chain-misordered'],
  ),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([
      certificates.server(),
      certificates.serverRoot(),
      certificates.serverIntermediate(),
    ])
    return play(context, {
      leg: 'gateway-apim',
      server: stockServer({ chain }),
      client: clientThatRefuses(UNKNOWN_CA),
    })
  },
}
