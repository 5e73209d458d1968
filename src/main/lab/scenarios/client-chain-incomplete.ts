import { askOnce } from '../http.ts'
import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { serverThatJudgesClients } from '../scripted/roles.ts'
import { stockClient } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const UNKNOWN_CA = 48

export const clientChainIncomplete: LabScenario = {
  id: 'client-chain-incomplete',
  title: 'The client leaves its intermediate out',
  story:
    'The client sends its leaf alone; the server knows the root but not the issuing CA, and says unknown_ca (48).',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: brokenByAlert(
    'client-certificate',
    'server',
    ['client-certificate-untrusted', 'client-chain-incomplete'],
    ['client-chain-incomplete'],
  ),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.client()])
    return play(context, {
      leg: 'client-gateway',
      server: await serverThatJudgesClients(certificates, UNKNOWN_CA),
      client: (port) => stockClient(port, { version: 'TLSv1.2', chain, connected: askOnce }),
    })
  },
}
