import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { groupName } from '../../../../../src/shared/tls/registry/index.ts'
import { electronHost } from '../support/electron.ts'
import { absent, type RunningServer, stage } from './support/commands.ts'
import type { Job, Outcome } from './support/electron-entry.ts'

/**
 * The app's engine runs in Electron, on BoringSSL, which lacks ChaCha20-Poly1305, CCM, X448 and more. The TLS client
 * has to do there what it does under Node; only X448 is beyond it.
 */

const host = electronHost('TLS_CLIENT_JOBS')
const missing = absent('openssl') || host.missing

const { workshop, start } = stage()
let open: RunningServer
let demanding: RunningServer

beforeAll(async () => {
  if (missing) return
  await host.load(join(import.meta.dirname, 'support/electron-entry.ts'))
  const ec = workshop.server('P-256')
  const both = ['-dcert', ec.certificate, '-dkey', ec.key, '-www']
  open = await start('rsa', ...both)
  const ca = workshop.clientCa.certificate
  demanding = await start('rsa', ...both, '-Verify', '2', '-CAfile', ca, '-verify_return_error')
}, 120_000)

const TLS13 = [0x1301, 0x1302, 0x1303, 0x1304, 0x1305]
const TLS12 = [0xc02f, 0xcca8, 0xc09c, 0xc0a0, 0xc0ac, 0xc028, 0xc013, 0x009f, 0x0039, 0x003d]
const GROUPS = [23, 24, 25, 29, 256]

describe.skipIf(missing)('the TLS client inside Electron', () => {
  it('speaks the versions and suites that it speaks under Node', async () => {
    const hellos = [
      ...TLS13.map((suite) => ({ versions: [0x0304], cipherSuites: [suite] })),
      ...TLS12.map((suite) => ({ versions: [0x0303], cipherSuites: [suite] })),
      ...[0x0302, 0x0301].map((version) => ({ versions: [version], cipherSuites: [0xc013] })),
    ]
    const outcomes = await inElectron(hellos.map((hello) => ({ port: open.port, hello })))
    const got = outcomes.map(({ version, cipherSuite, text, answer }) => [
      version,
      cipherSuite,
      text || answer,
    ])
    expect(got).toEqual(
      hellos.map(({ versions, cipherSuites }) => [versions[0], cipherSuites[0], 'HTTP/1.0 200 ok']),
    )
    expect(new Set(outcomes.map(({ signature }) => signature))).toEqual(new Set(['good', 'none']))
  }, 60_000)

  it.each(GROUPS.map((group) => [groupName(group), group] as const))(
    'agrees on keys by %s',
    async (_n, group) => {
      const hello = { groups: [group], keyShares: [group] }
      const versions = group === 256 ? [[0x0303]] : [[0x0303], [0x0304]]
      const cipherSuites = group === 256 ? [0x009e] : [0xc02f, 0x1301]
      const outcomes = await inElectron(
        versions.map((each) => ({ port: open.port, hello: { ...hello, versions: each, cipherSuites } })),
      )
      for (const { group: agreed, text, answer } of outcomes) {
        expect(text || answer).toBe('HTTP/1.0 200 ok')
        expect(agreed).toBe(group === 256 ? null : group)
      }
    },
  )

  it('shows certificates of every kind of key, in every version', async () => {
    const jobs: Job[] = []
    for (const kind of ['rsa', 'P-256', 'P-384', 'P-521', 'Ed25519'] as const) {
      workshop.client(kind)
      const credential = {
        certificate: workshop.path(`client-${kind}.pem`),
        key: workshop.path(`client-${kind}.key`),
      }
      for (const version of [0x0304, 0x0303, 0x0302, 0x0301]) {
        if (kind === 'Ed25519' && version < 0x0303) continue
        jobs.push({ port: demanding.port, hello: { versions: [version] }, credential })
      }
    }
    const outcomes = await inElectron(jobs)
    expect(outcomes.map(({ text, answer }) => text || answer)).toEqual(jobs.map(() => 'HTTP/1.0 200 ok'))
  }, 60_000)

  it('hears a late refusal in 200 of 200 runs', async () => {
    const outcomes = await inElectron([{ port: demanding.port, hello: { versions: [0x0304] }, times: 200 }])
    const alerts = outcomes.filter(({ answer }) => /"how":"alert".*"description":116/.test(answer))
    expect([outcomes.length, alerts.length]).toEqual([200, 200])
  }, 60_000)
})

const inElectron = (jobs: readonly Job[]): Promise<Outcome[]> => host.run<Outcome[]>(jobs)
