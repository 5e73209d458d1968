import { VERSION } from '../../../shared/tls/registry/index.ts'
import { broken, COMPLETED, type LabScenario } from '../scenario.ts'
import { HANDSHAKE } from '../scripted/handshake12.ts'
import { type ScriptedScenario, scriptedScenario } from '../scripted-scenario.ts'

/** Servers that fall silent, hang up, reset or send an alert in the middle of a handshake, and some that only talk oddly. */

const HANDSHAKE_FAILURE = 40
const INTERNAL_ERROR = 80

const MOMENTS: readonly ScriptedScenario[] = [
  {
    id: 'tls12-silence-before-certificate',
    title: 'TLS 1.2: silence right after the ServerHello',
    story: 'The server answers with a ServerHello and nothing more; after ten seconds the client gives up.',
    version: VERSION.tls12,
    stream: { interruption: { insteadOf: HANDSHAKE.certificate, how: 'silence' } },
    expected: broken('server-certificate', 'network', 'timeout'),
  },
  {
    id: 'tls12-closed-before-certificate',
    title: 'TLS 1.2: closed right after the ServerHello',
    story: 'The server sends its ServerHello and closes the connection without a word.',
    version: VERSION.tls12,
    stream: { interruption: { insteadOf: HANDSHAKE.certificate, how: 'fin' } },
    expected: broken('server-certificate', 'server', 'fin'),
  },
  {
    id: 'tls12-alert-before-certificate',
    title: 'TLS 1.2: an alert in the place of the certificate',
    story:
      'The server finds no certificate for this name after its ServerHello and says internal_error (80).',
    version: VERSION.tls12,
    stream: { interruption: { insteadOf: HANDSHAKE.certificate, how: INTERNAL_ERROR } },
    expected: broken('server-certificate', 'server', 'alert', 'hello-rejected'),
  },
  {
    id: 'tls12-reset-in-server-flight',
    title: 'TLS 1.2: reset in the middle of the server’s flight',
    story:
      'Something resets the connection after the certificate, before the server is done with its flight.',
    version: VERSION.tls12,
    stream: { interruption: { insteadOf: HANDSHAKE.serverHelloDone, how: 'rst' } },
    expected: broken('server-certificate', 'server', 'rst'),
  },
  {
    id: 'tls12-alert-before-finished',
    title: 'TLS 1.2: an alert in the place of the server’s Finished',
    story:
      'Nobody asked for a certificate; the server says handshake_failure (40) where its Finished was due.',
    version: VERSION.tls12,
    stream: { interruption: { insteadOf: 'change-cipher-spec', how: HANDSHAKE_FAILURE } },
    expected: broken('finished', 'server', 'alert'),
  },
  {
    id: 'tls12-closed-after-client-certificate',
    title: 'TLS 1.2: closed without a word after the client’s certificate',
    story: 'The client presents its certificate; the server closes instead of finishing, and says nothing.',
    version: VERSION.tls12,
    mutual: true,
    stream: { interruption: { insteadOf: 'change-cipher-spec', how: 'fin' } },
    expected: broken('client-certificate', 'server', 'fin', 'client-certificate-rejected'),
  },
  {
    id: 'tls12-reset-after-client-certificate',
    title: 'TLS 1.2: reset after the client’s certificate',
    story:
      'The client presents its certificate; the connection is reset where the server’s Finished was due.',
    version: VERSION.tls12,
    mutual: true,
    stream: { interruption: { insteadOf: 'change-cipher-spec', how: 'rst' } },
    expected: broken('client-certificate', 'server', 'rst', 'client-certificate-rejected'),
  },
  {
    id: 'tls12-silence-after-client-certificate',
    title: 'TLS 1.2: silence after the client’s certificate',
    story: 'The client presents its certificate; nothing comes back, and after ten seconds it gives up.',
    version: VERSION.tls12,
    mutual: true,
    stream: { interruption: { insteadOf: 'change-cipher-spec', how: 'silence' } },
    expected: broken('client-certificate', 'network', 'timeout'),
  },
  {
    id: 'tls13-silence-after-server-hello',
    title: 'TLS 1.3: silence right after the ServerHello',
    story:
      'The ServerHello comes, what is encrypted behind it does not; after ten seconds the client gives up.',
    version: VERSION.tls13,
    stream: { interruption: { insteadOf: HANDSHAKE.encryptedExtensions, how: 'silence' } },
    expected: broken('server-certificate', 'network', 'timeout'),
  },
  {
    id: 'tls13-closed-before-certificate',
    title: 'TLS 1.3: closed before the certificate',
    story: 'The server says EncryptedExtensions and closes.',
    version: VERSION.tls13,
    stream: { interruption: { insteadOf: HANDSHAKE.certificate, how: 'fin' } },
    expected: broken('server-certificate', 'server', 'fin'),
  },
  {
    id: 'tls13-alert-before-certificate',
    title: 'TLS 1.3: an encrypted alert in the place of the certificate',
    story: 'The server says EncryptedExtensions and then internal_error (80), encrypted.',
    version: VERSION.tls13,
    stream: { interruption: { insteadOf: HANDSHAKE.certificate, how: INTERNAL_ERROR } },
    expected: broken('server-certificate', 'server', 'alert', 'hello-rejected'),
  },
  {
    id: 'tls13-reset-before-finished',
    title: 'TLS 1.3: reset before the server’s Finished',
    story: 'The server sends its certificate and its proof, and the connection is reset before its Finished.',
    version: VERSION.tls13,
    stream: { interruption: { insteadOf: HANDSHAKE.finished, how: 'rst' } },
    expected: broken('server-certificate', 'server', 'rst'),
  },
  {
    id: 'tls12-byte-by-byte',
    title: 'TLS 1.2: every handshake message byte by byte',
    story: 'The server puts each byte of its handshake messages into a record of its own. Odd, and allowed.',
    version: VERSION.tls12,
    mutual: true,
    stream: { fragment: 1 },
    expected: COMPLETED,
  },
  {
    id: 'tls13-byte-by-byte',
    title: 'TLS 1.3: every handshake message byte by byte',
    story: 'The same in TLS 1.3, each byte encrypted by itself.',
    version: VERSION.tls13,
    mutual: true,
    stream: { fragment: 1 },
    expected: COMPLETED,
  },
  {
    id: 'tls12-request-never-answered',
    title: 'TLS 1.2: the request is never answered',
    story:
      'The handshake completes, the request is sent, and the server never answers: ten seconds of silence.',
    version: VERSION.tls12,
    answer: null,
    expected: broken('application', 'network', 'timeout'),
  },
  {
    id: 'tls13-request-never-answered',
    title: 'TLS 1.3: the request is never answered',
    story: 'The same in TLS 1.3, with a client certificate: whether it was refused, nobody says.',
    version: VERSION.tls13,
    mutual: true,
    answer: null,
    expected: broken('application', 'network', 'timeout'),
  },
]

export const WRONG_MOMENTS: readonly LabScenario[] = MOMENTS.map(scriptedScenario)
