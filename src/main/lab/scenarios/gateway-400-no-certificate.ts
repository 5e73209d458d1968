import { answerNoCertificate, request } from '../http.ts'
import { play } from '../play.ts'
import { LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { stockClient, stockServer } from '../stock.ts'

export const gateway400NoCertificate: LabScenario = {
  id: 'gateway-400-no-certificate',
  title: 'The gateway asks, gets nothing, and says HTTP 400',
  story:
    'The listener asks for a certificate and finishes the handshake without one; then it answers the request with 400 and closes.',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: {
    outcome: ['broken', 'completed'],
    stage: 'client-certificate',
    endedBy: ['server'],
    how: ['http-status', 'close-notify', 'fin'],
    firstFinding: ['gateway-400-no-certificate', 'client-certificate-required-not-sent'],
  },
  async run(context) {
    const { certificates } = context
    const [server, issuing, clientRoot] = await Promise.all([
      certificates.server(),
      certificates.serverIntermediate(),
      certificates.clientRoot(),
    ])
    return play(context, {
      leg: 'client-gateway',
      server: stockServer({
        chain: [server, issuing],
        clientAuthentication: { trusted: [clientRoot], required: false },
        answer: answerNoCertificate,
      }),
      client: (port) =>
        stockClient(port, {
          version: 'TLSv1.2',
          connected: (socket) => socket.write(request()),
        }),
    })
  },
}
