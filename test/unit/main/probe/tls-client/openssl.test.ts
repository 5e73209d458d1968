import { beforeAll, describe, expect, it } from 'vitest'
import type { Negotiated } from '../../../../../src/main/probe/tls-client/index.ts'
import { latin1 } from '../../../../../src/shared/bytes/text.ts'
import { cipherSuiteFacts, cipherSuiteName, groupName } from '../../../../../src/shared/tls/registry/index.ts'
import { absent, type RunningServer, stage } from './support/commands.ts'
import { type Probed, type ProbeOptions, probe } from './support/probe.ts'

const VERSIONS = { 'TLS 1.0': 0x0301, 'TLS 1.1': 0x0302, 'TLS 1.2': 0x0303, 'TLS 1.3': 0x0304 } as const

const TLS13 = [0x1301, 0x1302, 0x1303, 0x1304, 0x1305]
const TLS12_ONLY = [
  0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9, 0xccaa, 0x009c, 0x009d, 0x009e, 0x009f, 0xc09c, 0xc09d,
  0xc0a0, 0xc0a1, 0xc09e, 0xc09f, 0xc0a2, 0xc0a3, 0xc0ac, 0xc0ad, 0xc0ae, 0xc0af, 0xc023, 0xc024, 0xc027,
  0xc028, 0x003c, 0x003d, 0x0067, 0x006b,
]
const SINCE_TLS10 = [0xc009, 0xc00a, 0xc013, 0xc014, 0x002f, 0x0035, 0x0033, 0x0039, 0xc018, 0x0034]

const suitesOf = (version: number): number[] =>
  version === 0x0304 ? TLS13 : version === 0x0303 ? [...TLS12_ONLY, ...SINCE_TLS10] : SINCE_TLS10

const missing = absent('openssl')
const { workshop, start } = stage()

/** Agreed on, and the page that `s_server -www` answers with. @throws where it did not come to that */
function served({ handshake, answer }: Probed): { negotiated: Negotiated; page: string } {
  if (handshake.kind === 'ended') throw new Error(JSON.stringify(handshake.ending))
  if (answer?.kind !== 'data') throw new Error(JSON.stringify(answer))
  return { negotiated: handshake.negotiated, page: latin1(answer.bytes) }
}

describe.skipIf(missing)('the TLS client against openssl s_server', () => {
  let server: RunningServer
  beforeAll(async () => {
    const ec = workshop.server('P-256')
    server = await start('rsa', '-dcert', ec.certificate, '-dkey', ec.key, '-www')
  }, 60_000)

  describe.each(Object.entries(VERSIONS))('in %s', (_name, version) => {
    it.each(suitesOf(version).map((suite) => [cipherSuiteName(suite), suite] as const))(
      'speaks %s',
      async (_suite, cipherSuite) => {
        const hello = { versions: [version], cipherSuites: [cipherSuite] }
        const { negotiated, page } = served(await probe(server.port, { hello }))
        expect(page).toContain('HTTP/1.0 200 ok')
        expect(negotiated).toMatchObject({ version, cipherSuite })
        const facts = cipherSuiteFacts(cipherSuite)
        const unsigned = facts?.keyExchange === 'RSA' || facts?.authentication === 'anon'
        expect(negotiated.serverSignature).toBe(unsigned ? 'none' : 'good')
        expect(negotiated.extendedMasterSecret).toBe(version < 0x0304)
        expect(negotiated.encryptThenMac).toBe(version < 0x0304 && facts?.mode === 'CBC')
      },
    )

    it.each([23, 24, 25, 29, 30].map((group) => [groupName(group), group] as const))(
      'agrees on keys by %s',
      async (_group, group) => {
        const hello = { versions: [version], groups: [group], keyShares: [group] }
        const { negotiated } = served(await probe(server.port, { hello }))
        expect(negotiated.group).toBe(group)
      },
    )

    it('does without extended master secret and encrypt-then-MAC', async () => {
      const hello = { versions: [version], extensions: [0, 10, 11, 13, 43, 45, 51] }
      const cipherSuites = version === 0x0304 ? TLS13 : [0xc013]
      const { negotiated } = served(await probe(server.port, { hello: { ...hello, cipherSuites } }))
      expect(negotiated).toMatchObject({ extendedMasterSecret: false, encryptThenMac: false })
    })
  })

  it('sends another share where it is asked to', async () => {
    const hello = { groups: [29, 24], keyShares: [] }
    const { negotiated } = served(await probe(server.port, { hello }))
    expect(negotiated).toMatchObject({ helloRetryRequest: true, version: 0x0304 })
  })
})

export type { ProbeOptions }
