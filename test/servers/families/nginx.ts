import { freePort, ServerFolder, startServer } from '../support/program.ts'
import type { View } from '../support/views.ts'
import type { FaultyServer, ServerKey, Wardrobe } from '../support/wardrobe.ts'
import { type Family, HTTP2, listenerOf, REVOKING, USUAL, type Wanted } from './family.ts'
import { firstOf, type Lines, OPENSSL_ERRORS, verifyError } from './reading.ts'

/** nginx: what Application Gateway is made of. It refuses in HTTP, never by an alert of its own. */
export const nginx: Family = {
  name: 'nginx',
  needs: { nginx: 'nginx-light' },
  start: async (wardrobe, { nginx: program = '' }) => {
    const folder = new ServerFolder('nginx')
    const listeners = await Promise.all(
      [...USUAL, HTTP2, REVOKING].map(async (wanted) => ({ wanted, port: await freePort() })),
    )
    const servers = listeners.map(({ wanted, port }) => serverBlock(wardrobe, wanted, port))
    folder.write('nginx.conf', configuration(folder, servers.join('\n')))
    const args = ['-p', folder.path, '-c', folder.at('nginx.conf'), '-e', 'stderr']
    const ports = listeners.map(({ port }) => port)
    const running = await startServer(program, args, folder, ports)
    return {
      listeners: listeners.map(({ wanted, port }) => ({
        ...listenerOf('nginx', wanted, port),
        log: running.log,
        read: readNginx,
      })),
      stop: running.stop,
    }
  },
}

/** @param servers the server blocks */
export function configuration(folder: ServerFolder, servers: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder.at(kind)};`)
    .join(' ')
  return `daemon off; master_process off; pid ${folder.at('pid')}; error_log stderr info;
    events { }
    http {
      log_format told 'answered $status $ssl_protocol verify=$ssl_client_verify';
      access_log /dev/stderr told; ${temporary}
      ${servers}
    }`
}

const VERIFY = { required: 'on', optional: 'optional', nothing: 'off' } as const

/** @param more its locations, if not one that is content */
export function serverBlock(
  wardrobe: Wardrobe,
  { asks, key, old, http2, revoking }: Omit<Wanted, 'key'> & { readonly key: ServerKey | FaultyServer },
  port: number,
  more = '',
): string {
  const { chain, key: keyFile } = wardrobe.server(key)
  return `server {
    listen 127.0.0.1:${port} ssl${http2 ? ' http2' : ''}; server_name apim.contoso.internal;
    ssl_certificate ${chain}; ssl_certificate_key ${keyFile};
    ssl_protocols ${old ? 'TLSv1 TLSv1.1' : 'TLSv1.2 TLSv1.3'};
    ${old ? 'ssl_ciphers ALL:@SECLEVEL=0;' : ''}
    ssl_verify_client ${VERIFY[asks]}; ssl_verify_depth 3;
    ${asks === 'nothing' ? '' : `ssl_client_certificate ${wardrobe.clientRoots};`}
    ${revoking ? `ssl_crl ${wardrobe.revocations};` : ''}
    ${more || 'location / { return 200 "fine"; }'}
  }`
}

const LINES: Lines = [
  [/client sent no required SSL certificate/, 'no certificate'],
  [/upstream SSL certificate (?:verify error: \([^)]*\)|does not match "[^"]*")/, 'backend'],
  [/connect\(\) failed [^,]*/, 'backend'],
  ...OPENSSL_ERRORS,
  [/answered 200 .*/, 'accepted'],
  [/answered \d+ .*/, 'unsaid'],
]

export function readNginx(piece: string): View | null {
  return verifyError(/client SSL certificate verify error: \((\d+):[^)]*\)/, piece) ?? firstOf(LINES, piece)
}
