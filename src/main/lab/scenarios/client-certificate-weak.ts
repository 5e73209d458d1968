import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatPresents, serverThatJudgesClients } from '../scripted/roles.ts'

/** AlertDescription (RFC 5246 7.2). */
const BAD_CERTIFICATE = 42

export const clientCertificateWeak: LabScenario = {
  id: 'client-certificate-weak',
  title: "The client's key is too short",
  story:
    'The client presents an RSA key of 1024 bits under a SHA-1 signature; the server says bad_certificate (42).',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: brokenByAlert('client-certificate', 'server', ['client-certificate-weak']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.clientWeak(), certificates.clientIntermediate()])
    return play(context, {
      leg: 'client-gateway',
      server: await serverThatJudgesClients(certificates, BAD_CERTIFICATE),
      client: clientThatPresents(chain),
    })
  },
}
