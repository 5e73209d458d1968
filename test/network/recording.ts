import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LabCertificates } from '../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, keyPem } from '../../src/main/lab/certificates/profile.ts'
import { LAB_HOST } from '../../src/main/lab/scenario.ts'
import { CLIENT, type Host, type Network, openNetwork, SERVER, SERVER6 } from './network.ts'

/** One connection over a network that is ill, as it looks at its two ends. */
export interface Situation {
  readonly version: 'TLSv1.2' | 'TLSv1.3'
  /** Both sides show certificates. */
  readonly mutual?: true
  /** What is wrong with the network, done before anybody speaks. */
  readonly ail: (network: Network) => void
  /** Over IPv6. */
  readonly ipv6?: true
  /** Nobody listens. */
  readonly deaf?: true
  /** The ClientHello fills more than one packet. */
  readonly largeHello?: true
  /** Only packets from that host are captured. */
  readonly seen?: 'client' | 'server'
  /** How long the client waits before it hangs up, and how long everybody is watched after that. */
  readonly patienceMillis?: number
  readonly lingerMillis?: number
}

export type Recordings = Readonly<Record<Exclude<Host, 'router'>, Uint8Array>>

const ENDPOINT = fileURLToPath(new URL('endpoint.mjs', import.meta.url))
const PATIENCE_MILLIS = 6_000
const LINGER_MILLIS = 300
const SETTLE_MILLIS = 250

/** 1,600 bytes of protocol names that nobody speaks. */
const LARGE_OFFER = Array.from({ length: 8 }, (_, index) => `${index}${'x'.repeat(199)}`)

const certificates = new LabCertificates()

/** @param folder a new one, for the files of this recording */
export async function record(folder: string, situation: Situation): Promise<Recordings> {
  const network = await openNetwork()
  try {
    situation.ail(network)
    const settings = await settingsOf(situation)
    const captures = await Promise.all([
      startCapture(network, 'client', join(folder, 'client.pcapng'), situation.seen),
      startCapture(network, 'server', join(folder, 'server.pcapng'), situation.seen),
    ])
    if (!situation.deaf) {
      const server = startEndpoint(network, 'server', join(folder, 'server.json'), settings.server)
      await said(server, 'listening', 'stdout')
    }
    const client = startEndpoint(network, 'client', join(folder, 'client.json'), settings.client)
    if (client.exitCode === null) await once(client, 'exit')
    await Promise.all([knock(network, 'client', '10.20.0.1'), knock(network, 'server', '10.20.2.1')])
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLIS))
    const [atClient, atServer] = await Promise.all(captures.map((capture) => capture.stop()))
    return { client: atClient as Uint8Array, server: atServer as Uint8Array }
  } finally {
    await network.close()
  }
}

function startEndpoint(
  network: Network,
  host: 'client' | 'server',
  file: string,
  settings: unknown,
): ChildProcess {
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 })
  return network.start(host, process.execPath, ENDPOINT, host, file)
}

async function settingsOf({ version, mutual = undefined, ...situation }: Situation) {
  const [server, serverIssuing, serverRoot, client, clientIssuing, clientRoot] = await Promise.all([
    certificates.server(),
    certificates.serverIntermediate(),
    certificates.serverRoot(),
    certificates.client(),
    certificates.clientIntermediate(),
    certificates.clientRoot(),
  ])
  return {
    server: {
      version,
      mutual: mutual ?? false,
      address: situation.ipv6 ? SERVER6 : SERVER,
      cert: chainPem(server, serverIssuing, serverRoot),
      key: keyPem(server.privateKey),
      ca: clientRoot.pem,
    },
    client: {
      version,
      host: LAB_HOST,
      address: situation.ipv6 ? SERVER6 : SERVER,
      ...(mutual
        ? { cert: chainPem(client, clientIssuing, clientRoot), key: keyPem(client.privateKey) }
        : {}),
      ca: serverRoot.pem,
      ...(situation.largeHello ? { alpn: LARGE_OFFER } : {}),
      patienceMillis: situation.patienceMillis ?? PATIENCE_MILLIS,
      lingerMillis: situation.lingerMillis ?? LINGER_MILLIS,
    },
  }
}

/** Both sides have something else to say in the end. */
async function knock(network: Network, host: 'client' | 'server', gateway: string): Promise<void> {
  const knocking = network.start(host, process.execPath, ENDPOINT, 'knock', gateway)
  if (knocking.exitCode === null) await once(knocking, 'exit')
}

async function startCapture(
  network: Network,
  host: Host,
  file: string,
  seen?: Situation['seen'],
): Promise<{ stop(): Promise<Uint8Array> }> {
  const filter =
    seen === undefined ? 'tcp or icmp or icmp6' : `src host ${seen === 'client' ? CLIENT : SERVER}`
  const options = ['-q', '-i', 'eth0', '-f', filter, '-a', 'duration:120', '-w', file]
  const dumpcap = network.start(host, 'dumpcap', ...options)
  await said(dumpcap, 'File:', 'stderr')
  return {
    async stop() {
      dumpcap.kill('SIGINT')
      if (dumpcap.exitCode === null) await once(dumpcap, 'exit')
      return new Uint8Array(readFileSync(file))
    },
  }
}

/** Waits until a program has said that. @throws Error with what it said instead, once it ends */
function said(child: ChildProcess, words: string, where: 'stdout' | 'stderr'): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (bytes) => {
        text += bytes
        if (stream === child[where] && text.includes(words)) resolve()
      })
    }
    child.once('exit', (code) => reject(new Error(`it ended with ${code} and said ${text}`)))
  })
}
