import { chainPem, keyPem } from '../../../../../src/main/lab/certificates/profile.ts'
import { serverThatRenegotiates } from '../../../../../src/main/lab/scripted/renegotiation.ts'
import { clientCredential } from '../../../../../src/main/probe/credentials/index.ts'
import { concat } from '../../../../../src/shared/bytes/text.ts'
import {
  encodeHandshake,
  encodeHandshakeRecords,
  encodeRecords,
  encodeServerHello,
} from '../../../../../src/shared/tls/encode/index.ts'
import { askedOf, certificates } from '../../probe/support/loopback.ts'
import type { ProbedCase } from './probing.ts'
import { answering, meddled, mutual, opened, ran, refusing, TLS12, TLS13 } from './probing.ts'
import { BEFORE_TLS } from './runs-before-tls.ts'

/** Probes of every kind of end, each with what the river must say of it. */

const UNKNOWN_CA = 48

export const CASES: readonly ProbedCase[] = [
  {
    name: 'an answer in TLS 1.3',
    run: async (lab) => ran(askedOf({ port: await lab.tlsServer(), hello: TLS13 })),
    outcome: 'completed',
    broke: null,
    findings: ['handshake-completed'],
  },
  {
    name: 'an answer in TLS 1.2',
    run: async (lab) => ran(askedOf({ port: await lab.tlsServer(), hello: TLS12 })),
    outcome: 'completed',
    broke: null,
    findings: ['handshake-completed'],
    withoutSecrets: true,
  },
  {
    name: 'a certificate that is accepted',
    run: (lab) => mutual(lab, { hello: TLS13 }),
    outcome: 'completed',
    broke: null,
    findings: ['handshake-completed'],
  },
  {
    name: 'no request, and a server that stays content',
    run: async (lab) => ran(askedOf({ port: await lab.tlsServer({}, () => {}), http: null })),
    outcome: 'completed',
    broke: null,
    findings: ['handshake-completed'],
  },
  ...BEFORE_TLS,
  {
    name: 'a server that takes the hello and says nothing',
    run: async (lab) => ran(askedOf({ port: await lab.server(() => {}), timeoutMs: 500 })),
    outcome: 'broken',
    broke: 'client-hello network timeout',
    findings: ['no-answer-to-client-hello'],
    withoutSecrets: true,
  },
  {
    name: 'plain HTTP on the port',
    run: async (lab) => ran(askedOf({ port: await answering(lab, 'HTTP/1.1 400 Bad Request\r\n\r\n') })),
    outcome: 'broken',
    broke: 'client-hello server http-status',
    findings: ['plain-http-on-tls-port'],
    withoutSecrets: true,
  },
  {
    name: 'another protocol on the port',
    run: async (lab) =>
      ran(askedOf({ port: await lab.server((socket) => void socket.write('SSH-2.0-OpenSSH_9.6\r\n')) })),
    outcome: 'broken',
    broke: 'client-hello client alert',
    findings: ['not-tls'],
    summary:
      /^What listens there does not speak TLS: it answered the ClientHello with an SSH banner: “SSH-2.0-OpenSSH_9.6”\.$/,
    withoutSecrets: true,
  },
  {
    name: 'a signature that does not verify',
    run: async (lab) => {
      const hello = { ...TLS12, cipherSuites: [0xc02f] }
      return ran(askedOf({ port: await meddled(lab, 12), hello }))
    },
    outcome: 'broken',
    broke: 'server-certificate client alert',
    detail: 'decrypt_error (51): ServerKeyExchange',
    findings: ['server-certificate-rejected'],
    summary: /^tlscope ended the handshake: the signature in the server's ServerKeyExchange does not verify/,
    withoutSecrets: true,
  },
  {
    name: 'a chain that is larger than this program takes',
    run: async (lab) => {
      const hello = encodeServerHello({ cipherSuite: 0xc02f })
      const huge = encodeRecords(22, encodeHandshake(11, new Uint8Array(3 * 1024 * 1024)))
      const port = await lab.server(
        (socket) => void socket.write(concat([encodeHandshakeRecords([hello]), huge])),
      )
      return ran(askedOf({ port, hello: TLS12, timeoutMs: 1000 }))
    },
    outcome: 'broken',
    broke: 'server-certificate client alert',
    findings: ['capture-incomplete'],
    summary: /^tlscope itself ended the connection, the server did not refuse it/,
    withoutSecrets: true,
  },
  {
    name: 'a version that the server does not have',
    run: async (lab) => ran(askedOf({ port: await lab.tlsServer({ minVersion: 'TLSv1.3' }), hello: TLS12 })),
    outcome: 'broken',
    broke: 'client-hello server alert',
    findings: ['protocol-version-mismatch'],
    withoutSecrets: true,
  },
  {
    name: 'a client certificate of a CA that the server does not know, in TLS 1.2',
    run: async (lab) => mutual(lab, { hello: TLS12 }, await certificates.serverRoot()),
    outcome: 'broken',
    broke: 'client-certificate server fin',
    findings: ['client-certificate-untrusted'],
    withoutSecrets: true,
  },
  {
    name: 'a client certificate of a CA that the server does not know, told late in TLS 1.3',
    run: async (lab) => {
      const port = await lab.server(await refusing(UNKNOWN_CA, await certificates.serverRoot()))
      const credential = await opened(await certificates.client(), await certificates.clientIntermediate())
      return ran(askedOf({ port, credential: clientCredential(credential) }), { credential })
    },
    outcome: 'broken',
    broke: 'client-certificate server alert',
    detail: 'unknown_ca (48)',
    findings: ['client-certificate-untrusted'],
  },
  {
    name: 'a leaf sent alone, whose issuer the client holds',
    run: async (lab) => {
      const port = await lab.server(await refusing(UNKNOWN_CA, await certificates.clientRoot()))
      const credential = await opened(await certificates.client(), await certificates.clientIntermediate())
      const request = { port, credential: clientCredential(credential), sendChain: 'leaf' } as const
      return ran(askedOf(request), { credential })
    },
    outcome: 'broken',
    broke: 'client-certificate server alert',
    findings: ['client-chain-incomplete'],
  },
  {
    name: 'no certificate where one is required, told late in TLS 1.3',
    run: async (lab) => {
      const root = await certificates.clientRoot()
      const port = await lab.tlsServer({ requestCert: true, rejectUnauthorized: true, ca: root.pem })
      return ran(askedOf({ port, hello: TLS13 }))
    },
    outcome: 'broken',
    broke: 'client-certificate server alert',
    findings: ['client-certificate-required-not-sent'],
  },
  {
    name: 'the certificate of another host',
    run: async (lab) => {
      const other = await certificates.serverForOtherHost()
      const port = await lab.tlsServer({
        cert: chainPem(other, await certificates.serverIntermediate()),
        key: keyPem(other.privateKey),
      })
      return ran(askedOf({ port }))
    },
    outcome: 'completed',
    broke: null,
    findings: ['server-name-mismatch'],
  },
  {
    name: 'an expired certificate, and a quiet server',
    run: async (lab) => {
      const old = await certificates.serverExpired()
      const port = await lab.tlsServer(
        { cert: chainPem(old, await certificates.serverIntermediate()), key: keyPem(old.privateKey) },
        () => {},
      )
      return ran(askedOf({ port, http: null, hello: TLS12 }))
    },
    outcome: 'completed',
    broke: null,
    findings: ['server-certificate-expired', 'handshake-completed'],
    withoutSecrets: true,
  },
  {
    name: 'a server that never answers the request',
    run: async (lab) => ran(askedOf({ port: await lab.tlsServer({}, () => {}), timeoutMs: 400 })),
    outcome: 'broken',
    broke: 'application network timeout',
    findings: [],
    summary: /^The handshake finished, and nobody answered the request/,
  },
  {
    name: 'a server that closes instead of answering',
    run: async (lab) =>
      ran(
        askedOf({ port: await lab.tlsServer({}, (socket) => void socket.once('data', () => socket.end())) }),
      ),
    outcome: 'broken',
    broke: 'application server close-notify',
    findings: [],
  },
  {
    name: 'an answer of 403 without a certificate',
    run: async (lab) => {
      const words = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'
      const port = await lab.tlsServer({}, (socket) => void socket.once('data', () => socket.end(words)))
      return ran(askedOf({ port }))
    },
    outcome: 'broken',
    broke: 'application server http-status',
    detail: '403 Forbidden',
    findings: ['probe-path-status'],
  },
  {
    name: 'a certificate asked for in a renegotiation',
    run: async (lab) => {
      const chain = [await certificates.server(), await certificates.serverIntermediate()]
      const port = await lab.server(serverThatRenegotiates(chain, await certificates.clientRoot()))
      const credential = await opened(await certificates.client(), await certificates.clientIntermediate())
      const hello = { ...TLS12, cipherSuites: [0xc02f] }
      return ran(askedOf({ port, hello, credential: clientCredential(credential) }), { credential })
    },
    outcome: 'completed',
    broke: null,
    findings: ['renegotiated-for-client-certificate'],
  },
]
