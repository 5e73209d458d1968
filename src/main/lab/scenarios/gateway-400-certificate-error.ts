import { answerCertificateError, request } from '../http.ts'
import { LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { playMutual } from '../stock-plays.ts'

export const gateway400CertificateError: LabScenario = {
  id: 'gateway-400-certificate-error',
  title: 'The gateway does not like the certificate and says HTTP 400',
  story:
    'The listener gets an expired client certificate, finishes the handshake all the same, answers the request with 400 and closes.',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: {
    outcome: ['broken', 'completed'],
    stage: 'client-certificate',
    endedBy: ['server'],
    how: ['http-status', 'close-notify', 'fin'],
    firstFinding: ['client-certificate-expired', 'gateway-400-certificate-error'],
  },
  run: (context) =>
    playMutual(context, {
      leg: 'client-gateway',
      required: false,
      answer: answerCertificateError,
      version: 'TLSv1.2',
      certificate: 'clientExpired',
      connected: (socket) => socket.write(request()),
    }),
}
