import { play } from '../play.ts'
import { LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { HANDSHAKE } from '../scripted/handshake12.ts'
import { RecordStream } from '../scripted/record-stream.ts'
import { clientThatSaysHello } from '../scripted/roles.ts'

export const resetAfterClientHello: LabScenario = {
  id: 'reset-after-client-hello',
  title: 'Reset right after the ClientHello',
  story:
    'A firewall that filters by server name lets the connection open, reads the ClientHello, and resets it.',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: {
    outcome: ['broken'],
    stage: 'client-hello',
    endedBy: ['server', 'network'],
    how: ['rst'],
    firstFinding: ['reset-after-client-hello'],
  },
  async run(context) {
    return play(context, {
      leg: 'client-gateway',
      server: async (socket) => {
        const stream = new RecordStream(socket)
        await stream.message(HANDSHAKE.clientHello)
        stream.reset()
      },
      client: (port) => clientThatSaysHello(port),
    })
  },
}
