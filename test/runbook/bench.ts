import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { LabCertificates } from '../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, type Identity, keyPem } from '../../src/main/lab/certificates/profile.ts'
import { LAB_HOST } from '../../src/main/lab/scenario.ts'
import { stockServer } from '../../src/main/lab/stock.ts'
import { type KnownValues, PLACEHOLDERS } from '../../src/shared/runbook/placeholders.ts'

/** Where the commands of articles meet a server, with the lab's certificates in files of the names they use. */
export interface RunbookBench {
  /** Values for the placeholders: the examples, but for addresses and ports. */
  readonly values: KnownValues
  readonly ports: Readonly<Record<OtherServer, string>>
  /** Runs a script with `bash -e` in a fresh folder that holds the files, without a terminal. */
  run(
    script: string,
    how?: { input?: string; relaxed?: boolean },
  ): Promise<{ status: number | null; output: string }>
  close(): void
}

/**
 * Servers with a fault: `strict` refuses by an alert in TLS 1.3, `plain` speaks HTTP, `expired`, `leafOnly` and
 * `otherName` have such a certificate and ask for none, `rootOnly` trusts the client's root without intermediates.
 */
export type OtherServer = 'strict' | 'plain' | 'expired' | 'leafOnly' | 'otherName' | 'rootOnly'

const LIMIT_MILLIS = 20_000

/**
 * One server plays both parts: asked for a client certificate it answers like a strict listener (TLS completes,
 * 400 without a good one), and the status path answers anybody. Curl is led to it, whatever host and port the
 * command names, by a configuration file; what follows `-connect` for openssl is replaced in the script.
 */
