import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { serverThatAlerts } from '../scripted/roles.ts'
import { stockClient } from '../stock.ts'

/** AlertDescription (RFC 8446 6). */
const NO_APPLICATION_PROTOCOL = 120

export const alpnMismatch: LabScenario = {
  id: 'alpn-mismatch',
  title: 'No common application protocol',
  story:
    'The client insists on HTTP/2; the server speaks HTTP/1.1 only and answers with no_application_protocol (120).',
  leg: 'client-gateway',
  version: 'TLS 1.3',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('client-hello', 'server', ['alpn-mismatch']),
  async run(context) {
    return play(context, {
      leg: 'client-gateway',
      server: serverThatAlerts(NO_APPLICATION_PROTOCOL),
      client: (port) =>
        stockClient(port, { version: 'TLSv1.3', alpn: ['h2'], connected: (socket) => socket.end() }),
    })
  },
}
