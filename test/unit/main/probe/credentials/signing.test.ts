import { spawnSync } from 'node:child_process'
import { constants, createHash, publicDecrypt, verify, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RSA_PKCS1_MD5_SHA1 } from '../../../../../src/main/probe/credential.ts'
import {
  clientCredential,
  openCredential,
} from '../../../../../src/main/probe/credentials/client-credential.ts'
import { NO_PASSPHRASE } from '../../../../../src/main/probe/credentials/passphrase.ts'
import { schemeFacts } from '../../../../../src/shared/credential/schemes.ts'
import { signatureSchemeName } from '../../../../../src/shared/tls/registry/index.ts'
import { findElectron } from '../../../../support/electron-runtime.ts'
import type { Outcome } from './inside-electron.ts'
import { HAS_LEGACY, HAS_OPENSSL, KEY_KINDS, type KeyKind, makePki, Workshop } from './workshop.ts'

const KINDS = Object.keys(KEY_KINDS) as KeyKind[]
const MESSAGE = 'what was said in this handshake'
const PASSPHRASE = 'correct horse'
let workshop: Workshop

beforeAll(() => {
  workshop = new Workshop()
  if (HAS_OPENSSL) makePki(workshop, KINDS)
}, 60_000)
afterAll(() => workshop.close())

/** By node:crypto, from the certificate: nothing of what signed is used. */
function holds(kind: KeyKind, code: number, signature: Uint8Array): boolean {
  const { publicKey } = new X509Certificate(workshop.text(`${kind}.pem`))
  if (code === RSA_PKCS1_MD5_SHA1) {
    const digests = ['md5', 'sha1'].map((hash) => createHash(hash).update(MESSAGE).digest())
    return publicDecrypt(publicKey, signature).equals(Buffer.concat(digests))
  }
  const scheme = schemeFacts(code)
  if (scheme === undefined) throw new Error(signatureSchemeName(code))
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  const hash = scheme.hash === null ? null : scheme.hash.replace('-', '').toLowerCase()
  const options = scheme.padding === 'pss' ? { key: publicKey, ...pss } : { key: publicKey }
  return verify(hash, Buffer.from(MESSAGE), options, signature)
}

describe.skipIf(!HAS_OPENSSL)('signing', () => {
  it.each(KINDS)('by every scheme of a key of %s makes what its certificate verifies', async (kind) => {
    const files = [workshop.path(`${kind}.key`), workshop.path(`${kind}.pem`)]
    const credential = clientCredential(await openCredential(files, NO_PASSPHRASE))
    expect(credential.schemes.length).toBeGreaterThan(0)
    for (const code of credential.schemes) {
      const signature = await credential.sign(code, Buffer.from(MESSAGE))
      expect(holds(kind, code, signature), signatureSchemeName(code)).toBe(true)
    }
  })

  it('offers what TLS 1.0 and 1.1 need', async () => {
    const schemesOf = async (kind: KeyKind) => {
      const files = [workshop.path(`${kind}.key`), workshop.path(`${kind}.pem`)]
      return clientCredential(await openCredential(files, NO_PASSPHRASE)).schemes
    }
    expect((await schemesOf('rsa')).at(-1)).toBe(RSA_PKCS1_MD5_SHA1)
    expect((await schemesOf('p-256')).at(-1)).toBe(0x0203)
    expect(await schemesOf('rsa-pss-sha256')).toEqual([0x0809])
  })

  it('signs by PSS alone where the certificate says so, whatever the key’s own file calls it', async () => {
    workshop.openssl('rsa -in rsa-pss.key -traditional -out plain.key')
    const files = [workshop.path('plain.key'), workshop.path('rsa-pss.pem')]
    expect(clientCredential(await openCredential(files, NO_PASSPHRASE)).schemes).toEqual([
      0x0809, 0x080a, 0x080b,
    ])
  })
})

const electron = findElectron()

describe.skipIf(!HAS_OPENSSL || electron === null)(
  'under Electron, whose crypto library is BoringSSL',
  () => {
    it('the same files open, and every signature holds', async () => {
      const sets = KINDS.map((kind) => [`${kind}.key`, `${kind}.pem`])
      const pfx = (name: string, kind: KeyKind, options: string) => {
        workshop.openssl(
          `pkcs12 -export -inkey ${kind}.key -in ${kind}.pem ${options} -out ${name} -passout`,
          `pass:${PASSPHRASE}`,
        )
        sets.push([name])
      }
      pfx('modern.pfx', 'rsa', '')
      pfx('pss.pfx', 'rsa-pss', '')
      if (HAS_LEGACY) pfx('old.pfx', 'rsa', '-legacy -provider legacy -provider default')
      const locked = (name: string, options: string) => {
        workshop.openssl(`pkcs8 -topk8 -in rsa.key ${options} -out ${name} -passout`, `pass:${PASSPHRASE}`)
        sets.push([name, 'rsa.pem'])
      }
      locked('aes.key', '-v2 aes-256-cbc')
      locked('scrypt.key', '-scrypt')
      locked('sha224.key', '-v2 aes-128-cbc -v2prf hmacWithSHA224')
      if (HAS_LEGACY) locked('des.key', '-v1 PBE-MD5-DES -provider legacy -provider default')
      const wish = {
        passphrase: PASSPHRASE,
        message: MESSAGE,
        sets: sets.map((set) => set.map((name) => workshop.path(name))),
      }
      workshop.write('wish.json', JSON.stringify(wish))

      const outcomes = await insideElectron(workshop.path('wish.json'))
      for (const [at, set] of sets.entries()) {
        const outcome = outcomes[at]
        if (outcome === undefined || 'fault' in outcome) expect.fail(`${set}: ${outcome?.fault}`)
        const kind =
          KINDS.find((one) => set.includes(`${one}.pem`)) ?? (set[0] === 'pss.pfx' ? 'rsa-pss' : 'rsa')
        for (const [index, code] of outcome.schemes.entries()) {
          const signature = Buffer.from(outcome.signatures[index] ?? '', 'hex')
          expect(holds(kind, code, signature), `${set}: ${signatureSchemeName(code)}`).toBe(true)
        }
      }
    }, 120_000)
  },
)

async function insideElectron(wish: string): Promise<Outcome[]> {
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, 'inside-electron.ts'),
      outDir: workshop.path('bundle'),
      target: 'node20.18',
      rollupOptions: { output: { format: 'es', entryFileNames: 'inside.mjs' } },
    },
  })
  // Electron takes the bundle's parts for CommonJS unless told otherwise.
  workshop.write('package.json', '{"type":"module"}')
  const run = spawnSync(electron ?? '', [workshop.path('bundle/inside.mjs'), wish], {
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeout: 60_000,
  })
  if (run.status !== 0) throw new Error(run.stderr)
  return JSON.parse(run.stdout) as Outcome[]
}
