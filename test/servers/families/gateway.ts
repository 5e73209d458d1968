import { freePort, ServerFolder, startServer } from '../support/program.ts'
import type { FaultyServer, ServerKey, Wardrobe } from '../support/wardrobe.ts'
import { type Family, type LoggingListener, listenerOf } from './family.ts'
import { configuration, readNginx, serverBlock } from './nginx.ts'

/**
 * nginx in front of TLS backends whose certificates it checks, as Application Gateway does: what goes wrong behind
 * it shows to its clients as HTTP 502 alone.
 */
export const gateway: Family = {
  name: 'gateway',
  needs: { nginx: 'nginx-light' },
  start: async (wardrobe, { nginx: program = '' }) => {
    const folder = new ServerFolder('gateway')
    const backends = await Promise.all(BACKENDS.map(async (one) => ({ ...one, port: await freePort() })))
    const front = await freePort()
    const locations = backends.map(({ path, port }) => location(wardrobe, path, port))
    const frontBlock = serverBlock(wardrobe, { asks: 'nothing', key: 'RSA' }, front, locations.join('\n'))
    const behind = backends.flatMap(({ certificate, asks, port }) =>
      certificate === null ? [] : [serverBlock(wardrobe, { asks, key: certificate }, port)],
    )
    folder.write('nginx.conf', configuration(folder, [frontBlock, ...behind].join('\n')))
    const args = ['-p', folder.path, '-c', folder.at('nginx.conf'), '-e', 'stderr']
    const running = await startServer(program, args, folder, [front])
    return {
      listeners: backends.map(
        ({ name, path }): LoggingListener => ({
          ...listenerOf('gateway', { asks: 'nothing', key: 'RSA' }, front),
          name: `gateway before ${name}`,
          path,
          log: running.log,
          read: readNginx,
        }),
      ),
      stop: running.stop,
    }
  },
}

interface Backend {
  readonly name: string
  readonly path: string
  /** `null`: nobody listens. */
  readonly certificate: ServerKey | FaultyServer | null
  readonly asks: 'required' | 'nothing'
}

const BACKENDS: readonly Backend[] = [
  { name: 'a sound backend', path: '/sound', certificate: 'RSA', asks: 'nothing' },
  { name: 'an expired backend', path: '/expired', certificate: 'expired', asks: 'nothing' },
  { name: 'a backend of another name', path: '/name', certificate: 'another name', asks: 'nothing' },
  { name: 'a self-signed backend', path: '/self', certificate: 'self-signed', asks: 'nothing' },
  { name: 'no backend', path: '/none', certificate: null, asks: 'nothing' },
  { name: 'a backend that wants a certificate', path: '/mutual', certificate: 'RSA', asks: 'required' },
]

function location(wardrobe: Wardrobe, path: string, port: number): string {
  return `location ${path} {
    proxy_pass https://127.0.0.1:${port}; proxy_ssl_verify on; proxy_ssl_verify_depth 3;
    proxy_ssl_trusted_certificate ${wardrobe.serverRoot};
    proxy_ssl_server_name on; proxy_ssl_name apim.contoso.internal;
  }`
}
