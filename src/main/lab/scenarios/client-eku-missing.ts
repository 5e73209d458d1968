import { askOnce } from '../http.ts'
import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { serverThatJudgesClients } from '../scripted/roles.ts'
import { stockClient } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const UNSUPPORTED_CERTIFICATE = 43

export const clientEkuMissing: LabScenario = {
  id: 'client-eku-missing',
  title: "The client's certificate is not for clients",
  story:
    'The client presents a certificate whose extended key usage lacks clientAuth; the server says unsupported_certificate (43).',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: brokenByAlert('client-certificate', 'server', ['client-eku-missing']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([
      certificates.clientWithoutClientAuth(),
      certificates.clientIntermediate(),
    ])
    return play(context, {
      leg: 'client-gateway',
      server: await serverThatJudgesClients(certificates, UNSUPPORTED_CERTIFICATE),
      client: (port) => stockClient(port, { version: 'TLSv1.2', chain, connected: askOnce }),
    })
  },
}
