import { askOnce, serveStatus } from '../http.ts'
import { COMPLETED, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { playMutual } from '../stock-plays.ts'

export const tls13MutualOk: LabScenario = {
  id: 'tls13-mutual-ok',
  title: 'TLS 1.3, both sides authenticated',
  story:
    'The client presents its certificate to the gateway over TLS 1.3, the gateway trusts its CA, and the request is answered.',
  leg: 'client-gateway',
  version: 'TLS 1.3',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: COMPLETED,
  run: (context) =>
    playMutual(context, {
      leg: 'client-gateway',
      required: true,
      answer: serveStatus,
      version: 'TLSv1.3',
      certificate: 'client',
      connected: askOnce,
    }),
}
