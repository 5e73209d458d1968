import { askOnce } from '../http.ts'
import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { serverThatJudgesClients } from '../scripted/roles.ts'
import { stockClient } from '../stock.ts'

/** AlertDescription (RFC 5246 7.2). */
const DECRYPT_ERROR = 51

export const clientProofFailed: LabScenario = {
  id: 'client-proof-failed',
  title: 'The client cannot prove that it holds the key',
  story:
    'The client presents its certificate, and the server does not believe the signature of its CertificateVerify: decrypt_error (51).',
  leg: 'client-gateway',
  version: 'TLS 1.2',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
  expected: brokenByAlert('client-certificate', 'server', ['client-proof-failed']),
  async run(context) {
    const { certificates } = context
    const chain = await Promise.all([certificates.client(), certificates.clientIntermediate()])
    return play(context, {
      leg: 'client-gateway',
      server: await serverThatJudgesClients(certificates, DECRYPT_ERROR),
      client: (port) => stockClient(port, { version: 'TLSv1.2', chain, connected: askOnce }),
    })
  },
}
