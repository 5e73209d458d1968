import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** nginx as a TLS client of its backends: the nearest thing to Application Gateway that runs on this machine. */

const PROGRAM = ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find((path) => existsSync(path)) ?? 'nginx'
const asked = spawnSync(PROGRAM, ['-V'], { encoding: 'utf8' })

/** `nginx version: nginx/1.22.1 … built with OpenSSL 3.0.15 …`; empty where it is not installed. */
export const nginxVersion = asked.status === 0 ? asked.stderr : ''
if (nginxVersion === '') console.log('skipped: the gateway beside nginx, which is not installed')

export interface Nginx {
  /** The status of a request to one of its locations. */
  readonly get: (path: string) => Promise<number>
  /** Lines of its error log so far. */
  readonly log: () => string
  readonly stop: () => Promise<void>
}

/** @param locations the content of its one server block; paths in it are absolute */
export async function startNginx(locations: string): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'tlscope-nginx-'))
  const socketPath = join(folder, 'socket')
  mkdirSync(join(folder, 'logs'))
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${join(folder, kind)};`)
    .join(' ')
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${join(folder, 'pid')}; error_log stderr info;
     events { }
     http { access_log off; ${temporary} server { listen unix:${socketPath}; ${locations} } }`,
  )
  const child: ChildProcess = spawn(
    PROGRAM,
    ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let log = ''
  child.stderr?.on('data', (piece) => {
    log += piece
  })
  for (let tries = 0; !existsSync(socketPath) && tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        const asked = request({ socketPath, path, timeout: 10_000 }, (answer) => {
          answer.resume()
          resolve(answer.statusCode ?? 0)
        })
        asked.on('error', reject)
        asked.end()
      }),
    log: () => log,
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
