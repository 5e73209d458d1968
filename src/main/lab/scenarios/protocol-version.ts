import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { stockClient, stockServer } from '../stock.ts'

export const protocolVersion: LabScenario = {
  id: 'protocol-version',
  title: 'No common protocol version',
  story: 'The client stops at TLS 1.2, the server begins at TLS 1.3 and answers with protocol_version (70).',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('client-hello', 'server', ['protocol-version-mismatch']),
  async run(context) {
    const { certificates } = context
    const [server, issuing] = await Promise.all([certificates.server(), certificates.serverIntermediate()])
    return play(context, {
      leg: 'client-gateway',
      server: stockServer({ chain: [server, issuing], versions: ['TLSv1.3', 'TLSv1.3'] }),
      client: (port) => stockClient(port, { version: 'TLSv1.2', connected: (socket) => socket.end() }),
    })
  },
}
