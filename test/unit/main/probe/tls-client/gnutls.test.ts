import { createServer } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import { listenOnLoopback } from '../../../../../src/main/lab/recorder.ts'
import { cipherSuiteFacts, cipherSuiteName, groupName } from '../../../../../src/shared/tls/registry/index.ts'
import { absent, type KeyKind, type RunningServer, serverOn, stage } from './support/commands.ts'
import { probe, REQUEST } from './support/probe.ts'

/** GnuTLS has what Debian's OpenSSL was built without, 3DES above all, and another mind of its own. */

const VERSIONS = { 'TLS 1.0': 0x0301, 'TLS 1.1': 0x0302, 'TLS 1.2': 0x0303, 'TLS 1.3': 0x0304 } as const
const TLS13 = [0x1301, 0x1302, 0x1303, 0x1304]
const SINCE_TLS10 = [0xc012, 0x0016, 0x000a, 0xc008, 0xc013, 0xc014, 0xc009, 0x002f, 0x0035, 0x0033, 0x0039]
const TLS12_ONLY = [
  0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9, 0xccaa, 0x009c, 0x009d, 0x009e, 0x009f, 0xc09c, 0xc09d,
  0xc0a0, 0xc0a1, 0xc09e, 0xc09f, 0xc0a2, 0xc0a3, 0xc0ac, 0xc0ad, 0xc0ae, 0xc0af, 0xc023, 0xc024, 0xc027,
  0xc028, 0x003c, 0x003d, 0x0067, 0x006b,
]
const PRIORITY = [
  'NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:+VERS-TLS1.2:+VERS-TLS1.3:+RSA:+DHE-RSA:+3DES-CBC:+AES-128-CBC:+AES-256-CBC',
  'AES-128-CCM:+AES-256-CCM:+AES-128-CCM-8:+AES-256-CCM-8:+SHA1:+SHA256:+SHA384:+GROUP-ALL:+SIGN-ALL:+SIGN-RSA-SHA1',
].join(':+')

const missing = absent('openssl') || absent('gnutls-serv', '--version')
const { workshop, keep } = stage()

async function started(...more: string[]): Promise<RunningServer> {
  const placeholder = createServer()
  const port = await listenOnLoopback(placeholder)
  await new Promise((resolve) => placeholder.close(resolve))
  const keys = [workshop.server('rsa'), workshop.server('P-256')].flatMap(({ certificate, key }) => [
    `--x509certfile=${certificate}`,
    `--x509keyfile=${key}`,
  ])
  const args = [`--port=${port}`, `--priority=${PRIORITY}`, ...keys, ...more]
  return keep(await serverOn('gnutls-serv', port, args, /listening on IPv4.*done/))
}

describe.skipIf(missing)('the TLS client against gnutls-serv', () => {
  let server: RunningServer
  let demanding: RunningServer
  beforeAll(async () => {
    server = await started('--http', '--disable-client-cert')
    const ca = `--x509cafile=${workshop.clientCa.certificate}`
    demanding = await started('--http', ca, '--require-client-cert', '--verify-client-cert')
  }, 60_000)

  describe.each(Object.entries(VERSIONS))('in %s', (_name, version) => {
    const suites =
      version === 0x0304 ? TLS13 : version === 0x0303 ? [...TLS12_ONLY, ...SINCE_TLS10] : SINCE_TLS10
    const hello = { versions: [version] }

    it.each(suites.map((suite) => [cipherSuiteName(suite), suite] as const))(
      'speaks %s',
      async (_suite, cipherSuite) => {
        const { handshake, text } = await probe(server.port, {
          hello: { ...hello, cipherSuites: [cipherSuite] },
        })
        if (handshake.kind === 'ended') expect.fail(JSON.stringify(handshake.ending))
        expect(handshake.negotiated).toMatchObject({ version, cipherSuite })
        expect(text).toContain('HTTP/1.0 200 OK')
        const unsigned = cipherSuiteFacts(cipherSuite)?.keyExchange === 'RSA'
        expect(handshake.negotiated.serverSignature).toBe(unsigned ? 'none' : 'good')
      },
    )

    it.each((['rsa', 'P-256', 'Ed25519'] satisfies KeyKind[]).map((kind) => [kind] as const))(
      'shows a certificate with a key of %s',
      async (kind) => {
        if (version < 0x0303 && kind === 'Ed25519') return
        const credential = workshop.client(kind)
        const { handshake, text, answer } = await probe(demanding.port, { hello, credential })
        if (handshake.kind === 'ended') expect.fail(JSON.stringify(handshake.ending))
        expect(text, JSON.stringify(answer)).toContain('HTTP/1.0 200 OK')
      },
    )

    it('hears that a certificate is required', async () => {
      const { handshake, answer } = await probe(demanding.port, { hello })
      const ended = handshake.kind === 'ended' ? handshake : answer
      const ending = { by: 'server', how: 'alert', stage: 'client-certificate' }
      expect(ended).toMatchObject({ kind: 'ended', ending })
    })
  })

  it.each([23, 24, 25, 29, 30, 256, 257, 258, 259, 260].map((group) => [groupName(group), group] as const))(
    'agrees on keys by %s in TLS 1.3, asked again or at once',
    async (_group, group) => {
      for (const keyShares of [[group], []]) {
        const hello = { versions: [0x0304], groups: [group], keyShares }
        const { handshake, text } = await probe(server.port, { hello, request: REQUEST })
        if (handshake.kind === 'ended') expect.fail(JSON.stringify(handshake.ending))
        expect(handshake.negotiated).toMatchObject({ group, helloRetryRequest: keyShares.length === 0 })
        expect(text).toContain('HTTP/1.0 200 OK')
      }
    },
  )
})
