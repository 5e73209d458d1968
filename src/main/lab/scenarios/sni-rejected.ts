import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { serverThatAlerts } from '../scripted/roles.ts'
import { stockClient } from '../stock.ts'

/** AlertDescription (RFC 8446 6). */
const UNRECOGNIZED_NAME = 112

export const sniRejected: LabScenario = {
  id: 'sni-rejected',
  title: 'Server name refused',
  story:
    'The server knows no listener for the name in the ClientHello and answers with unrecognized_name (112).',
  leg: 'client-gateway',
  version: 'TLS 1.3',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('client-hello', 'server', ['sni-rejected']),
  async run(context) {
    return play(context, {
      leg: 'client-gateway',
      server: serverThatAlerts(UNRECOGNIZED_NAME),
      client: (port) => stockClient(port, { version: 'TLSv1.3', connected: (socket) => socket.end() }),
    })
  },
}
