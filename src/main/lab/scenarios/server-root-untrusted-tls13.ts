import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { refuseServer13 } from '../scripted/handshake13.ts'
import { scriptedClient } from '../scripted/roles.ts'
import { stockServer } from '../stock.ts'

/** AlertDescription (RFC 8446 6). */
const UNKNOWN_CA = 48

export const serverRootUntrustedTls13: LabScenario = {
  id: 'server-root-untrusted-tls13',
  title: "TLS 1.3: the gateway does not know the backend's root",
  story:
    'APIM sends its leaf and its intermediate, encrypted; the gateway has no root above them and says unknown_ca (48) in the clear.',
  leg: 'gateway-apim',
  version: 'TLS 1.3',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('server-certificate', 'client', [
    'server-root-untrusted',
    'server-certificate-rejected',
  ]),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.server(), certificates.serverIntermediate()])
    return play(context, {
      leg: 'gateway-apim',
      server: stockServer({ chain, versions: ['TLSv1.3', 'TLSv1.3'] }),
      client: (port) =>
        scriptedClient(port, (stream) => refuseServer13(stream, { host: LAB_HOST, alert: UNKNOWN_CA })),
    })
  },
}
