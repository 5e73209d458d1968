import { play } from '../play.ts'
import { LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { stockClient, stockServer } from '../stock.ts'

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
  async run(context) {
    const { certificates } = context
    const [root, expired, issuing] = await Promise.all([
      certificates.serverRoot(),
      certificates.serverExpired(),
      certificates.serverIntermediate(),
    ])
    return play(context, {
      leg: 'gateway-apim',
      server: stockServer({ chain: [expired, issuing] }),
      client: (port) =>
        stockClient(port, {
          version: 'TLSv1.2',
          trusted: [root],
          connected: (socket) => {
            if (!socket.authorized) socket.end()
          },
        }),
    })
  },
}
