import { answerNoCertificate, request } from '../http.ts'
import { LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { playMutual } from '../stock-plays.ts'

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
  run: (context) =>
    playMutual(context, {
      leg: 'client-gateway',
      required: false,
      answer: answerNoCertificate,
      version: 'TLSv1.2',
      connected: (socket) => socket.write(request()),
    }),
}
