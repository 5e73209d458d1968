import { answerForbidden, request } from '../http.ts'
import { play } from '../play.ts'
import { LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { stockClient, stockServer } from '../stock.ts'

export const clientCertificateNotRequested: LabScenario = {
  id: 'client-certificate-not-requested',
  title: 'Nobody asks for the client certificate',
  story:
    'APIM does not negotiate client certificates: the handshake completes without a CertificateRequest, and the policy answers 403.',
  leg: 'direct',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: {
    outcome: ['broken', 'completed'],
    stage: 'certificate-request',
    endedBy: ['server', 'none'],
    how: ['http-status', 'close-notify', 'fin', 'none'],
    firstFinding: ['client-certificate-not-requested'],
  },
  async run(context) {
    const { certificates } = context
    const [server, issuing, client, clientIssuing] = await Promise.all([
      certificates.server(),
      certificates.serverIntermediate(),
      certificates.client(),
      certificates.clientIntermediate(),
    ])
    return play(context, {
      leg: 'direct',
      server: stockServer({ chain: [server, issuing], answer: answerForbidden }),
      client: (port) =>
        stockClient(port, {
          version: 'TLSv1.2',
          chain: [client, clientIssuing],
          connected: (socket) => socket.write(request()),
        }),
    })
  },
}
