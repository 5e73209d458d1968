import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  clientCredential,
  type OpenedCredential,
  openCredential,
} from '../../../../../src/main/probe/credentials/client-credential.ts'
import {
  givenPassphrase,
  NO_PASSPHRASE,
  type PassphraseSource,
} from '../../../../../src/main/probe/credentials/passphrase.ts'
import { HAS_LEGACY, HAS_OPENSSL, makePki, Workshop } from './workshop.ts'

const PASSPHRASE = 'correct horse'
let workshop: Workshop

beforeAll(() => {
  workshop = new Workshop()
  if (HAS_OPENSSL) makePki(workshop, ['rsa', 'p-256', 'p-384', 'p-521', 'ed25519', 'rsa-pss'])
}, 60_000)
afterAll(() => workshop.close())

const open = (files: readonly string[], passphrase: PassphraseSource = NO_PASSPHRASE) =>
  openCredential(
    files.map((file) => workshop.path(file)),
    passphrase,
  )
const subjects = (credential: OpenedCredential) =>
  credential.chain.map(({ subject }) => subject?.text.split(',')[0])
const CHAIN = ['CN=client rsa', 'CN=Contoso Issuing CA', 'CN=Contoso Root CA']

describe.skipIf(!HAS_OPENSSL)('PEM files by openssl', () => {
  it('reads certificate and key in two files', async () => {
    const opened = await open(['rsa.pem', 'rsa.key'])
    expect(opened.pairing).toBe('matched')
    expect(subjects(opened)).toEqual(['CN=client rsa'])
    const credential = clientCredential(opened)
    expect(credential.chain).toHaveLength(1)
    expect(await credential.sign(0x0804, Buffer.from('transcript'))).toHaveLength(256)
  })

  it('reads everything in one file, whatever the order, and sorts the leaf first', async () => {
    const parts = ['root.pem', 'rsa.key', 'issuing.pem', 'rsa.pem'].map((name) => workshop.text(name))
    workshop.write('all.pem', parts.join('\n'))
    const opened = await open(['all.pem'])
    expect(subjects(opened)).toEqual(CHAIN)
    expect(opened.contents.map(({ kind }) => kind)).toEqual([
      'certificate',
      'private-key',
      'certificate',
      'certificate',
    ])
    expect(opened.signaturesHold).toBe(true)
  })

  it.each([
    ['PKCS#1', 'rsa -in rsa.key -traditional -out plain.key', 'rsa'],
    ['SEC1, after its parameters', 'ec -in p-256.key -out plain.key', 'p-256'],
    ['PKCS#8', 'pkcs8 -topk8 -nocrypt -in p-384.key -out plain.key', 'p-384'],
    ['PKCS#8 of P-521', 'pkcs8 -topk8 -nocrypt -in p-521.key -out plain.key', 'p-521'],
    ['PKCS#8 of Ed25519', 'pkcs8 -topk8 -nocrypt -in ed25519.key -out plain.key', 'ed25519'],
    ['PKCS#8 of RSASSA-PSS', 'pkcs8 -topk8 -nocrypt -in rsa-pss.key -out plain.key', 'rsa-pss'],
  ])('reads an unlocked key in %s', async (_form, command, kind) => {
    workshop.openssl(command)
    const opened = await open([`${kind}.pem`, 'plain.key'])
    expect(opened.pairing).toBe('matched')
    expect(clientCredential(opened).schemes.length).toBeGreaterThan(0)
  })

  const modern: [string, string, string][] = [
    ['PBES2, AES-256-CBC', '-v2 aes-256-cbc', 'rsa'],
    ['PBES2, AES-128-CBC with SHA-1', '-v2 aes-128-cbc -v2prf hmacWithSHA1', 'p-256'],
    ['PBES2, AES-192-CBC with SHA-512', '-v2 aes-192-cbc -v2prf hmacWithSHA512', 'ed25519'],
    ['PBES2, 3DES with SHA-224', '-v2 des3 -v2prf hmacWithSHA224', 'rsa'],
    ['PBES2, AES-256-CBC by scrypt', '-scrypt', 'p-384'],
    ['PBES1 of PKCS#12, 3DES', '-v1 PBE-SHA1-3DES', 'rsa-pss'],
  ]
  const legacy: [string, string, string][] = [
    ['PBES1 of PKCS#12, RC2-40', '-v1 PBE-SHA1-RC2-40 -provider legacy -provider default', 'rsa'],
    ['PBES1 of PKCS#12, RC2-128', '-v1 PBE-SHA1-RC2-128 -provider legacy -provider default', 'rsa'],
    ['PBES1 of PKCS#12, RC4-128', '-v1 PBE-SHA1-RC4-128 -provider legacy -provider default', 'p-256'],
    ['PBES1 of PKCS#12, RC4-40', '-v1 PBE-SHA1-RC4-40 -provider legacy -provider default', 'p-256'],
    ['PBES1 of PKCS#12, two-key 3DES', '-v1 PBE-SHA1-2DES -provider legacy -provider default', 'rsa'],
    ['PBES1, MD5 and DES', '-v1 PBE-MD5-DES -provider legacy -provider default', 'rsa'],
    ['PBES1, SHA-1 and DES', '-v1 PBE-SHA1-DES -provider legacy -provider default', 'p-256'],
    ['PBES1, SHA-1 and RC2', '-v1 PBE-SHA1-RC2-64 -provider legacy -provider default', 'rsa'],
    ['PBES2, RC2-40', '-v2 rc2-40-cbc -provider legacy -provider default', 'rsa'],
    ['PBES2, RC2-64', '-v2 rc2-64-cbc -provider legacy -provider default', 'rsa'],
    ['PBES2, RC2-128', '-v2 rc2-cbc -provider legacy -provider default', 'rsa'],
    ['PBES2, DES', '-v2 des-cbc -provider legacy -provider default', 'p-256'],
  ]
  it.each([...modern, ...(HAS_LEGACY ? legacy : [])])(
    'opens a PKCS#8 key locked by %s',
    async (_lock, options, kind) => {
      workshop.openssl(
        `pkcs8 -topk8 ${options} -in ${kind}.key -out locked.key -passout`,
        `pass:${PASSPHRASE}`,
      )
      const opened = await open([`${kind}.pem`, 'locked.key'], givenPassphrase(PASSPHRASE))
      expect(opened.pairing).toBe('matched')
      expect(opened.contents.at(-1)).toMatchObject({ kind: 'private-key', locked: true })
      await expect(open(['locked.key'])).rejects.toMatchObject({ fault: 'passphrase-needed' })
      await expect(open(['locked.key'], givenPassphrase('battery staple'))).rejects.toMatchObject({
        fault: 'passphrase-wrong',
        message: `${workshop.path('locked.key')}: the passphrase does not open the private key`,
      })
    },
  )

  const oldWay = ['-aes128', '-aes192', '-aes256', '-des3'].map((option) => [option, 'rsa'] as const)
  const oldDes = [['-des -provider legacy -provider default', 'rsa'] as const]
  it.each([...oldWay, ...(HAS_LEGACY ? oldDes : [])])(
    'opens the old locking of openssl (Proc-Type: 4,ENCRYPTED) by %s',
    async (option, kind) => {
      workshop.openssl(
        `rsa -in ${kind}.key -traditional ${option} -out old.key -passout`,
        `pass:${PASSPHRASE}`,
      )
      expect(workshop.text('old.key')).toContain('Proc-Type: 4,ENCRYPTED')
      expect((await open(['rsa.pem', 'old.key'], givenPassphrase(PASSPHRASE))).pairing).toBe('matched')
      await expect(open(['old.key'], givenPassphrase('battery staple'))).rejects.toMatchObject({
        fault: 'passphrase-wrong',
      })
    },
  )

  it('opens the old locking of an elliptic-curve key', async () => {
    workshop.openssl('ec -in p-256.key -aes256 -out old.key -passout', `pass:${PASSPHRASE}`)
    expect((await open(['p-256.pem', 'old.key'], givenPassphrase(PASSPHRASE))).pairing).toBe('matched')
  })

  it.each([
    ['with a UTF-8 byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['with CRLF', (text: string) => Buffer.from(text.replace(/\n/g, '\r\n'))],
    ['with CR alone', (text: string) => Buffer.from(text.replace(/\n/g, '\r'))],
    ['in UTF-16, little-endian', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['in UTF-16, big-endian', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    [
      'with text between its blocks',
      (text: string) => Buffer.from(text.replace(/^(-----B)/gm, 'Bag Attributes\n    friendlyName: x\n$1')),
    ],
  ])('reads a file %s', async (_how, write) => {
    const text = ['rsa.key', 'rsa.pem', 'issuing.pem'].map((name) => workshop.text(name)).join('')
    workshop.write('windows.pem', new Uint8Array(write(text)))
    expect(subjects(await open(['windows.pem']))).toEqual(CHAIN.slice(0, 2))
  })
})
