import { connect, Socket } from 'node:net'
import { noExtras, type ProbeExtras } from '../../../../../src/main/engine/probe/index.ts'
import {
  chainPem,
  type Identity,
  keyPem,
  subjectName,
} from '../../../../../src/main/lab/certificates/profile.ts'
import { refuseClient13 } from '../../../../../src/main/lab/scripted/handshake13.ts'
import { RecordStream } from '../../../../../src/main/lab/scripted/record-stream.ts'
import { serverThatRenegotiates } from '../../../../../src/main/lab/scripted/renegotiation.ts'
import {
  clientCredential,
  NO_PASSPHRASE,
  type OpenedCredential,
  openCredentialBytes,
} from '../../../../../src/main/probe/credentials/index.ts'
import type { ProbeRequest, ProbeRun } from '../../../../../src/main/probe/probe.ts'
import { probeIn, runProbe } from '../../../../../src/main/probe/run-probe.ts'
import { type Surroundings, THIS_MACHINE } from '../../../../../src/main/probe/stages/surroundings.ts'
import { EVERYTHING } from '../../../../../src/main/probe/tls-client/index.ts'
import { concat, utf8Bytes } from '../../../../../src/shared/bytes/text.ts'
import {
  encodeHandshake,
  encodeHandshakeRecords,
  encodeRecords,
  encodeServerHello,
} from '../../../../../src/shared/tls/encode/index.ts'
import { askedOf, certificates, type Loopback } from '../../probe/support/loopback.ts'

/** Probes of every kind of end, each with what the river must say of it. */

export const HOST = 'apim.contoso.internal'

export interface ProbedCase {
  readonly name: string
  run(lab: Loopback): Promise<{ readonly run: ProbeRun; readonly extras: ProbeExtras }>
  readonly outcome: 'completed' | 'broken' | 'incomplete'
  /** `stage by how`; `null`: nothing broke. */
  readonly broke: string | null
  /** Of the break's `detail`. */
  readonly detail?: string | null
  /** The first ones, in their order. */
  readonly findings: readonly string[]
  readonly summary?: RegExp
  /** Whether the packets alone, opened by nobody, give the same. */
  readonly withoutSecrets?: boolean
}

const TLS12 = { ...EVERYTHING, serverName: HOST, versions: [0x0303] }
const TLS13 = { ...EVERYTHING, serverName: HOST, versions: [0x0304] }

export async function opened(...chain: readonly Identity[]): Promise<OpenedCredential> {
  const [leaf] = chain
  if (leaf === undefined) throw new Error('no leaf')
  const pem = `${chainPem(leaf, ...chain.slice(1))}\n${keyPem(leaf.privateKey)}`
  return openCredentialBytes('client.pem', utf8Bytes(pem), NO_PASSPHRASE)
}

async function ran(request: ProbeRequest, extras: Partial<ProbeExtras> = {}, around?: Surroundings) {
  const run = around === undefined ? await runProbe(request) : await probeIn(around)(request)
  return { run, extras: { ...noExtras(), host: HOST, ...extras } }
}

/** A machine with its own DNS; sockets go where the real one's do. */
export function machine(
  answers: Readonly<Record<string, readonly string[]>>,
  direct: Readonly<Record<string, readonly string[]>> = answers,
): Surroundings {
  const missing = (code: string) => Promise.reject(Object.assign(new Error(code), { code }))
  const asked = (name: string, colon: boolean) => {
    const found = (direct[name] ?? []).filter((address) => address.includes(':') === colon)
    return found.length > 0 ? Promise.resolve(found) : missing('ENOTFOUND')
  }
  return {
    ...THIS_MACHINE,
    hostsFile: '/nonexistent/hosts',
    resolverServers: () => ['10.0.0.53'],
    lookup: (name) => (answers[name] ? Promise.resolve(answers[name]) : missing('ENOTFOUND')),
    resolver: () => ({
      resolve4: (name) => asked(name, false),
      resolve6: (name) => asked(name, true),
      resolveCname: () => missing('ENODATA'),
      cancel: () => {},
    }),
  }
}

/** A server of node:tls behind something that changes one bit of a handshake message of the server. */
async function meddled(lab: Loopback, message: number): Promise<number> {
  const port = await lab.tlsServer()
  return lab.server((socket) => {
    const onward = connect({ host: '127.0.0.1', port })
    let held: Uint8Array = new Uint8Array(0)
    let done = false
    onward.on('data', (bytes: Buffer) => {
      held = concat([held, bytes])
      for (;;) {
        const [type, , , high = 0, low = 0, first] = held
        const end = 5 + high * 256 + low
        if (held.length < 5 || held.length < end) return
        const record = held.slice(0, end)
        held = held.slice(end)
        if (!done && type === 22 && first === message) {
          record[end - 1] = (record[end - 1] ?? 0) ^ 1
          done = true
        }
        socket.write(record)
      }
    })
    onward.on('error', () => socket.destroy())
    onward.on('end', () => socket.end())
    socket.on('data', (bytes: Buffer) => onward.write(bytes))
    socket.on('end', () => onward.end())
    socket.on('close', () => onward.destroy())
  })
}

