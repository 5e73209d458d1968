import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { stockClient, stockServer } from '../stock.ts'

export const cipherMismatch: LabScenario = {
  id: 'cipher-mismatch',
  title: 'No common cipher suite',
  story:
    'An old client offers RSA key exchange with CBC only; the server takes nothing but ECDHE with GCM and answers with handshake_failure (40).',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('client-hello', 'server', ['cipher-mismatch', 'hello-rejected']),
  async run(context) {
    const { certificates } = context
    const [server, issuing] = await Promise.all([certificates.server(), certificates.serverIntermediate()])
    return play(context, {
      leg: 'client-gateway',
      server: stockServer({ chain: [server, issuing], ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' }),
      client: (port) =>
        stockClient(port, {
          version: 'TLSv1.2',
          ciphers: 'AES128-SHA:AES256-SHA',
          connected: (socket) => socket.end(),
        }),
    })
  },
}
