import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadProfile } from '../../../../../src/main/probe/profiles/load.ts'
import { HOST } from '../../trust/test-ca.ts'

/** Programs of this machine as TLS clients, so that profiles can be held against them. */

export interface Target {
  readonly port: number
  /** Name in the certificate and in server_name; the connection goes to loopback all the same. */
  readonly host?: string
  /** PEM file of what is trusted; not given: whatever the program trusts. */
  readonly roots?: string
  /** PEM of chain and key, and the same as PKCS#12 (passphrase `changeit`). */
  readonly client?: { readonly chain: string; readonly key: string; readonly pfx: string }
}

export interface RealClient {
  readonly profile: string
  /** What it says of itself; empty where it is not installed. */
  readonly version: string
  /** `null`: it is the version that the profile describes. */
  readonly skipped: string | null
  readonly start: (target: Target) => ChildProcess
}

const folder = mkdtempSync(join(tmpdir(), 'tlscope-clients-'))

/** For the end of a test file: trust stores and browser profiles. A browser just killed may still be writing. */
export function removeClientFiles(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}

const hosts = join(folder, 'hosts')
writeFileSync(hosts, `127.0.0.1 ${HOST}\n127.0.0.1 localhost\n`)

function client(
  profile: string,
  [program, ...ask]: readonly [string, ...string[]],
  described: RegExp,
  start: RealClient['start'],
): RealClient {
  const answer = spawnSync(program, ask, { encoding: 'utf8', timeout: 20_000 })
  const version = `${answer.stdout ?? ''}${answer.stderr ?? ''}`.trim()
  const skipped =
    answer.status !== 0
      ? `${program} is not installed`
      : described.test(version)
        ? null
        : `this is ${version.split('\n')[0]}, the profile describes ${loadProfile(profile)?.program?.version}`
  if (skipped) console.log(`skipped: ${profile} beside the program itself: ${skipped}`)
  return { profile, version, skipped, start }
}

const quiet: SpawnOptions = { stdio: ['pipe', 'ignore', 'ignore'] }

export const OPENSSL = client('openssl-3', ['openssl', 'version'], /^OpenSSL 3\.0\./, (target) => {
  const { port, host = HOST, roots, client: own } = target
  return spawn(
    'openssl',
    [
      ...['s_client', '-connect', `127.0.0.1:${port}`, '-servername', host],
      ...(roots ? ['-CAfile', roots, '-verify_hostname', host, '-verify_return_error'] : []),
      ...(own ? ['-cert', own.chain, '-cert_chain', own.chain, '-key', own.key] : []),
    ],
    quiet,
  )
})

export const CURL = client('curl', ['curl', '--version'], /^curl 7\.88\..*OpenSSL\/3\.0\./, (target) => {
  const { port, host = HOST, roots, client: own } = target
  return spawn(
    'curl',
    [
      ...['-s', '--max-time', '10', '--resolve', `${host}:${port}:127.0.0.1`],
      ...(roots ? ['--cacert', roots] : []),
      ...(own ? ['--cert', own.chain, '--key', own.key] : []),
      `https://${host}:${port}/`,
    ],
    quiet,
  )
})

/** keytool fetches a revocation list over HTTPS with Java's defaults, and stands in every JRE. */
export const JAVA = client('java-17', ['keytool', '-J-version'], /version "17\./, (target) => {
  const { port, host = HOST, roots, client: own } = target
  const set = (name: string, value: string) => `-J-D${name}=${value}`
  return spawn(
    'keytool',
    [
      ...['-printcrl', '-file', `https://${host}:${port}/`, set('jdk.net.hosts.file', hosts)],
      // A JVM that lives a second has nothing to gain from its optimising compiler.
      ...['-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC'],
      ...(roots
        ? [
            set('javax.net.ssl.trustStore', javaTrust(roots)),
            set('javax.net.ssl.trustStorePassword', 'changeit'),
          ]
        : []),
      ...(own
        ? [set('javax.net.ssl.keyStore', own.pfx), set('javax.net.ssl.keyStorePassword', 'changeit')]
        : []),
    ],
    quiet,
  )
})

export const CHROMIUM = client(
  'chrome',
  ['chromium', '--version'],
  /^Chromium 156\./,
  ({ port, host = HOST }) => {
    return spawn(
      'chromium',
      [
        ...[
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          `--user-data-dir=${mkdtempSync(join(folder, 'chromium-'))}`,
        ],
        ...[`--host-resolver-rules=MAP ${host} 127.0.0.1`, `https://${host}:${port}/`],
      ],
      quiet,
    )
  },
)

const trustStores = new Map<string, string>()

/** Java reads trusted certificates from a PKCS#12 file that marks them so: keytool makes one. */
function javaTrust(roots: string): string {
  const known = trustStores.get(roots)
  if (known) return known
  const store = join(folder, `trust-${trustStores.size}.p12`)
  spawnSync('keytool', [
    '-importcert',
    '-noprompt',
    '-file',
    roots,
    '-alias',
    'root',
    '-keystore',
    store,
    '-storepass',
    'changeit',
  ])
  trustStores.set(roots, store)
  return store
}