const proxied = (port: number): ProbeRequest =>
  askedOf({ host: HOST, port: 443, proxy: { host: '127.0.0.1', port }, timeoutMs: 1000 })

const answering = (lab: Loopback, words: string): Promise<number> =>
  lab.server((socket) => void socket.once('data', () => socket.end(words)))

const mutual = async (lab: Loopback, more: Partial<ProbeRequest>, root?: Identity) => {
  const ca = root ?? (await certificates.clientRoot())
  const port = await lab.tlsServer({ requestCert: true, rejectUnauthorized: true, ca: ca.pem })
  const credential = await opened(await certificates.client(), await certificates.clientIntermediate())
  return ran(askedOf({ port, credential: clientCredential(credential), ...more }), { credential })
}

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
  {
    name: 'a name without an address',
    run: () => ran(askedOf({ host: 'nowhere.contoso.internal', port: 443 }), {}, machine({})),
    outcome: 'broken',
    broke: 'dns none none',
    detail: 'ENOTFOUND',
    findings: ['dns-unresolvable'],
    summary: /^nowhere\.contoso\.internal does not resolve: there is no such name \(ENOTFOUND\)\.$/,
    withoutSecrets: true,
  },
  {
    name: 'a port where nobody listens',
    run: async (lab) => ran(askedOf({ port: await lab.closedPort() })),
    outcome: 'broken',
    broke: 'tcp server rst',
    findings: ['tcp-refused'],
    summary: /^127\.0\.0\.1:\d+ refused the TCP connection with a reset, because nothing accepts/,
    withoutSecrets: true,
  },
  {
    name: 'an address that never answers, behind a name that should be private',
    run: async () => {
      const around = { ...machine({ [HOST]: ['20.50.1.2'] }), connect: () => new Socket() }
      return ran(askedOf({ host: HOST, port: 443, timeoutMs: 300 }), {}, around)
    },
    outcome: 'broken',
    broke: 'tcp network timeout',
    findings: ['tcp-no-answer', 'dns-public-address'],
    summary: /^20\.50\.1\.2:443 never answered the TCP connection request, because packets/,
    withoutSecrets: true,
  },
  {
    name: 'a proxy that forbids',
    run: async (lab) =>
      ran(proxied(await answering(lab, 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'))),
    outcome: 'broken',
    broke: 'tcp network http-status',
    detail: '403 Forbidden',
    findings: ['tcp-refused'],
    summary:
      /^The proxy 127\.0\.0\.1:\d+ refused a connection to apim\.contoso\.internal:443 with HTTP 403 Forbidden/,
    withoutSecrets: true,
  },
  {
    name: 'a proxy that wants to know who asks',
    run: async (lab) => {
      const words =
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n'
      return ran(proxied(await answering(lab, words)))
    },
    outcome: 'broken',
    broke: 'tcp network http-status',
    detail: '407 Proxy Authentication Required',
    findings: ['tcp-refused'],
    summary: /because it wants to know who asks/,
    withoutSecrets: true,
  },
  {
    name: 'a proxy that gets no answer itself',
    run: async (lab) =>
      ran(proxied(await answering(lab, 'HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n'))),
    outcome: 'broken',
    broke: 'tcp network http-status',
    findings: ['tcp-no-answer'],
    withoutSecrets: true,
  },
  {
    name: 'a proxy that says nothing',
    run: async (lab) => ran(proxied(await lab.server(() => {}))),
    outcome: 'broken',
    broke: 'tcp network timeout',
    findings: ['tcp-no-answer'],
    withoutSecrets: true,
  },
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
    summary: /^tlscope ended the connection, because what the server sent is no sound TLS/,
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
    detail: expect51('ServerKeyExchange'),
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
      const chain = [await certificates.server(), await certificates.serverIntermediate()]
      const other = await certificates.serverRoot()
      const port = await lab.server((socket) => {
        const stream = new RecordStream(socket)
        refuseClient13(stream, { chain, clientCaNames: [subjectName(other)], alert: 48 })
          .then(() => socket.end())
          .catch(() => socket.destroy())
      })
      const credential = await opened(await certificates.client(), await certificates.clientIntermediate())
      return ran(askedOf({ port, credential: clientCredential(credential) }), { credential })
    },
    outcome: 'broken',
    broke: 'client-certificate server alert',
    detail: 'unknown_ca (48)',
    findings: ['client-certificate-untrusted'],
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

function expect51(subject: string): string {
  return `decrypt_error (51): ${subject}`
}
