import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { playMutual } from '../stock-plays.ts'

export const clientCertificateRequiredTls12: LabScenario = {
  id: 'client-certificate-required-tls12',
  title: 'TLS 1.2: a certificate is required and none is sent',
  story:
    'APIM requires a client certificate; the client answers with an empty list and gets handshake_failure (40).',
  leg: 'direct',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: brokenByAlert('client-certificate', 'server', ['client-certificate-required-not-sent']),
  run: (context) =>
    playMutual(context, {
      leg: 'direct',
      required: true,
      version: 'TLSv1.2',
      connected: (socket) => socket.end(),
    }),
}
