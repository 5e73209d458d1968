import { subjectName } from '../certificates/profile.ts'
import { askOnce } from '../http.ts'
import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { refuseClient13 } from '../scripted/handshake13.ts'
import { RecordStream } from '../scripted/record-stream.ts'
import { stockClient } from '../stock.ts'

/** AlertDescription (RFC 8446 6). */
const UNKNOWN_CA = 48

export const clientCaUnknownTls13: LabScenario = {
  id: 'client-ca-unknown-tls13',
  title: "TLS 1.3: the client's CA is not trusted",
  story:
    'The client presents a certificate of a CA that APIM does not trust and takes the handshake for complete; only then comes unknown_ca (48), encrypted.',
  leg: 'direct',
  version: 'TLS 1.3',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: brokenByAlert(
    'client-certificate',
    'server',
    ['client-certificate-rejected', 'client-certificate-untrusted'],
    ['late-rejection'],
  ),
  async run(context) {
    const { certificates } = context
    const [server, issuing, clientRoot, rogue] = await Promise.all([
      certificates.server(),
      certificates.serverIntermediate(),
      certificates.clientRoot(),
      certificates.clientRogue(),
    ])
    return play(context, {
      leg: 'direct',
      server: (socket) =>
        refuseClient13(new RecordStream(socket), {
          chain: [server, issuing],
          clientCaNames: [subjectName(clientRoot)],
          alert: UNKNOWN_CA,
        }),
      client: (port) => stockClient(port, { version: 'TLSv1.3', chain: [rogue], connected: askOnce }),
    })
  },
}
