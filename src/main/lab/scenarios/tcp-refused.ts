import { connect } from 'node:net'
import { play } from '../play.ts'
import { LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'

export const tcpRefused: LabScenario = {
  id: 'tcp-refused',
  title: 'Nobody listens',
  story: 'The client connects to a port that nobody listens on; the answer to its SYN is a reset.',
  leg: 'client-gateway',
  version: null,
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: {
    outcome: ['broken'],
    stage: 'tcp',
    endedBy: ['server'],
    how: ['rst'],
    firstFinding: ['tcp-refused'],
  },
  async run(context) {
    return play(context, {
      leg: 'client-gateway',
      client: (port) =>
        new Promise((resolve) => {
          const socket = connect({ host: '127.0.0.1', port })
          socket.on('error', () => {})
          socket.once('close', () => resolve())
        }),
    })
  },
}
