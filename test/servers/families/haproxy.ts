import { readFileSync } from 'node:fs'
import { freePort, ServerFolder, startServer } from '../support/program.ts'
import type { View } from '../support/views.ts'
import type { Wardrobe } from '../support/wardrobe.ts'
import { type Family, HTTP2, listenerOf, REVOKING, USUAL, type Wanted } from './family.ts'
import { firstOf, type Lines, OPENSSL_ERRORS, verifyError } from './reading.ts'

/** HAProxy refuses by OpenSSL's alerts, and tells the numbers of what went wrong where its log is asked for them. */
export const haproxy: Family = {
  name: 'HAProxy',
  needs: { haproxy: 'haproxy' },
  start: async (wardrobe, { haproxy: program = '' }) => {
    const folder = new ServerFolder('haproxy')
    const listeners = await Promise.all(
      [...USUAL, HTTP2, REVOKING].map(async (wanted) => ({ wanted, port: await freePort() })),
    )
    const frontends = listeners.map(({ wanted, port }) => frontend(wardrobe, folder, wanted, port))
    folder.write('haproxy.cfg', `${GLOBAL}\n${frontends.join('\n')}`)
    const ports = listeners.map(({ port }) => port)
    const running = await startServer(program, ['-db', '-f', folder.at('haproxy.cfg')], folder, ports)
    return {
      listeners: listeners.map(({ wanted, port }) => ({
        ...listenerOf('HAProxy', wanted, port),
        log: running.log,
        read,
      })),
      stop: running.stop,
    }
  },
}

const GLOBAL = `global
  log stdout format raw local0
  ssl-default-bind-options ssl-min-ver TLSv1.2
defaults
  mode http
  log global
  timeout connect 5s
  timeout client 10s
  timeout server 5s
  log-format "answered %ST %[ssl_fc_protocol] verify=%[ssl_c_verify]"
  error-log-format "refused: certificate %[ssl_c_err] CA %[ssl_c_ca_err]: %[ssl_fc_err_str]"
`

const VERIFY = { required: 'verify required', optional: 'verify optional', nothing: 'verify none' } as const

function frontend(wardrobe: Wardrobe, folder: ServerFolder, wanted: Wanted, port: number): string {
  const { chain, key } = wardrobe.server(wanted.key)
  // Certificate, chain and key in one file.
  const both = folder.write(`${port}.pem`, `${readFileSync(chain, 'utf8')}${readFileSync(key, 'utf8')}`)
  const ca = wanted.asks === 'nothing' ? '' : `ca-file ${wardrobe.clientRoots}`
  const old = wanted.old ? 'ssl-min-ver TLSv1.0 ssl-max-ver TLSv1.1 ciphers ALL:@SECLEVEL=0' : ''
  const crl = wanted.revoking ? `crl-file ${wardrobe.revocations}` : ''
  const alpn = wanted.http2 ? 'alpn h2,http/1.1' : ''
  return `frontend on-${port}
  bind 127.0.0.1:${port} ssl crt ${both} ${ca} ${VERIFY[wanted.asks]} ${old} ${alpn} ${crl}
  http-request return status 200 content-type text/plain string fine
`
}

const LINES: Lines = [
  ...OPENSSL_ERRORS,
  [/answered 200 .*/, 'accepted'],
  [/answered \d+ .*|refused: .*/, 'unsaid'],
]

function read(piece: string): View | null {
  return (
    verifyError(/refused: certificate ([1-9]\d*) .*/, piece) ??
    verifyError(/refused: certificate 0 CA ([1-9]\d*).*/, piece) ??
    firstOf(LINES, piece)
  )
}
