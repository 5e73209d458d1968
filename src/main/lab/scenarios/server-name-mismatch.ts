import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatRefuses } from '../scripted/roles.ts'
import { stockServer } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const BAD_CERTIFICATE = 42

export const serverNameMismatch: LabScenario = {
  id: 'server-name-mismatch',
  title: 'The certificate is for another host',
  story:
    'APIM presents the certificate of its developer portal; the gateway asked for another name and says bad_certificate (42).',
  leg: 'gateway-apim',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('server-certificate', 'client', ['server-name-mismatch']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.serverForOtherHost(), certificates.serverIntermediate()])
    return play(context, {
      leg: 'gateway-apim',
      server: stockServer({ chain }),
      client: clientThatRefuses(BAD_CERTIFICATE),
    })
  },
}
