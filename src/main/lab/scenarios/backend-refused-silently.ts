import { LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { playExpiredBackend } from '../stock-plays.ts'

export const backendRefusedSilently: LabScenario = {
  id: 'backend-refused-silently',
  title: 'The gateway refuses the backend without a word',
  story:
    'The gateway finishes the handshake with APIM, finds the certificate expired, and closes without having sent anything: no alert, no request.',
  leg: 'gateway-apim',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: {
    outcome: ['broken'],
    stage: 'server-certificate',
    endedBy: ['client'],
    how: ['close-notify', 'fin'],
    firstFinding: ['server-certificate-expired'],
    mustInclude: ['server-certificate-rejected-silently'],
  },
  run: playExpiredBackend,
}
