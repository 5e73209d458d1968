import { createServer } from 'node:http'
import { listenOnLoopback } from '../../../src/main/lab/recorder.ts'
import { freePort, ServerFolder, startServer } from '../support/program.ts'
import type { Wardrobe } from '../support/wardrobe.ts'
import { type Family, listenerOf, REVOKING, USUAL, type Wanted } from './family.ts'
import { firstOf, type Lines, OPENSSL_ERRORS } from './reading.ts'

/** stunnel, in front of an HTTP server of our own. */
export const stunnel: Family = {
  name: 'stunnel',
  needs: { stunnel4: 'stunnel4' },
  start: async (wardrobe, { stunnel4: program = '' }) => {
    const folder = new ServerFolder('stunnel')
    const backend = createServer((_request, response) =>
      response.setHeader('Connection', 'close').end('fine'),
    )
    const backendPort = await listenOnLoopback(backend)
    const listeners = await Promise.all(
      [...USUAL, REVOKING].map(async (wanted) => ({ wanted, port: await freePort() })),
    )
    const services = listeners.map(({ wanted, port }) => service(wardrobe, wanted, port, backendPort))
    folder.write('stunnel.conf', `${GLOBAL}\n${services.join('\n')}`)
    const ports = listeners.map(({ port }) => port)
    const running = await startServer(program, [folder.at('stunnel.conf')], folder, ports)
    return {
      listeners: listeners.map(({ wanted, port }) => ({
        ...listenerOf('stunnel', wanted, port),
        log: running.log,
        read: (piece) => firstOf(LINES, piece),
      })),
      stop: async () => {
        await running.stop()
        backend.closeAllConnections()
        backend.close()
      },
    }
  },
}

const GLOBAL = 'foreground = yes\nsyslog = no\npid =\ndebug = info'

function service(
  wardrobe: Wardrobe,
  { asks, key, old, revoking }: Wanted,
  port: number,
  backend: number,
): string {
  const { chain, key: keyFile } = wardrobe.server(key)
  const verify =
    asks === 'nothing'
      ? ''
      : `CAfile = ${wardrobe.clientRoots}\nverifyChain = yes\nrequireCert = ${asks === 'required' ? 'yes' : 'no'}`
  const versions = old
    ? 'sslVersionMin = TLSv1\nsslVersionMax = TLSv1.1\nciphers = ALL:@SECLEVEL=0\nsecurityLevel = 0'
    : 'sslVersionMin = TLSv1.2'
  return `[on-${port}]
accept = 127.0.0.1:${port}
connect = 127.0.0.1:${backend}
cert = ${chain}
key = ${keyFile}
${verify}
${revoking ? `CRLfile = ${wardrobe.revocations}` : ''}
${versions}
`
}

const LINES: Lines = [
  ...OPENSSL_ERRORS,
  [/CERT: .*certificate has expired/, 'expired'],
  [/CERT: .*certificate is not yet valid/, 'not yet valid'],
  [/CERT: .*unsuitable certificate purpose/, 'purpose'],
  [/CERT: .*(?:unable to get local issuer|unable to verify the first|self.signed).*/, 'issuer'],
  [/CERT: .*certificate revoked/, 'revoked'],
  [/CERT: .*too weak/, 'weak'],
  [/s_connect: connected .*|connected remote server from .*/, 'accepted'],
  [/Connection (?:reset|closed).*/, 'unsaid'],
]
