import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatRefuses, scriptedServer } from '../scripted/roles.ts'

/** AlertDescription (RFC 5246 7.2). */
const BAD_CERTIFICATE = 42

export const serverCertificateWeak: LabScenario = {
  id: 'server-certificate-weak',
  title: "The backend's key is too short",
  story:
    'APIM presents an RSA key of 1024 bits under a SHA-1 signature; the gateway says bad_certificate (42).',
  leg: 'gateway-apim',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('server-certificate', 'client', ['server-certificate-weak']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.serverWeak(), certificates.serverIntermediate()])
    return play(context, {
      leg: 'gateway-apim',
      server: scriptedServer({ chain }),
      client: clientThatRefuses(BAD_CERTIFICATE),
    })
  },
}
