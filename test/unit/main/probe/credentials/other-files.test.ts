import { createPrivateKey } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  clientCredential,
  openCredential,
} from '../../../../../src/main/probe/credentials/client-credential.ts'
import {
  askedPassphrase,
  givenPassphrase,
  NO_PASSPHRASE,
  passphraseFromEnvironment,
} from '../../../../../src/main/probe/credentials/passphrase.ts'
import { HAS_OPENSSL, makePki, Workshop } from './workshop.ts'

const PASSPHRASE = 'correct horse'
let workshop: Workshop

beforeAll(() => {
  workshop = new Workshop()
  if (HAS_OPENSSL) makePki(workshop, ['rsa', 'p-256', 'ed25519', 'rsa-pss'])
}, 60_000)
afterAll(() => workshop.close())

const open = (...files: string[]) =>
  openCredential(
    files.map((file) => workshop.path(file)),
    NO_PASSPHRASE,
  )

describe.skipIf(!HAS_OPENSSL)('binary files, by their content and not by their name', () => {
  it.each([
    ['PKCS#8', 'rsa', 'pkcs8 -topk8 -nocrypt -in rsa.key -outform DER -out key.pem'],
    ['PKCS#1', 'rsa', 'rsa -in rsa.key -traditional -outform DER -out key.pem'],
    ['SEC1', 'p-256', 'ec -in p-256.key -outform DER -out key.pem'],
    ['PKCS#8 of Ed25519', 'ed25519', 'pkey -in ed25519.key -outform DER -out key.pem'],
    ['PKCS#8 of RSASSA-PSS', 'rsa-pss', 'pkey -in rsa-pss.key -outform DER -out key.pem'],
  ])('reads a key in %s and a certificate, both DER named .pem', async (_form, kind, command) => {
    workshop.openssl(command)
    workshop.openssl(`x509 -in ${kind}.pem -outform DER -out certificate.pem`)
    expect((await open('certificate.pem', 'key.pem')).pairing).toBe('matched')
  })

  it('reads PEM named .cer, and DER certificates one behind the other', async () => {
    workshop.write('client.cer', workshop.text('rsa.pem'))
    for (const name of ['issuing', 'root'])
      workshop.openssl(`x509 -in ${name}.pem -outform DER -out ${name}.der`)
    workshop.write('issuers.cer', Buffer.concat([workshop.bytes('root.der'), workshop.bytes('issuing.der')]))
    const opened = await open('client.cer', 'issuers.cer', 'rsa.key')
    expect(opened.chain).toHaveLength(3)
    expect(opened.misordered).toBe(false)
  })

  it('reads a locked PKCS#8 key in DER', async () => {
    workshop.openssl('pkcs8 -topk8 -in rsa.key -outform DER -out key.der -passout', `pass:${PASSPHRASE}`)
    const files = [workshop.path('rsa.pem'), workshop.path('key.der')]
    expect((await openCredential(files, givenPassphrase(PASSPHRASE))).pairing).toBe('matched')
    await expect(openCredential(files, NO_PASSPHRASE)).rejects.toMatchObject({ fault: 'passphrase-needed' })
  })

  it.each(['DER', 'PEM'])('reads the chain of a PKCS#7 file in %s', async (form) => {
    workshop.openssl(
      `crl2pkcs7 -nocrl -certfile root.pem -certfile issuing.pem -certfile rsa.pem -outform ${form} -out chain.p7b`,
    )
    const opened = await open('chain.p7b', 'rsa.key')
    expect(opened.pairing).toBe('matched')
    expect(opened.chain).toHaveLength(3)
  })

  it('takes a trusted certificate of openssl for the certificate that is in it', async () => {
    workshop.openssl('x509 -in rsa.pem -addtrust clientAuth -trustout -out trusted.pem')
    const opened = await open('trusted.pem', 'rsa.key')
    workshop.openssl('x509 -in rsa.pem -outform DER -out rsa.der')
    expect(opened.chain[0]?.der).toEqual(workshop.bytes('rsa.der'))
  })

  it('names what else is in a file', async () => {
    workshop.openssl('pkey -in rsa.key -pubout -out rsa.pub')
    workshop.write('mixed.pem', ['rsa.pub', 'rsa.csr', 'rsa.key'].map((name) => workshop.text(name)).join(''))
    const opened = await open('mixed.pem')
    expect(opened.pairing).toBe('no-certificate')
    expect(opened.contents.map(({ text }) => text)).toEqual([
      'a bare public key',
      'a certificate request, not yet a certificate: the CA answers it with one',
      'RSA 2048 bits',
    ])
    expect(() => clientCredential(opened)).toThrow(`${workshop.path('mixed.pem')}: no certificate in it`)
  })

  it('refuses a key and a certificate that do not go together, naming both', async () => {
    const opened = await open('rsa.pem', 'p-256.key')
    expect(opened.pairing).toBe('mismatched')
    expect(() => clientCredential(opened)).toThrow(
      'the private key (EC P-256) does not go with the certificate CN=client rsa,O=Contoso (RSA 2048 bits)',
    )
  })

  it.each([
    ['DSA', 'a DSA key'],
    ['X25519', 'an X25519 key, which cannot sign'],
  ])('says of a key of kind %s that it does not serve', async (kind, words) => {
    if (kind === 'DSA') {
      workshop.openssl('genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out dsa.par')
      workshop.openssl('genpkey -paramfile dsa.par -out odd.key')
    } else workshop.openssl(`genpkey -algorithm ${kind} -out odd.key`)
    await expect(open('rsa.pem', 'odd.key')).rejects.toMatchObject({
      fault: 'unsupported-algorithm',
      message: expect.stringContaining(words),
    })
  })
})

