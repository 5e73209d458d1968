import { askOnce } from '../http.ts'
import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { serverThatJudgesClients } from '../scripted/roles.ts'
import { stockClient } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const BAD_CERTIFICATE = 42

export const clientCertificateNotYetValid: LabScenario = {
  id: 'client-certificate-not-yet-valid',
  title: "The client's certificate is not valid yet",
  story: 'The client presents a certificate that begins in three days; the server says bad_certificate (42).',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: brokenByAlert('client-certificate', 'server', ['client-certificate-not-yet-valid']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.clientNotYetValid(), certificates.clientIntermediate()])
    return play(context, {
      leg: 'client-gateway',
      server: await serverThatJudgesClients(certificates, BAD_CERTIFICATE),
      client: (port) => stockClient(port, { version: 'TLSv1.2', chain, connected: askOnce }),
    })
  },
}
