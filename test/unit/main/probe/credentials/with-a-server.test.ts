import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  clientCredential,
  type OpenedCredential,
  openCredential,
} from '../../../../../src/main/probe/credentials/client-credential.ts'
import { givenPassphrase } from '../../../../../src/main/probe/credentials/passphrase.ts'
import { judgeAcceptance } from '../../../../../src/shared/credential/acceptance.ts'
import { opensslServer, type RunningServer } from '../tls-client/support/commands.ts'
import { probe } from '../tls-client/support/probe.ts'
import { certify, HAS_LEGACY, HAS_OPENSSL, KEY_KINDS, type KeyKind, makePki, Workshop } from './workshop.ts'

/** From the file to the server's own word: what is read signs, and what the judge says is what happens. */

const PASSPHRASE = 'correct horse'
const KINDS = Object.keys(KEY_KINDS) as KeyKind[]
let workshop: Workshop
const servers: RunningServer[] = []

beforeAll(() => {
  workshop = new Workshop()
  if (!HAS_OPENSSL) return
  makePki(workshop, KINDS)
  workshop.openssl('genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out server.key')
  certify(workshop, 'server', 'issuing', 'client', '/CN=apim.contoso.internal')
}, 60_000)
afterAll(async () => {
  for (const server of servers) await server.stop()
  workshop.close()
})

async function demandingServer(...more: string[]): Promise<RunningServer> {
  const own = ['-cert', workshop.path('server.pem'), '-key', workshop.path('server.key'), '-www']
  const demand = ['-Verify', '3', '-verify_return_error', '-CAfile', workshop.path('root.pem')]
  const server = await opensslServer(...own, ...demand, '-cipher', 'ALL:@SECLEVEL=0', ...more)
  servers.push(server)
  return server
}

const open = (...files: string[]): Promise<OpenedCredential> =>
  openCredential(
    files.map((file) => workshop.path(file)),
    givenPassphrase(PASSPHRASE),
  )

describe.skipIf(!HAS_OPENSSL)('a credential out of files, shown to openssl s_server', () => {
  const forms: [string, string, string[]][] = [
    ['PEM in three files', '', ['rsa.pem', 'rsa.key', 'issuing.pem']],
    [
      'PKCS#12, modern',
      'pkcs12 -export -inkey p-256.key -in p-256.pem -certfile issuing.pem -out modern.pfx -passout',
      ['modern.pfx'],
    ],
    [
      'PKCS#12, RC2-40 and 3DES',
      'pkcs12 -export -legacy -provider legacy -provider default -inkey rsa.key -in rsa.pem -certfile issuing.pem -out old.pfx -passout',
      ['old.pfx'],
    ],
    [
      'a PEM key locked the old way',
      'rsa -in rsa.key -traditional -des3 -out old.key -passout',
      ['old.key', 'issuing.pem', 'rsa.pem'],
    ],
    ['an RSASSA-PSS key tied to SHA-256', '', ['rsa-pss-sha256.key', 'rsa-pss-sha256.pem', 'issuing.pem']],
  ]
  it.each(forms.filter(([, command]) => HAS_LEGACY || !command.includes('legacy')))(
    'is accepted: %s',
    async (_form, command, files) => {
      if (command !== '') workshop.openssl(command, `pass:${PASSPHRASE}`)
      const server = servers[0] ?? (await demandingServer())
      const credential = clientCredential(await open(...files))
      for (const version of [0x0303, 0x0304]) {
        const { text } = await probe(server.port, { hello: { versions: [version] }, credential })
        expect(text).toMatch(/CN ?= ?client/)
      }
    },
  )

  it.each([
    ['its usual algorithms', []],
    ['RSA-PSS with SHA-384 and ECDSA with SHA-384', ['-client_sigalgs', 'rsa_pss_rsae_sha384:ECDSA+SHA384']],
    ['ECDSA with SHA-512 and Ed25519', ['-client_sigalgs', 'ECDSA+SHA512:ed25519']],
    ['PKCS#1 alone', ['-client_sigalgs', 'RSA+SHA256']],
  ])(
    'is judged as it then goes, by a server of %s',
    async (which, options) => {
      const server = await demandingServer(...options)
      let compared = 0
      for (const kind of KINDS) {
        const opened = await open(`${kind}.key`, `${kind}.pem`, 'issuing.pem')
        const credential = clientCredential(opened)
        for (const version of [0x0303, 0x0304]) {
          const { handshake } = await probe(server.port, { hello: { versions: [version] }, credential })
          // TLS 1.2 servers refuse an empty Certificate before anything is established.
          if (handshake.kind === 'ended') continue
          const { request, scheme } = handshake.negotiated.clientAuthentication
          if (request === null) expect.fail(`${kind}: no certificate was asked for`)
          const judged = judgeAcceptance({ request, problems: [], version, chain: opened.chain })
          const where = `${kind} in ${version === 0x0304 ? 'TLS 1.3' : 'TLS 1.2'}`
          expect(judged?.signing.scheme, where).toBe(scheme)
          expect(judged?.signing.refusal === null, where).toBe(scheme !== null)
          expect(judged?.names.match, where).toBe('exact')
          compared++
        }
      }
      console.log(`${which}: ${compared} handshakes went as judged`)
      expect(compared).toBeGreaterThan(0)
    },
    60_000,
  )
})
