import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { ClientCredential } from '../../../../../../src/main/probe/credential.ts'
import { credentialOf } from '../../../../../../src/main/probe/tls-client/index.ts'
import { cipherSuiteName } from '../../../../../../src/shared/tls/registry/index.ts'

/** Other people's TLS servers, run as commands on loopback, with keys made for the occasion. */

/** Says why tests are skipped, where a command is not installed. */
export function absent(command: string, ...versionArgs: string[]): boolean {
  const missing = spawnSync(command, versionArgs.length > 0 ? versionArgs : ['version']).error !== undefined
  if (missing) console.warn(`skipped: there is no ${command} here`)
  return missing
}

/** Debian's configuration forbids what is asked about here. */
const ENVIRONMENT = { ...process.env, OPENSSL_CONF: '/dev/null' }

export const KEY_KINDS = {
  rsa: ['rsa:2048'],
  'rsa-pss': ['rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'P-256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'P-384': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  'P-521': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  Ed25519: ['ed25519'],
} as const
export type KeyKind = keyof typeof KEY_KINDS

/** A folder of keys and certificates, each made when it is first asked for. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'tls-client-'))
  readonly #made = new Set<string>()

  path(name: string): string {
    return join(this.folder, name)
  }

  /** Paths of a self-signed certificate and its key. */
  server(kind: KeyKind): { certificate: string; key: string } {
    return this.#make(`server-${kind}`, kind, '/CN=apim.contoso.internal')
  }

  get clientCa(): { certificate: string; key: string } {
    return this.#make('client-ca', 'rsa', '/CN=Contoso Client Root CA')
  }

  /** A client's certificate by the CA; its chain is leaf and CA. */
  client(kind: KeyKind): ClientCredential {
    const ca = this.clientCa
    const { certificate, key } = this.#make(`client-${kind}`, kind, `/CN=client ${kind}`, [
      '-CA',
      ca.certificate,
      '-CAkey',
      ca.key,
    ])
    return credentialOf([der(certificate), der(ca.certificate)], readKey(key))
  }

  /** A certificate and its key as they lie in files. */
  credential({ certificate, key }: { certificate: string; key: string }): ClientCredential {
    return credentialOf([der(certificate)], readKey(key))
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.path(name), content)
    return this.path(name)
  }

  clear(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  #make(name: string, kind: KeyKind, subject: string, more: readonly string[] = []) {
    const files = { certificate: this.path(`${name}.pem`), key: this.path(`${name}.key`) }
    if (this.#made.has(name)) return files
    this.#made.add(name)
    const made = ['-keyout', files.key, '-out', files.certificate, '-subj', subject, '-days', '30']
    const run = spawnSync(
      'openssl',
      ['req', '-x509', '-newkey', ...KEY_KINDS[kind], '-nodes', ...made, ...more],
      { encoding: 'utf8' },
    )
    if (run.status !== 0) throw new Error(`openssl req: ${run.stderr}`)
    return files
  }
}

export interface RunningServer {
  readonly port: number
  /** Everything it printed so far. */
  log(): string
  /** Types at it, as a person at its terminal would. */
  type(text: string): void
  /** Resolves when it has printed that. */
  printed(text: string | RegExp): Promise<void>
  stop(): Promise<void>
}

/** `openssl s_server` on a port of its own choice. */
export async function opensslServer(...args: string[]): Promise<RunningServer> {
  const child = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', ...args], { env: ENVIRONMENT })
  const server = running(child, () => Number(/ACCEPT .*:(\d+)/.exec(server.log())?.[1] ?? 0))
  await server.printed(/ACCEPT .*:\d+/)
  return server
}

export interface Stage {
  readonly workshop: Workshop
  /** `openssl s_server` with a key of that kind and every suite it has. */
  start(kind: KeyKind, ...args: string[]): Promise<RunningServer>
  /** Stopped with the others. */
  keep(server: RunningServer): RunningServer
}

/** Keys and servers for the tests of one file; stopped and cleared away behind them. */
export function stage(): Stage {
  const workshop = new Workshop()
  const servers: RunningServer[] = []
  const keep = (server: RunningServer): RunningServer => {
    servers.push(server)
    return server
  }
  afterAll(async () => {
    for (const server of servers) await server.stop()
    workshop.clear()
  })
  return {
    workshop,
    keep,
    start: async (kind, ...args) => {
      const { certificate, key } = workshop.server(kind)
      return keep(await opensslServer('-cert', certificate, '-key', key, ...EVERY_SUITE, ...args))
    },
  }
}

/** Those of TLS 1.3 that are off by default too. */
const EVERY_SUITE = [
  '-cipher',
  'ALL:COMPLEMENTOFALL:@SECLEVEL=0',
  '-ciphersuites',
  [0x1301, 0x1302, 0x1303, 0x1304, 0x1305].map(cipherSuiteName).join(':'),
]

/** Any other server; it is told its port. */
export async function serverOn(
  command: string,
  port: number,
  args: readonly string[],
  ready: string | RegExp,
): Promise<RunningServer> {
  const server = running(spawn(command, [...args]), () => port)
  await server.printed(ready)
  return server
}

function running(child: ChildProcess, port: () => number): RunningServer {
  let printed = ''
  let changed: () => void = () => {}
  const take = (bytes: Buffer): void => {
    printed += bytes.toString('latin1')
    changed()
  }
  child.stdout?.on('data', take)
  child.stderr?.on('data', take)
  child.stdin?.on('error', () => {})
  const over = once(child, 'close').then(() => changed())
  return {
    get port() {
      return port()
    },
    log: () => printed,
    type: (text) => {
      child.stdin?.write(text)
    },
    printed: async (text) => {
      while (!(typeof text === 'string' ? printed.includes(text) : text.test(printed))) {
        if (child.exitCode !== null) throw new Error(`the server ended: ${printed}`)
        await new Promise<void>((resolve) => {
          changed = resolve
        })
      }
    },
    stop: async () => {
      child.kill()
      await over
    },
  }
}

function der(file: string): Uint8Array {
  return Uint8Array.from(new X509Certificate(readFileSync(file)).raw)
}

function readKey(file: string): KeyObject {
  return createPrivateKey(readFileSync(file))
}
