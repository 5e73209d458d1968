import { answerCertificateError, request } from '../http.ts'
import { play } from '../play.ts'
import { LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { stockClient, stockServer } from '../stock.ts'

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
  async run(context) {
    const { certificates } = context
    const [server, issuing, clientRoot, expired, clientIssuing] = await Promise.all([
      certificates.server(),
      certificates.serverIntermediate(),
      certificates.clientRoot(),
      certificates.clientExpired(),
      certificates.clientIntermediate(),
    ])
    return play(context, {
      leg: 'client-gateway',
      server: stockServer({
        chain: [server, issuing],
        clientAuthentication: { trusted: [clientRoot], required: false },
        answer: answerCertificateError,
      }),
      client: (port) =>
        stockClient(port, {
          version: 'TLSv1.2',
          chain: [expired, clientIssuing],
          connected: (socket) => socket.write(request()),
        }),
    })
  },
}