export async function openBench(): Promise<RunbookBench> {
  const home = mkdtempSync(join(tmpdir(), 'tlscope-runbook-'))
  const files = join(home, 'files')
  mkdirSync(files)
  const lab = new LabCertificates()
  await writeMaterial(files, lab)
  const listener = async (trusted: readonly Identity[]): Promise<Server> =>
    strictListener([await lab.server(), await lab.serverIntermediate()], trusted)
  const secure = await listener([await lab.clientRoot(), await lab.clientIntermediate()])
  const rootOnly = await listener([await lab.clientRoot()])
  const expired = stockServer({ chain: [await lab.serverExpired(), await lab.serverIntermediate()] })
  const leafOnly = stockServer({ chain: [await lab.server()] })
  const otherName = stockServer({ chain: [await lab.serverForOtherHost(), await lab.serverIntermediate()] })
  const plain = createHttpServer((_request, response) => response.end('fine\n'))
  const [port, httpPort, ocspPort] = [await listening(secure), await listening(plain), await freePort()]
  const ports = {
    strict: String(await freePort()),
    plain: String(httpPort),
    expired: String(await listening(expired)),
    leafOnly: String(await listening(leafOnly)),
    otherName: String(await listening(otherName)),
    rootOnly: String(await listening(rootOnly)),
  }
  const responder = await startResponder(files, ocspPort)
  const strict = await startStrictServer(files, Number(ports.strict))
  writeFileSync(
    join(home, '.curlrc'),
    [
      `connect-to = "${PLACEHOLDERS['responder-host'].example}:80:127.0.0.1:${httpPort}"`,
      // A port that a command was given of its own stays as it is.
      ...Object.values(ports).map((own) => `connect-to = ":${own}:127.0.0.1:${own}"`),
      `connect-to = "::127.0.0.1:${port}"`,
      `cacert = "${join(files, PLACEHOLDERS['root-cer'].example)}"`,
    ].join('\n'),
  )
  const programs = writeStandIns(home, files)
  const values: KnownValues = {
    ...Object.fromEntries(Object.entries(PLACEHOLDERS).map(([name, { example }]) => [name, example])),
    'server-name': LAB_HOST,
    host: LAB_HOST,
    'gateway-host': LAB_HOST,
    'server-ip': '127.0.0.1',
    'backend-ip': '127.0.0.1',
    'gateway-ip': '127.0.0.1',
    port: String(port),
  }
  let runs = 0
  return {
    values,
    ports,
    run: async (script, { input = '', relaxed = false } = {}) => {
      runs += 1
      const folder = join(home, `run-${runs}`)
      cpSync(files, folder, { recursive: true })
      // A session of its own has no terminal: what would ask for a password reads it from standard input.
      const child = spawn(
        'bash',
        [relaxed ? '+e' : '-e', '-c', script.replaceAll('127.0.0.1:443"', `127.0.0.1:${port}"`)],
        {
          cwd: folder,
          detached: true,
          env: { PATH: `${programs}:${process.env.PATH}`, CURL_HOME: home, HOME: home, LC_ALL: 'C' },
        },
      )
      return ended(child, input)
    },
    close: () => {
      for (const child of [responder, strict]) child.kill()
      for (const server of [secure, rootOnly, expired, leafOnly, otherName, plain]) server.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** TLS completes whatever the client sends; then HTTP says what was wrong with it, but for the status path. */
function strictListener(chain: readonly Identity[], trusted: readonly Identity[]): Server {
  const key = chain[0] === undefined ? '' : keyPem(chain[0].privateKey)
  const ca = trusted.map(({ pem }) => pem)
  return createServer(
    { cert: chainPem(...chain), key, ca, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const { authorized } = request.socket as TLSSocket
      const fine = authorized || request.url?.startsWith('/status-0123456789abcdef') === true
      response.writeHead(fine ? 200 : 400, { 'content-type': 'text/plain' })
      request.resume().once('end', () => response.end(fine ? 'fine\n' : 'The SSL certificate error\n'))
    },
  )
}

/** Standard output and standard error, as a reader sees them; a run that does not end is killed with its children. */
async function ended(child: ChildProcess, input: string): Promise<{ status: number | null; output: string }> {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  const limit = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, LIMIT_MILLIS)
  const [status] = (await once(child, 'close')) as [number | null]
  clearTimeout(limit)
  return { status, output }
}

async function writeMaterial(folder: string, lab: LabCertificates): Promise<void> {
  const [root, intermediate, server] = [
    await lab.serverRoot(),
    await lab.serverIntermediate(),
    await lab.server(),
  ]
  const [clientRoot, clientIntermediate, client] = [
    await lab.clientRoot(),
    await lab.clientIntermediate(),
    await lab.client(),
  ]
  const write = (name: string, content: string | Uint8Array): void =>
    writeFileSync(join(folder, name), content)
  write(PLACEHOLDERS['root-cer'].example, root.pem)
  write(PLACEHOLDERS['leaf-cer'].example, server.pem)
  write(PLACEHOLDERS['chain-pem'].example, chainPem(server, intermediate))
  write(PLACEHOLDERS['client-ca-pem'].example, chainPem(clientIntermediate, clientRoot))
  write(PLACEHOLDERS['client-cert'].example, client.pem)
  write(PLACEHOLDERS['client-key'].example, keyPem(client.privateKey))
  write(PLACEHOLDERS['client-chain'].example, clientIntermediate.pem)
  // Files that articles name themselves, and those that only some situations have.
  write('client-full.pem', chainPem(client, clientIntermediate))
  write('client-root-only.pem', clientRoot.pem)
  write('with-key.pem', chainPem(clientRoot) + keyPem(client.privateKey))
  const rogue = await lab.clientRogue()
  write('rogue.crt', rogue.pem)
  write('rogue.key', keyPem(rogue.privateKey))
  write('no-eku.crt', (await lab.clientWithoutClientAuth()).pem)
  write('server.key', keyPem(server.privateKey))
  write('root.der', root.der)
  write('root.pem', clientRoot.pem)
  write('intermediate.pem', clientIntermediate.pem)
  write('body.bin', 'a body')
}

/** A certificate that says where to ask about it, and somebody who answers there. */
async function startResponder(folder: string, port: number): Promise<ChildProcess> {
  const openssl = (...args: string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ocsp-ca.key',
    '-out',
    'ocsp-ca.pem',
    '-subj',
    '/CN=OCSP CA',
    '-days',
    '30',
  )
  writeFileSync(
    join(folder, 'ocsp.cnf'),
    `authorityInfoAccess=OCSP;URI:http://127.0.0.1:${port}\ncrlDistributionPoints=URI:http://crl.example.com/ca.crl\n`,
  )
  for (const [name, serial] of [
    ['ocsp-client', '0x1234'],
    ['ocsp-revoked', '0x5678'],
  ] as const) {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ocsp-ca.pem', '-CAkey', 'ocsp-ca.key'],
      ...['-set_serial', serial, '-days', '30', '-extfile', 'ocsp.cnf', '-out', `${name}.crt`],
    )
  }
  writeFileSync(
    join(folder, 'index.txt'),
    'V\t491231235959Z\t\t1234\tunknown\t/CN=ocsp-client\nR\t491231235959Z\t260101000000Z\t5678\tunknown\t/CN=ocsp-revoked\n',
  )
  const responder = spawn(
    'openssl',
    [
      'ocsp',
      '-port',
      String(port),
      '-index',
      'index.txt',
      '-CA',
      'ocsp-ca.pem',
      '-rsigner',
      'ocsp-ca.pem',
      '-rkey',
      'ocsp-ca.key',
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  // It says so when it listens.
  await Promise.race([once(responder.stdout, 'data'), once(responder.stderr, 'data')])
  return responder
}

/** A server of OpenSSL's own kind: it refuses by an alert, where node:tls just closes. */
async function startStrictServer(folder: string, port: number): Promise<ChildProcess> {
  const server = spawn(
    'openssl',
    [
      ...[
        's_server',
        '-accept',
        String(port),
        '-cert',
        'apim-leaf.cer',
        '-key',
        'server.key',
        '-www',
        '-tls1_3',
      ],
      ...['-Verify', '2', '-verify_return_error', '-CAfile', 'client-root-only.pem'],
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  await once(server.stdout, 'data')
  server.stdout.resume()
  server.stderr.resume()
  return server
}

/** What is not under test here answers with something to go on with. */
function writeStandIns(home: string, files: string): string {
  const folder = join(home, 'programs')
  mkdirSync(folder)
  const write = (name: string, script: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const leaf = join(files, PLACEHOLDERS['leaf-cer'].example)
  write(
    'az',
    `case "$*" in *"auth-cert show"*) openssl x509 -in '${leaf}' -outform DER | base64 -w 0;; *) echo '[]';; esac`,
  )
  write('dig', 'echo 10.0.2.5')
  write('tlscope', 'wc -l < session-secrets.log | sed "s/^/secrets: /"')
  return folder
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function freePort(): Promise<number> {
  const server = createTcpServer()
  const port = await listening(server)
  server.close()
  await once(server, 'close')
  return port
}
