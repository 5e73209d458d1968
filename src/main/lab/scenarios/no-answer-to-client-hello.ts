import { play } from '../play.ts'
import { LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatSaysHello } from '../scripted/roles.ts'

/** In microseconds. */
const TEN_SECONDS = 10_000_000

export const noAnswerToClientHello: LabScenario = {
  id: 'no-answer-to-client-hello',
  title: 'Silence after the ClientHello',
  story:
    'The connection opens and the ClientHello is acknowledged, but no answer comes; after ten seconds the client gives up. The wait is shortened: the recorded clock is moved on instead.',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: {
    outcome: ['broken'],
    stage: 'client-hello',
    endedBy: ['network'],
    how: ['timeout'],
    firstFinding: ['no-answer-to-client-hello'],
  },
  async run(context) {
    return play(context, {
      leg: 'client-gateway',
      server: (socket) => {
        socket.resume()
      },
      client: (port, recorder) => clientThatSaysHello(port, recorder, TEN_SECONDS),
    })
  },
}
