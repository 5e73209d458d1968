import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type SecureVersion, type TlsOptions } from 'node:tls'
import { afterAll, describe, expect, it } from 'vitest'
import { LabCertificates } from '../../../../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, type Identity, keyPem } from '../../../../../src/main/lab/certificates/profile.ts'
import { loadProfile } from '../../../../../src/main/probe/profiles/load.ts'
import { type Reaction, reactionTo } from '../../../../../src/main/probe/profiles/reaction.ts'
import type { CertificateCheck } from '../../../../../src/main/probe/profiles/schema.ts'
import { judgeChain } from '../../../../../src/main/trust/chain.ts'
import { HOST } from '../../trust/test-ca.ts'
import { CURL, JAVA, OPENSSL, type RealClient, removeClientFiles } from './real-client.ts'

/** How programs of this machine refuse a server's certificate, and whether they keep their own back: beside the profiles. */

const lab = new LabCertificates()
const folder = mkdtempSync(join(tmpdir(), 'tlscope-refusal-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterAll(removeClientFiles)

const VERSIONS: readonly SecureVersion[] = ['TLSv1.2', 'TLSv1.3']
const CLIENTS = [OPENSSL, CURL, JAVA]

/** What a server saw of its client: the handshake's end, and the alert by node's name for it. */
interface Seen {
  readonly completed: boolean
  readonly requested: boolean
  readonly alert: number | null
  readonly clientCertificate: 'sent' | 'empty'
}

async function serve(
  client: RealClient,
  options: TlsOptions,
  files: Files,
  withClient: boolean,
): Promise<Seen> {
  let completed = false
  let requested = false
  let alert: number | null = null
  let clientCertificate: Seen['clientCertificate'] = 'empty'
  const note = (error: Error & { code?: string }) => {
    alert ??= ALERTS.find(([name]) => error.code?.endsWith(name))?.[1] ?? null
  }
  const server = createServer(options, (socket) => {
    completed = true
    if (socket.getPeerCertificate().subject) clientCertificate = 'sent'
    socket.on('error', note)
    socket.on('data', () => {
      requested = true
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
    })
  })
  server.on('tlsClientError', note)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const child = client.start({ port, roots: files.roots, ...(withClient ? { client: files.client } : {}) })
  // s_client asks for nothing by itself: one line is its request.
  child.stdin?.on('error', () => child.kill())
  child.stdin?.write('GET / HTTP/1.0\r\n\r\n')
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await once(child, 'exit')
  clearTimeout(timer)
  server.close()
  await once(server, 'close')
  return { completed, requested, alert, clientCertificate }
}

const ALERTS = [
  ['ALERT_CERTIFICATE_UNKNOWN', 46],
  ['ALERT_CERTIFICATE_EXPIRED', 45],
  ['ALERT_BAD_CERTIFICATE', 42],
  ['ALERT_UNSUPPORTED_CERTIFICATE', 43],
  ['ALERT_UNKNOWN_CA', 48],
] as const

interface Files {
  readonly roots: string
  readonly client: { readonly chain: string; readonly key: string; readonly pfx: string }
}

async function writeFiles(): Promise<Files> {
  const path = (name: string) => join(folder, name)
  const [root, own, issuing] = [await lab.serverRoot(), await lab.client(), await lab.clientIntermediate()]
  writeFileSync(path('root.pem'), root.pem)
  writeFileSync(path('client.pem'), chainPem(own, issuing))
  writeFileSync(path('client.key'), keyPem(own.privateKey))
  spawnSync('openssl', [
    ...['pkcs12', '-export', '-in', path('client.pem'), '-inkey', path('client.key')],
    ...['-out', path('client.p12'), '-passout', 'pass:changeit', '-name', 'client'],
  ])
  return {
    roots: path('root.pem'),
    client: { chain: path('client.pem'), key: path('client.key'), pfx: path('client.p12') },
  }
}

const files = await writeFiles()

function server(version: SecureVersion, chain: readonly Identity[], more: TlsOptions = {}): TlsOptions {
  const [leaf] = chain
  if (!leaf) throw new Error('a server needs a certificate')
  // The lowest security level: a server may present what its client shall find too weak.
  const ciphers = 'DEFAULT@SECLEVEL=0'
  const cert = chainPem(...chain)
  return { key: keyPem(leaf.privateKey), cert, minVersion: version, maxVersion: version, ciphers, ...more }
}

async function faultyServers(): Promise<[CertificateCheck['check'], Identity[]][]> {
  const issuing = await lab.serverIntermediate()
  return [
    ['root', [await lab.serverSelfSigned()]],
    ['chain', [await lab.server()]],
    ['name', [await lab.serverForOtherHost(), issuing]],
    ['expired', [await lab.serverExpired(), issuing]],
    ['not-yet-valid', [await lab.serverNotYetValid(), issuing]],
    ['purpose', [await lab.serverWithoutServerAuth(), issuing]],
    ['strength', [await lab.serverWeak(), issuing]],
  ]
}

/** What this program says the profile's client would do with the same chain. */
async function predicted(id: string, chain: readonly Identity[]): Promise<Reaction> {
  const profile = loadProfile(id)
  if (!profile) throw new Error(`there is no profile ${id}`)
  const report = await judgeChain({
    sent: chain.map(({ der }) => der),
    roots: [(await lab.serverRoot()).der],
    platform: 'none',
    purpose: 'server',
    host: HOST,
    atMillis: Date.now(),
  })
  return reactionTo(profile, report)
}

function expected({ failure }: CertificateCheck, version: SecureVersion): Partial<Seen> {
  switch (failure.how) {
    case 'alert': {
      const alert = version === 'TLSv1.3' ? (failure.alertTls13 ?? failure.alert) : failure.alert
      return { requested: false, alert }
    }
    case 'close-after-handshake':
      return { completed: true, requested: false, alert: null }
    case 'none':
      return { completed: true, requested: true, alert: null }
    case 'unknown':
      throw new Error('a measured profile knows how it refuses')
  }
}

for (const client of CLIENTS) {
  const profile = loadProfile(client.profile)
  describe.skipIf(client.skipped)(`${client.profile} refuses a server as its profile says`, () => {
    it('and accepts a good one', async () => {
      for (const version of VERSIONS) {
        const good = server(version, [await lab.server(), await lab.serverIntermediate()])
        expect(await serve(client, good, files, false)).toMatchObject({ requested: true, alert: null })
      }
    }, 60_000)

    it('with these alerts, or without one', async () => {
      for (const version of VERSIONS) {
        for (const [name, chain] of await faultyServers()) {
          const check = profile?.certificateChecks.find((entry) => entry.check === name)
          if (!check) throw new Error(`the profile has no check ${name}`)
          const seen = await serve(client, server(version, chain), files, false)
          expect([version, name, seen]).toMatchObject([version, name, expected(check, version)])
          const { refuses, sentence } = await predicted(client.profile, chain)
          expect([version, name, sentence, refuses]).toEqual([
            version,
            name,
            sentence,
            seen.requested ? 'no' : 'yes',
          ])
          if (seen.alert !== null) expect(sentence).toContain(`(${seen.alert})`)
        }
      }
    }, 120_000)

    it('and keeps its own certificate back, or does not, where no CA name fits', async () => {
      const [good, strangers] = [[await lab.server(), await lab.serverIntermediate()], await lab.rogueRoot()]
      const filters = profile?.clientCertificate.filtersByCaNames === 'yes'
      for (const version of VERSIONS) {
        const ask = { requestCert: true, rejectUnauthorized: false }
        const other = await serve(client, server(version, good, { ...ask, ca: strangers.pem }), files, true)
        expect([version, other.clientCertificate]).toEqual([version, filters ? 'empty' : 'sent'])
        const own = (await lab.clientRoot()).pem
        const known = await serve(client, server(version, good, { ...ask, ca: own }), files, true)
        expect([version, known.clientCertificate]).toEqual([version, 'sent'])
      }
    }, 60_000)
  })
}
