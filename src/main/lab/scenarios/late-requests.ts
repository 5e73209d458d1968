import { VERSION } from '../../../shared/tls/registry/index.ts'
import { subjectName } from '../certificates/profile.ts'
import { FORBIDDEN } from '../http.ts'
import { play } from '../play.ts'
import { broken, COMPLETED, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { clientThatKeepsSending, serverThatAsksInVain } from '../scripted/renegotiation.ts'
import { scriptedScenario, usualParts } from '../scripted-scenario.ts'

/** Servers that want the client's certificate only once they have seen the request. */
export const LATE_REQUESTS: readonly LabScenario[] = [
  scriptedScenario({
    id: 'post-handshake-auth-tls13',
    title: 'TLS 1.3: asked for the certificate after the handshake, and given it',
    story:
      'The client offers post-handshake authentication; the server reads the request, asks for the certificate, gets it, and answers.',
    version: VERSION.tls13,
    server: async (certificates) => ({ lateCaNames: [subjectName(await certificates.clientRoot())] }),
    client: async (certificates) => ({
      chain: (await usualParts(certificates)).clientChain,
      lateAuthentication: true,
    }),
    expected: COMPLETED,
  }),
  scriptedScenario({
    id: 'post-handshake-auth-unavailable-tls13',
    title: 'TLS 1.3: the certificate cannot be asked for late',
    story:
      'The server reads client certificates only when a policy needs them. This client does not offer post-handshake authentication, so the policy sees none and says 403.',
    version: VERSION.tls13,
    answer: FORBIDDEN,
    options: { expectMtls: true },
    client: async (certificates) => ({ chain: (await usualParts(certificates)).clientChain }),
    expected: {
      ...broken('certificate-request', 'server', 'http-status', 'client-certificate-not-requested'),
      mustInclude: ['apim-403-client-certificate', 'post-handshake-auth-unavailable'],
    },
  }),
  {
    id: 'renegotiation-stalled',
    title: 'Asked for the certificate while it still sends a body',
    story:
      'APIM begins a renegotiation after the first bytes of a large request; the client goes on sending its body and never reads the request. Both wait for each other until the client gives up.',
    leg: 'direct',
    version: 'TLS 1.2',
    options: { ...LAB_TOPOLOGY, host: LAB_HOST, expectMtls: true },
    expected: broken('late-client-auth', 'network', 'timeout', 'renegotiation-stalled'),
    async run(context) {
      const { serverChain } = await usualParts(context.certificates)
      return play(context, {
        leg: 'direct',
        server: serverThatAsksInVain(serverChain),
        client: clientThatKeepsSending,
      })
    },
  },
]
