import { createPrivateKey } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { LabCertificates } from '../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, type Identity, keyPem } from '../../src/main/lab/certificates/profile.ts'
import { stockServer } from '../../src/main/lab/stock.ts'

/** Servers on loopback for a probe to meet, with the lab's certificates, and a client's certificate in files. */

export const PASSPHRASE = 'correct horse battery staple'

export interface ProbeServers {
  /** TLS 1.3 alone, wants a client certificate of the lab's CA, and refuses others after the handshake. */
  readonly strict: number
  /** The same, asked politely: whoever has none is served a 403. */
  readonly optional: number
  /** TLS 1.2 and 1.3 without client certificates. */
  readonly plain: number
  /** Accepts connections and never says a word. */
  readonly silent: number
  /** Nothing listens there. */
  readonly closed: number
  readonly files: {
    readonly cert: string
    readonly key: string
    readonly lockedKey: string
    readonly rogueCert: string
    readonly rogueKey: string
    readonly serverRoot: string
  }
  close(): void
}

/** @param folder where the files are written; whoever probes must be able to read them */
export async function startProbeServers(folder: string): Promise<ProbeServers> {
  const lab = new LabCertificates()
  const server = [await lab.server(), await lab.serverIntermediate()]
  const trusted = [await lab.clientRoot(), await lab.clientIntermediate()]
  const answer = (status: string, body: string) => (socket: { end(text: string): void }) =>
    socket.end(
      `HTTP/1.1 ${status}\r\nServer: lab\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
  const silent = createServer((socket) => socket.on('error', () => {}))
  const closed = createServer()
  const servers: Server[] = [
    stockServer({
      chain: server,
      versions: ['TLSv1.3', 'TLSv1.3'],
      clientAuthentication: { trusted, required: true },
      answer: answer('200 OK', 'Hello, device-17.\n'),
    }),
    stockServer({
      chain: server,
      clientAuthentication: { trusted, required: false },
      answer: answer('403 Forbidden', 'No client certificate.\n'),
    }),
    stockServer({ chain: server, answer: answer('200 OK', 'Service Operational\n') }),
    silent,
    closed,
  ]
  const ports: number[] = []
  for (const one of servers) ports.push(await listening(one))
  closed.close()
  const [strict = 0, optional = 0, plain = 0, silentPort = 0, closedPort = 0] = ports
  return {
    strict,
    optional,
    plain,
    silent: silentPort,
    closed: closedPort,
    files: await writeFiles(folder, lab),
    close: () => {
      for (const one of servers) one.close()
    },
  }
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function writeFiles(folder: string, lab: LabCertificates): Promise<ProbeServers['files']> {
  const client = await lab.client()
  const rogue = await lab.clientRogue()
  const chain = (identities: readonly Identity[]): string => identities.map(({ pem }) => pem).join('')
  const locked = createPrivateKey(keyPem(client.privateKey)).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: PASSPHRASE,
  })
  const home = mkdtempSync(join(folder, 'probe-'))
  chmodSync(home, 0o755)
  const write = (name: string, content: string): string => {
    const path = join(home, name)
    writeFileSync(path, content, { mode: 0o644 })
    return path
  }
  return {
    cert: write('client.pem', chain([client, await lab.clientIntermediate()])),
    key: write('client.key', keyPem(client.privateKey)),
    lockedKey: write('client-locked.key', String(locked)),
    rogueCert: write('rogue.pem', chainPem(rogue)),
    rogueKey: write('rogue.key', keyPem(rogue.privateKey)),
    serverRoot: write('server-root.cer', (await lab.serverRoot()).pem),
  }
}
