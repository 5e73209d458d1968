import { VERSION } from '../../../shared/tls/registry/index.ts'
import { BAD_GATEWAY, CERTIFICATE_ERROR, FORBIDDEN, NOT_FOUND } from '../http.ts'
import { broken, type LabScenario } from '../scenario.ts'
import { type ScriptedScenario, scriptedScenario } from '../scripted-scenario.ts'

/** TLS is fine, and HTTP says no: what only the secrets of the connection show. */
const ANSWERS: readonly ScriptedScenario[] = [
  {
    id: 'apim-403-tls13',
    title: 'APIM’s policy refuses the caller with 403',
    story:
      'The client’s certificate is asked for, sent and taken; then a policy of API Management answers the request with 403.',
    version: VERSION.tls13,
    mutual: true,
    answer: FORBIDDEN,
    options: { expectMtls: true },
    expected: broken('application', 'server', 'http-status', 'apim-403-client-certificate'),
  },
  {
    id: 'gateway-502',
    title: 'The gateway says 502: its backend is the one to look at',
    story:
      'Mutual TLS with the listener is fine. The gateway gets no usable answer from its backend and says 502 Bad Gateway.',
    leg: 'client-gateway',
    version: VERSION.tls12,
    mutual: true,
    answer: BAD_GATEWAY,
    expected: broken('application', 'server', 'http-status', 'gateway-502-backend'),
  },
  {
    id: 'probe-path-404',
    title: 'The status path is answered with 404',
    story:
      'The gateway’s probe asks for the status path, and something that is not APIM’s gateway answers 404.',
    leg: 'gateway-apim',
    version: VERSION.tls12,
    answer: NOT_FOUND,
    expected: broken('application', 'server', 'http-status', 'probe-path-status'),
  },
  {
    id: 'gateway-400-certificate-error-tls13',
    title: 'TLS 1.3: the gateway does not like the certificate and says HTTP 400',
    story:
      'The listener takes the client’s certificate in the handshake and refuses it in HTTP, on a page of its own.',
    leg: 'client-gateway',
    version: VERSION.tls13,
    mutual: true,
    answer: CERTIFICATE_ERROR,
    options: { expectMtls: true },
    expected: broken('client-certificate', 'server', 'http-status', 'gateway-400-certificate-error'),
  },
]

export const HTTP_ANSWERS: readonly LabScenario[] = ANSWERS.map(scriptedScenario)
