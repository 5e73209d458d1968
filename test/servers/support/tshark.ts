import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { synthesiseCapture } from '../../../src/main/capture-file/synthesise.ts'
import type { Probed } from './ask.ts'
import type { Combination } from './views.ts'

/** Wireshark's opinion of our ladder: handshake messages and alerts, one by one, decrypted with the probes' secrets. */

export interface Kept extends Probed {
  readonly combination: Combination
}

/** HandshakeType (IANA) by our names of rows. */
const TYPES: Readonly<Record<string, number>> = {
  HelloRequest: 0,
  ClientHello: 1,
  ServerHello: 2,
  HelloRetryRequest: 2,
  NewSessionTicket: 4,
  EncryptedExtensions: 8,
  Certificate: 11,
  ServerKeyExchange: 12,
  CertificateRequest: 13,
  ServerHelloDone: 14,
  CertificateVerify: 15,
  ClientKeyExchange: 16,
  Finished: 20,
  CertificateStatus: 22,
  KeyUpdate: 24,
}

/** What one side of one connection said. */
interface Said {
  /** HandshakeType and the message's length without its header. */
  readonly handshake: string[]
  /** AlertDescription. */
  readonly alerts: string[]
}

export interface Agreement {
  readonly agreed: number
  readonly differences: readonly Difference[]
}

export interface Difference {
  readonly combination: Combination
  readonly where: string
  readonly text: string
}

/** Writes all connections into one capture with their secrets, and has tshark read it. */
export function compareWithTshark(tshark: string, folder: string, kept: readonly Kept[]): Agreement {
  const talks = kept.flatMap((one, at) => {
    const { connection } = one.run
    // A port of its own for each: the system gives one out again after a while, and tshark would see one connection.
    return connection === null ? [] : [{ one, connection, port: FIRST_CLIENT_PORT + at }]
  })
  const connections = talks.map(({ connection, port }) => ({
    ...connection,
    client: { ...connection.client, port },
  }))
  const keyLog = connections.flatMap((connection) => connection.keyLog).join('\n')
  const file = join(folder, 'probes.pcapng')
  writeFileSync(file, synthesiseCapture(connections, { keyLog: `${keyLog}\n` }), { mode: 0o600 })
  const ports = new Set(connections.map(({ server }) => server.port))
  const theirs = readTshark(tshark, file, [...ports])
  const differences: Difference[] = []
  let agreed = 0
  for (const { one, connection, port } of talks) {
    const { combination, handshake } = one
    for (const from of ['client', 'server'] as const) {
      const ours = saidByLadder(handshake.messages, from)
      const other = theirs.get(`${from} ${port} ${connection.server.port}`) ?? { handshake: [], alerts: [] }
      for (const what of ['handshake', 'alerts'] as const) {
        const [found, expected] = [ours[what].join(' '), other[what].join(' ')]
        if (found === expected) agreed += ours[what].length
        else
          differences.push({
            combination,
            where: `${what} of the ${from}`,
            text: `tshark ${expected}, we ${found}`,
          })
      }
    }
  }
  return { agreed, differences }
}

function saidByLadder(messages: Kept['handshake']['messages'], from: 'client' | 'server'): Said {
  const own = messages.filter((message) => message.layer === 'tls' && message.from === from)
  return {
    handshake: own.flatMap(({ type, length }) =>
      type in TYPES ? [`${TYPES[type]}/${length - HEADER}`] : [],
    ),
    alerts: own.flatMap(({ type, detail }) =>
      type === 'Alert' ? [/\((\d+)\)/.exec(detail ?? '')?.[1] ?? '?'] : [],
    ),
  }
}

const HEADER = 4
/** Below those of the servers (`freePort`), and those that the system gives to whoever asks for any. */
const FIRST_CLIENT_PORT = 15_000
const FIELDS = [
  'tcp.srcport',
  'tcp.dstport',
  'tls.handshake.type',
  'tls.handshake.length',
  'tls.alert_message.desc',
]

function readTshark(tshark: string, file: string, ports: readonly number[]): Map<string, Said> {
  const args = [
    ...['-r', file, '-Y', 'tls', '-T', 'fields', ...FIELDS.flatMap((field) => ['-e', field])],
    ...ports.flatMap((port) => ['-d', `tcp.port==${port},tls`]),
  ]
  const ran = spawnSync(tshark, args, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20, timeout: 60_000 })
  if (ran.status !== 0) throw new Error(`tshark: ${ran.error?.message ?? ran.stderr}`)
  const said = new Map<string, Said>()
  for (const line of ran.stdout.split('\n').filter((each) => each !== '')) {
    const [source = '', destination = '', types = '', lengths = '', alerts = ''] = line.split('\t')
    const toServer = ports.includes(Number(destination))
    const key = toServer ? `client ${source} ${destination}` : `server ${destination} ${source}`
    const one = said.get(key) ?? { handshake: [], alerts: [] }
    said.set(key, one)
    const sizes = values(lengths)
    one.handshake.push(...values(types).map((type, at) => `${type}/${sizes[at]}`))
    one.alerts.push(...values(alerts))
  }
  return said
}

function values(cell: string): string[] {
  return cell.split(',').filter((value) => value !== '')
}
