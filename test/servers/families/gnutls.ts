import { freePort, ServerFolder, startServer } from '../support/program.ts'
import type { Wardrobe } from '../support/wardrobe.ts'
import { type Family, type LoggingListener, listenerOf, stopAll, USUAL, type Wanted } from './family.ts'
import { firstOf, type Lines } from './reading.ts'

/** `gnutls-serv`, one for each listener. */
export const gnutls: Family = {
  name: 'GnuTLS',
  needs: { 'gnutls-serv': 'gnutls-bin' },
  start: async (wardrobe, { 'gnutls-serv': program = '' }) => {
    const all = await Promise.all(USUAL.map((wanted) => one(wardrobe, program, wanted)))
    return { listeners: all.map(({ listener }) => listener), stop: () => stopAll(...all) }
  },
}

const ASKS = {
  required: ['--require-client-cert', '--verify-client-cert'],
  optional: ['--verify-client-cert'],
  nothing: ['--disable-client-cert'],
} as const
const OLD = 'NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.1:+SHA1:+SIGN-RSA-SHA1'

async function one(wardrobe: Wardrobe, program: string, wanted: Wanted) {
  const folder = new ServerFolder('gnutls')
  const { chain, key } = wardrobe.server(wanted.key)
  const port = await freePort()
  const args = [
    ...['--http', `--port=${port}`, `--x509certfile=${chain}`, `--x509keyfile=${key}`],
    `--priority=${wanted.old ? OLD : 'NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3'}`,
    ...ASKS[wanted.asks],
    ...(wanted.asks === 'nothing' ? [] : [`--x509cafile=${wardrobe.clientRoots}`]),
  ]
  const running = await startServer(program, args, folder, /listening on IPv4.*done/)
  const listener: LoggingListener = {
    ...listenerOf('gnutls-serv', wanted, port),
    log: running.log,
    read: (piece) => firstOf(LINES, piece),
  }
  return { ...running, listener }
}

/** What it thinks of a certificate stands in its Status line; the error that ends the handshake says less. */
const LINES: Lines = [
  [/No certificate was found|Certificate is required/, 'no certificate'],
  [/NOT trusted\..* not yet valid certificate/, 'not yet valid'],
  [/NOT trusted\..* uses expired certificate/, 'expired'],
  [/NOT trusted\..* insecure algorithm/, 'weak'],
  [/NOT trusted\..* issuer is unknown/, 'issuer'],
  [/Public key signature verification has failed.*/, 'proof'],
  [/Error in handshake: .*unsupported.*version.*|Error in handshake: .*version.*/, 'version'],
  [/Error in handshake.*/, 'unsaid'],
  [/- Ephemeral|- Version: TLS.*|- Options: .*|received cmd.*/, 'accepted'],
]
