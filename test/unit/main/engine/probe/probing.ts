import { connect, type Socket } from 'node:net'
import { noExtras, type ProbeExtras } from '../../../../../src/main/engine/probe/index.ts'
import {
  chainPem,
  type Identity,
  keyPem,
  subjectName,
} from '../../../../../src/main/lab/certificates/profile.ts'
import { refuseClient13 } from '../../../../../src/main/lab/scripted/handshake13.ts'
import { RecordStream } from '../../../../../src/main/lab/scripted/record-stream.ts'
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
import { askedOf, certificates, type Loopback } from '../../probe/support/loopback.ts'

/** What the cases of this folder are made of: requests, servers that misbehave, and a machine with its own DNS. */

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

export const TLS12 = { ...EVERYTHING, serverName: HOST, versions: [0x0303] }
export const TLS13 = { ...EVERYTHING, serverName: HOST, versions: [0x0304] }

export async function opened(...chain: readonly Identity[]): Promise<OpenedCredential> {
  const [leaf] = chain
  if (leaf === undefined) throw new Error('no leaf')
  const pem = `${chainPem(leaf, ...chain.slice(1))}\n${keyPem(leaf.privateKey)}`
  return openCredentialBytes('client.pem', utf8Bytes(pem), NO_PASSPHRASE)
}

export async function ran(request: ProbeRequest, extras: Partial<ProbeExtras> = {}, around?: Surroundings) {
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
export async function meddled(lab: Loopback, message: number): Promise<number> {
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

export const proxied = (port: number): ProbeRequest =>
  askedOf({ host: HOST, port: 443, proxy: { host: '127.0.0.1', port }, timeoutMs: 1000 })

export const answering = (lab: Loopback, words: string): Promise<number> =>
  lab.server((socket) => void socket.once('data', () => socket.end(words)))

export const mutual = async (lab: Loopback, more: Partial<ProbeRequest>, root?: Identity) => {
  const ca = root ?? (await certificates.clientRoot())
  const port = await lab.tlsServer({ requestCert: true, rejectUnauthorized: true, ca: ca.pem })
  const credential = await opened(await certificates.client(), await certificates.clientIntermediate())
  return ran(askedOf({ port, credential: clientCredential(credential), ...more }), { credential })
}

/** TLS 1.3: asks for a certificate of that CA, and refuses whatever comes once the client is done. */
export async function refusing(alert: number, ca: Identity): Promise<(socket: Socket) => void> {
  const chain = [await certificates.server(), await certificates.serverIntermediate()]
  return (socket) => {
    const stream = new RecordStream(socket)
    refuseClient13(stream, { chain, clientCaNames: [subjectName(ca)], alert })
      .then(() => socket.end())
      .catch(() => socket.destroy())
  }
}