describe('what is no file with a key, or no file', () => {
  it.each([
    ['pkcs11:token=contoso;object=client', 'PKCS#11 URI', '-provider pkcs11'],
    [
      'Cert:\\CurrentUser\\My\\0123456789abcdef0123456789abcdef01234567',
      'Windows store',
      'Export-PfxCertificate',
    ],
    ['LocalMachine\\My\\0123456789abcdef0123456789abcdef01234567', 'Windows store', 'Export-PfxCertificate'],
    ['01 23 45 67 89 AB CD EF 01 23 45 67 89 AB CD EF 01 23 45 67', 'Windows store', 'not exportable'],
    ['handle:0x81000001', 'TPM', '-provider tpm2'],
    ['engine:pkcs11:client', 'OpenSSL engine', '-keyform engine'],
    [
      'https://contoso.vault.azure.net/certificates/client/1',
      'Azure Key Vault',
      'az keyvault secret download',
    ],
  ])('%s', async (name, what, wayRound) => {
    await expect(openCredential([name], NO_PASSPHRASE)).rejects.toMatchObject({
      fault: 'unsupported-store',
      message: expect.stringContaining(what),
      wayRound: expect.stringContaining(wayRound),
    })
  })

  it.each([
    [
      'OpenSSH',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n',
      'ssh-keygen -p',
    ],
    ['PGP', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nxxx\n-----END PGP PRIVATE KEY BLOCK-----\n', 'X.509'],
    ['TPM', '-----BEGIN TSS2 PRIVATE KEY-----\nMAA=\n-----END TSS2 PRIVATE KEY-----\n', '-provider tpm2'],
    [
      'PKCS#11',
      '-----BEGIN PKCS#11 PROVIDER URI-----\nMAA=\n-----END PKCS#11 PROVIDER URI-----\n',
      '-provider pkcs11',
    ],
    ['PuTTY', 'PuTTY-User-Key-File-3: ssh-rsa\n', 'puttygen'],
    ['public key for SSH', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me\n', 'private key'],
    ['JSON Web Key', '{ "alg": "RS256", "kty": "RSA" }', 'createPrivateKey'],
    ['XML', '<RSAKeyValue><Modulus>AA==</Modulus></RSAKeyValue>', 'ExportPkcs8PrivateKeyPem'],
    ['NSS', 'SQLite format 3\u0000', 'pk12util'],
  ])('recognises a file of %s', async (what, content, wayRound) => {
    const file = workshop.write('strange', content)
    await expect(openCredential([file], NO_PASSPHRASE)).rejects.toMatchObject({
      fault: 'unsupported-store',
      message: expect.stringContaining(what),
      wayRound: expect.stringContaining(wayRound),
    })
  })

  it('converts a JSON Web Key as it says', () => {
    const jwk = createPrivateKey(SMALL_KEY).export({ format: 'jwk' })
    expect(createPrivateKey({ key: jwk, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' })).toBe(
      SMALL_KEY,
    )
  })

  it.each([
    ['a file that is not there', 'absent.pem', null, 'unreadable', 'no such file'],
    ['an empty file', 'empty.pem', '', 'empty', 'is empty'],
    ['white space', 'blank.pem', ' \r\n\t', 'empty', 'nothing but white space'],
    ['plain text', 'note.txt', 'the key is under the mat', 'unknown-form', 'neither PEM'],
    ['a folder', 'folder', null, 'unreadable', 'is a folder'],
    ['half a BEGIN line', 'half.pem', '-----BEGIN CERTIF', 'damaged', 'no PEM block follows'],
    ['a cut PEM', 'cut.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n', 'damaged', 'has no END line'],
    ['a cut key', 'cut.key', '-----BEGIN PRIVATE KEY-----\nMIIB\n', 'damaged', 'END line is missing'],
    [
      'PEM of nonsense',
      'odd.pem',
      '-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n',
      'damaged',
      'no base64',
    ],
    [
      'a key of nonsense',
      'odd.key',
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
      'damaged',
      'at byte 0',
    ],
  ] as const)('says in one sentence what is wrong with %s', async (_what, name, content, fault, words) => {
    if (content !== null) workshop.write(name, content)
    if (name === 'folder') mkdirSync(workshop.path(name))
    const failure = await openCredential([workshop.path(name)], NO_PASSPHRASE).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ name: 'CredentialError', fault, message: expect.stringContaining(words) })
    expect((failure as Error).message).toContain(workshop.path(name))
    expect((failure as Error).message).not.toContain('\n')
  })

  it('refuses what is larger than any credential without reading it all', async () => {
    const file = workshop.write('large', new Uint8Array(17 * 1024 * 1024))
    await expect(openCredential([file], NO_PASSPHRASE)).rejects.toMatchObject({ fault: 'too-large' })
  })
})

describe.skipIf(!HAS_OPENSSL)('passphrases', () => {
  it('come from an environment variable by name', async () => {
    workshop.openssl('pkcs8 -topk8 -in rsa.key -out locked.key -passout', `pass:${PASSPHRASE}`)
    const files = [workshop.path('rsa.pem'), workshop.path('locked.key')]
    const set = passphraseFromEnvironment('CLIENT_PASSPHRASE', { CLIENT_PASSPHRASE: PASSPHRASE })
    expect((await openCredential(files, set)).pairing).toBe('matched')
    const unset = passphraseFromEnvironment('CLIENT_PASSPHRASE', {})
    await expect(openCredential(files, unset)).rejects.toMatchObject({
      fault: 'passphrase-needed',
      message: expect.stringContaining('the environment variable CLIENT_PASSPHRASE is not set'),
    })
  })

  it('are asked for once, however many locks they open', async () => {
    for (const [kind, out] of [
      ['rsa', 'one.key'],
      ['p-256', 'two.key'],
    ] as const) {
      workshop.openssl(`pkcs8 -topk8 -in ${kind}.key -out ${out} -passout`, `pass:${PASSPHRASE}`)
    }
    workshop.write('both.pem', workshop.text('one.key') + workshop.text('two.key'))
    workshop.openssl('rsa -in rsa.key -traditional -aes128 -out three.key -passout', `pass:${PASSPHRASE}`)
    const questions: string[] = []
    const source = askedPassphrase(async ({ file, what }) => {
      questions.push(`${file}: ${what}`)
      return PASSPHRASE
    })
    const files = ['both.pem', 'three.key', 'rsa.pem'].map((name) => workshop.path(name))
    expect((await openCredential(files, source)).pairing).toBe('matched')
    expect(questions).toEqual([`${workshop.path('both.pem')}: the private key`])
  })

  it('leave no trace of the key in what a log would print', async () => {
    const opened = await open('rsa.key', 'rsa.pem')
    const { d = '' } = createPrivateKey(workshop.text('rsa.key')).export({ format: 'jwk' })
    const secret = Buffer.from(d, 'base64url')
    const printed = [
      JSON.stringify(opened),
      inspect(opened, { depth: 30, showHidden: true, maxArrayLength: null }),
    ]
    for (const text of [...printed, inspect(clientCredential(opened), { depth: 30, showHidden: true })]) {
      for (const form of ['hex', 'base64', 'base64url'] as const) {
        expect(text.toLowerCase()).not.toContain(secret.toString(form).slice(8, 40).toLowerCase())
      }
      expect(text).not.toContain([...secret.subarray(8, 20)].join(','))
    }
  })

  it('stand in no error, nor does anything of the key', async () => {
    workshop.openssl('pkcs8 -topk8 -in rsa.key -out locked.key -passout', `pass:${PASSPHRASE}`)
    const wrong = 'a secret nobody may read'
    const failure = await openCredential([workshop.path('locked.key')], givenPassphrase(wrong)).catch(
      (e) => e,
    )
    const told = JSON.stringify(failure, Object.getOwnPropertyNames(failure))
    expect(told).not.toContain(wrong)
    expect(told).not.toContain(workshop.text('locked.key').split('\n')[1])
    expect(failure.cause).toBeUndefined()
  })
})

/** An Ed25519 key of zeros: of no use to anybody. */
const SMALL_KEY = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32)]),
  format: 'der',
  type: 'pkcs8',
}).export({ type: 'pkcs8', format: 'pem' })
