import { createServer } from 'node:http'
import { play } from '../play.ts'
import { LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatSaysHello } from '../scripted/roles.ts'

export const plainHttpOnTlsPort: LabScenario = {
  id: 'plain-http-on-tls-port',
  title: 'Plain HTTP on the TLS port',
  story:
    'The backend listens in the clear where the gateway speaks TLS: it takes the ClientHello for a bad request.',
  leg: 'gateway-apim',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: {
    outcome: ['broken'],
    stage: 'client-hello',
    endedBy: ['server'],
    how: ['http-status', 'fin'],
    firstFinding: ['plain-http-on-tls-port'],
  },
  async run(context) {
    return play(context, {
      leg: 'gateway-apim',
      server: createServer((_request, response) => response.end()),
      client: (port) => clientThatSaysHello(port),
    })
  },
}
