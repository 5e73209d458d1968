import { mkdirSync } from 'node:fs'
import { freePort, ServerFolder, startServer } from '../support/program.ts'
import type { View } from '../support/views.ts'
import type { Wardrobe } from '../support/wardrobe.ts'
import { type Family, type LoggingListener, listenerOf, REVOKING, USUAL, type Wanted } from './family.ts'
import { firstOf, type Lines, OPENSSL_ERRORS, verifyError } from './reading.ts'

const MODULES = '/usr/lib/apache2/modules'
const NEEDED = ['mpm_prefork', 'authz_core', 'ssl', 'status', 'reqtimeout']

/** Apache asks for a certificate with the handshake, or of its own accord later: at one location alone. */
export const apache: Family = {
  name: 'Apache',
  needs: { apache2: 'apache2' },
  start: async (wardrobe, { apache2: program = '' }) => {
    const folder = new ServerFolder('apache')
    const hosts = await Promise.all(
      [...[...USUAL, REVOKING].map((wanted) => ({ wanted, late: false })), ...LATE].map(async (host) => ({
        ...host,
        port: await freePort(),
      })),
    )
    mkdirSync(folder.at('run'))
    folder.write(
      'apache.conf',
      configuration(
        folder,
        hosts.map(({ wanted, late, port }) => host(wardrobe, wanted, port, late)).join('\n'),
      ),
    )
    const args = ['-d', folder.path, '-f', folder.at('apache.conf'), '-D', 'FOREGROUND', '-X']
    const ports = hosts.map(({ port }) => port)
    const running = await startServer(program, args, folder, ports)
    return {
      listeners: hosts.map(
        ({ wanted, late, port }): LoggingListener => ({
          ...listenerOf('Apache', wanted, port),
          ...(late ? AT_ONE_LOCATION : {}),
          log: running.log,
          read,
        }),
      ),
      stop: running.stop,
    }
  },
}

const AT_ONE_LOCATION = {
  name: 'Apache, RSA, client certificate required at one location',
  asks: 'at one location',
  path: '/late',
} as const
const LATE: readonly { readonly wanted: Wanted; readonly late: boolean }[] = [
  { wanted: { asks: 'nothing', key: 'RSA' }, late: true },
]

function configuration(folder: ServerFolder, hosts: string): string {
  return `ServerName localhost
    PidFile ${folder.at('run/pid')}
    DefaultRuntimeDir ${folder.at('run')}
    Mutex sem
    User www-data
    Group www-data
    ${NEEDED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n    ')}
    StartServers 1
    ErrorLog /dev/stderr
    LogLevel warn ssl:info
    LogFormat "answered %>s %{SSL_PROTOCOL}x verify=%{SSL_CLIENT_VERIFY}x" told
    CustomLog /dev/stderr told
    RequestReadTimeout handshake=20 header=20 body=20
    <Location "/">
      SetHandler server-status
      Require all granted
    </Location>
    ${hosts}
  `
}

const VERIFY = { required: 'require', optional: 'optional', nothing: 'none' } as const

function host(wardrobe: Wardrobe, { asks, key, old, revoking }: Wanted, port: number, late: boolean): string {
  const { chain, key: keyFile } = wardrobe.server(key)
  return `Listen 127.0.0.1:${port}
    <VirtualHost 127.0.0.1:${port}>
      ServerName apim.contoso.internal
      SSLEngine on
      SSLCertificateFile ${chain}
      SSLCertificateKeyFile ${keyFile}
      SSLCACertificateFile ${wardrobe.clientRoots}
      SSLVerifyDepth 3
      SSLVerifyClient ${VERIFY[asks]}
      SSLProtocol ${old ? '+TLSv1 +TLSv1.1' : '+TLSv1.2 +TLSv1.3'}
      ${old ? 'SSLCipherSuite ALL:@SECLEVEL=0' : ''}
      ${revoking ? `SSLCARevocationFile ${wardrobe.revocations}\nSSLCARevocationCheck leaf` : ''}
      ${late ? '<Location "/late">\nSSLVerifyClient require\n</Location>' : ''}
    </VirtualHost>`
}

const LINES: Lines = [
  [/cannot perform post-handshake authentication/, 'late request not possible'],
  ...OPENSSL_ERRORS,
  [/answered 200 .*/, 'accepted'],
  [/answered \d+ .*/, 'unsaid'],
]

function read(piece: string): View | null {
  return verifyError(/Certificate Verification: Error \((\d+)\): .*/, piece) ?? firstOf(LINES, piece)
}
