import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatRefuses } from '../scripted/roles.ts'
import { stockServer } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const UNKNOWN_CA = 48

export const serverChainIncomplete: LabScenario = {
  id: 'server-chain-incomplete',
  title: 'The backend leaves its intermediate out',
  story:
    'APIM sends its leaf alone; the gateway knows the root but not what stands between, and says unknown_ca (48).',
  leg: 'gateway-apim',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert(
    'server-certificate',
    'client',
    ['server-chain-incomplete'],
    ['server-root-untrusted'],
  ),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.server()])
    return play(context, {
      leg: 'gateway-apim',
      server: stockServer({ chain }),
      client: clientThatRefuses(UNKNOWN_CA),
    })
  },
}
