import { askOnce } from '../http.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { playMutual } from '../stock-plays.ts'

export const lateRejectionTls13: LabScenario = {
  id: 'late-rejection-tls13',
  title: 'TLS 1.3: refused after the client was done',
  story:
    'APIM requires a client certificate; the client sends an empty list, takes the handshake for complete, and only then gets certificate_required (116), encrypted.',
  leg: 'direct',
  version: 'TLS 1.3',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: brokenByAlert(
    'client-certificate',
    'server',
    ['client-certificate-required-not-sent', 'client-certificate-rejected'],
    ['late-rejection'],
  ),
  run: (context) =>
    playMutual(context, {
      leg: 'direct',
      required: true,
      version: 'TLSv1.3',
      connected: askOnce,
    }),
}
