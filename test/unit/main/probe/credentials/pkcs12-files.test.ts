import forge from 'node-forge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  clientCredential,
  type OpenedCredential,
  openCredential,
  openCredentialBytes,
} from '../../../../../src/main/probe/credentials/client-credential.ts'
import {
  givenPassphrase,
  NO_PASSPHRASE,
  type PassphraseSource,
} from '../../../../../src/main/probe/credentials/passphrase.ts'
import { der } from '../../../shared/x509/der-builder.ts'
import { toBer } from './ber.ts'
import { oldMac, pbmac1, withMac } from './pkcs12-macs.ts'
import { HAS_KEYTOOL, HAS_LEGACY, HAS_OPENSSL, type KeyKind, makePki, Workshop } from './workshop.ts'

const PASSPHRASE = 'correct horse'
const KINDS: readonly KeyKind[] = ['rsa', 'p-256', 'p-521', 'ed25519', 'rsa-pss']
let workshop: Workshop

beforeAll(() => {
  workshop = new Workshop()
  if (!HAS_OPENSSL) return
  makePki(workshop, KINDS)
  workshop.write('issuers.pem', workshop.text('root.pem') + workshop.text('issuing.pem'))
}, 60_000)
afterAll(() => workshop.close())

const open = (file: string, passphrase: PassphraseSource = givenPassphrase(PASSPHRASE)) =>
  openCredential([workshop.path(file)], passphrase)
const subjects = (credential: OpenedCredential) =>
  credential.chain.map(({ subject }) => subject?.text.split(',')[0])

function pack(kind: KeyKind, options: string, passphrase = PASSPHRASE, out = 'client.pfx'): void {
  workshop.openssl(
    `pkcs12 -export -inkey ${kind}.key -in ${kind}.pem -certfile issuers.pem ${options} -out ${out} -passout`,
    `pass:${passphrase}`,
    '-name',
    'client of Contoso',
  )
}

const OLD = '-provider legacy -provider default'

describe.skipIf(!HAS_OPENSSL)('PKCS#12 files by openssl', () => {
  const modern: [string, KeyKind, string][] = [
    ...KINDS.map((kind): [string, KeyKind, string] => [`the usual way, with a key of ${kind}`, kind, '']),
    ['AES-128-CBC and a SHA-512 MAC', 'rsa', '-keypbe AES-128-CBC -certpbe AES-128-CBC -macalg SHA512'],
    ['a SHA-224 MAC', 'rsa', '-macalg SHA224'],
    ['3DES and a SHA-1 MAC', 'rsa', '-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg SHA1'],
    ['100,000 rounds', 'rsa', '-iter 100000'],
    ['one round and no MAC rounds', 'rsa', '-noiter -nomaciter'],
    ['nothing locked inside', 'p-256', '-keypbe NONE -certpbe NONE'],
    ['the key locked alone', 'p-256', '-certpbe NONE'],
    ['no MAC', 'rsa', '-nomac'],
  ]
  const legacy: [string, KeyKind, string][] = [
    ['RC2-40 and 3DES, as OpenSSL 1 and Windows did', 'rsa', `-legacy ${OLD}`],
    ['the same for an elliptic-curve key', 'p-256', `-legacy ${OLD}`],
    ['RC2-40 for all', 'rsa', `-keypbe PBE-SHA1-RC2-40 -certpbe PBE-SHA1-RC2-40 -macalg SHA1 ${OLD}`],
    ['RC2-128', 'rsa', `-keypbe PBE-SHA1-RC2-128 -certpbe PBE-SHA1-RC2-128 ${OLD}`],
    ['RC4-128 and RC4-40', 'ed25519', `-keypbe PBE-SHA1-RC4-128 -certpbe PBE-SHA1-RC4-40 ${OLD}`],
    ['an MD5 MAC', 'rsa', `-macalg MD5 ${OLD}`],
    ['RC2-40 without MAC', 'rsa', `-legacy -nomac ${OLD}`],
  ]
  it.each([...modern, ...(HAS_LEGACY ? legacy : [])])('reads %s', async (_how, kind, options) => {
    pack(kind, options)
    const opened = await open('client.pfx')
    expect(opened.pairing).toBe('matched')
    expect(subjects(opened)).toEqual([`CN=client ${kind}`, 'CN=Contoso Issuing CA', 'CN=Contoso Root CA'])
    expect(opened.contents.find(({ kind: what }) => what === 'private-key')?.friendlyName).toBe(
      'client of Contoso',
    )
    expect(clientCredential(opened).schemes.length).toBeGreaterThan(0)
    const unlocked = options.includes('certpbe NONE')
    if (unlocked && !options.includes('keypbe NONE')) return
    await expect(open('client.pfx', givenPassphrase('battery staple'))).rejects.toMatchObject({
      fault: 'passphrase-wrong',
      message: `${workshop.path('client.pfx')}: the passphrase does not open the PKCS#12 file`,
    })
    await expect(open('client.pfx', NO_PASSPHRASE)).rejects.toMatchObject({ fault: 'passphrase-needed' })
  })

  it('reads what BER makes of it, indefinite lengths and octet strings in pieces', async () => {
    for (const options of ['', HAS_LEGACY ? `-legacy ${OLD}` : '-macalg SHA1']) {
      pack('rsa', options)
      // The MAC is over the content without its wrapping, so it holds; openssl is the witness.
      const ber = workshop.write('ber.pfx', toBer(workshop.bytes('client.pfx')))
      const witness = `pkcs12 -noout ${options.includes('legacy') ? '-legacy' : ''} -in`
      expect(workshop.openssl(witness, ber, '-passin', `pass:${PASSPHRASE}`)).toBe('')
      const opened = await open('ber.pfx')
      expect(opened).toMatchObject({ pairing: 'matched' })
    }
  })

  it('needs no question where the passphrase is empty', async () => {
    pack('rsa', '', '')
    expect((await open('client.pfx', NO_PASSPHRASE)).pairing).toBe('matched')
    if (!HAS_LEGACY) return
    pack('rsa', `-legacy ${OLD}`, '')
    expect((await open('client.pfx', NO_PASSPHRASE)).pairing).toBe('matched')
  })

  it.each([
    ['none at all', null],
    ['the empty one', ''],
  ])('tells the two ways to have no passphrase apart: %s', async (_which, passphrase) => {
    const key = forge.pki.privateKeyFromPem(workshop.text('rsa.key'))
    const certificate = forgeCertificate(key)
    const options = { algorithm: '3des', useMac: true } as const
    const asn1 = forge.pkcs12.toPkcs12Asn1(key, certificate, passphrase, options)
    workshop.write('forge.pfx', Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1'))
    expect((await open('forge.pfx', NO_PASSPHRASE)).pairing).toBe('matched')
    expect((await open('forge.pfx', givenPassphrase(''))).pairing).toBe('matched')
  })

  it.each(['pässwörd', 'Ω 3 a.m. 🔑'])(
    'opens with the passphrase %s in today’s encoding',
    async (passphrase) => {
      pack('rsa', '', passphrase)
      expect((await open('client.pfx', givenPassphrase(passphrase))).pairing).toBe('matched')
      pack('rsa', '-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg SHA1', passphrase)
      expect((await open('client.pfx', givenPassphrase(passphrase))).pairing).toBe('matched')
    },
  )

  it('reads what Key Vault gives: base64 without any armour, or JSON around it or around PEM', async () => {
    pack('p-256', '', '')
    workshop.write('secret.txt', `${Buffer.from(workshop.bytes('client.pfx')).toString('base64')}\r\n`)
    expect((await open('secret.txt', NO_PASSPHRASE)).pairing).toBe('matched')
    const value = Buffer.from(workshop.bytes('client.pfx')).toString('base64')
    workshop.write('secret.json', JSON.stringify({ contentType: 'application/x-pkcs12', value }, null, 2))
    expect((await open('secret.json', NO_PASSPHRASE)).pairing).toBe('matched')
    const pem = workshop.text('p-256.key') + workshop.text('p-256.pem')
    workshop.write(
      'pem.json',
      `\ufeff${JSON.stringify({ contentType: 'application/x-pem-file', value: pem })}`,
    )
    expect((await open('pem.json', NO_PASSPHRASE)).pairing).toBe('matched')
  })

  it('lists a file with issuers and no key, and says what is missing', async () => {
    workshop.openssl('pkcs12 -export -nokeys -in issuers.pem -out trust.pfx -passout', `pass:${PASSPHRASE}`)
    const opened = await open('trust.pfx')
    expect(opened).toMatchObject({ pairing: 'no-key', key: null })
    expect(opened.contents).toHaveLength(2)
    expect(() => clientCredential(opened)).toThrow(/no private key in it/)
  })

  it('asks a person three times at most, and tells the attempt', async () => {
    pack('p-256', '')
    const asked: number[] = []
    const source = {
      attempts: 3,
      ask: async ({ attempt }: { attempt: number }) => {
        asked.push(attempt)
        return attempt === 3 ? PASSPHRASE : 'battery staple'
      },
    }
    expect((await open('client.pfx', source)).pairing).toBe('matched')
    expect(asked).toEqual([1, 2, 3])
  })

  it('uses the key it can where another one is of no use, and names that', async () => {
    workshop.openssl('genpkey -algorithm X25519 -out agree.key')
    const pkcs8 = (name: string) => {
      workshop.openssl(`pkcs8 -topk8 -nocrypt -in ${name}.key -outform DER -out ${name}.p8`)
      return workshop.bytes(`${name}.p8`)
    }
    const keyBag = (key: Uint8Array) =>
      der.sequence(der.oid('1.2.840.113549.1.12.10.1.1'), der.tlv(0xa0, key))
    const file = (...keys: string[]) => {
      const safe = der.sequence(...keys.map((name) => keyBag(pkcs8(name))))
      const data = (content: Uint8Array) =>
        der.sequence(der.oid('1.2.840.113549.1.7.1'), der.tlv(0xa0, der.tlv(4, content)))
      return der.sequence(der.tlv(2, Uint8Array.of(3)), data(der.sequence(data(safe))))
    }
    workshop.write('keys.pfx', file('agree', 'p-256'))
    const opened = await openCredential(
      [workshop.path('keys.pfx'), workshop.path('p-256.pem')],
      NO_PASSPHRASE,
    )
    expect(opened.pairing).toBe('matched')
    expect(opened.contents[0]).toMatchObject({ kind: 'other', text: expect.stringContaining('X25519') })
    workshop.write('agree.pfx', file('agree'))
    await expect(open('agree.pfx')).rejects.toMatchObject({ fault: 'unsupported-algorithm' })
  })

  it('takes the MAC of RFC 9579 (PBMAC1)', async () => {
    pack('p-256', '-nomac')
    workshop.write('pbmac1.pfx', withMac(workshop.bytes('client.pfx'), pbmac1(PASSPHRASE)))
    expect((await open('pbmac1.pfx')).pairing).toBe('matched')
    await expect(open('pbmac1.pfx', givenPassphrase('battery staple'))).rejects.toMatchObject({
      fault: 'passphrase-wrong',
      message: expect.stringContaining('the passphrase does not open'),
    })
  })

  it('opens what was locked where passphrases had one byte a character', async () => {
    workshop.write('latin1.txt', Buffer.from('pässwörd', 'latin1'))
    const given = givenPassphrase('pässwörd')
    workshop.openssl('pkcs8 -topk8 -in rsa.key -out latin1.key -passout file:latin1.txt')
    expect((await openCredential([workshop.path('latin1.key')], given)).key?.type).toBe('RSA')
    workshop.openssl('rsa -in rsa.key -traditional -aes128 -out latin1.key -passout file:latin1.txt')
    expect((await openCredential([workshop.path('latin1.key')], given)).key?.type).toBe('RSA')
    for (const options of ['', '-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg SHA1']) {
      workshop.openssl(
        `pkcs12 -export -inkey rsa.key -in rsa.pem ${options} -out latin1.pfx -passout file:latin1.txt`,
      )
      expect((await open('latin1.pfx', given)).pairing).toBe('matched')
    }
  })

  it('says where the passphrase is that of the file and the key has another', async () => {
    pack('p-256', '-nomac', 'the key’s own')
    workshop.write('two.pfx', withMac(workshop.bytes('client.pfx'), oldMac(PASSPHRASE)))
    await expect(open('two.pfx')).rejects.toMatchObject({
      fault: 'passphrase-wrong',
      message: expect.stringContaining('most likely the private key, has another one'),
      wayRound: expect.stringContaining('keytool -keypasswd'),
    })
    workshop.write('one.pfx', withMac(workshop.bytes('client.pfx'), oldMac('the key’s own')))
    expect((await open('one.pfx', givenPassphrase('the key’s own'))).pairing).toBe('matched')
  })

  it('works no harder than an honest file needs', async () => {
    pack('rsa', '-iter 65537')
    const bytes = workshop.bytes('client.pfx')
    // MacData ends with its iterations, here of three octets: 02 03 01 00 01.
    expect([...bytes.subarray(-5)]).toEqual([2, 3, 1, 0, 1])
    bytes.set([0x7f, 0xff, 0xff], bytes.length - 3)
    const opening = openCredentialBytes('hostile.pfx', bytes, givenPassphrase(PASSPHRASE))
    await expect(opening).rejects.toMatchObject({
      fault: 'unsupported-algorithm',
      message: expect.stringContaining(
        'hostile.pfx: it asks for more rounds of key derivation than any honest file',
      ),
    })
  })
})

/** Self-signed, for a key that node-forge holds. */
function forgeCertificate(key: forge.pki.rsa.PrivateKey): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e)
  certificate.serialNumber = '01'
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000)
  certificate.setSubject([{ name: 'commonName', value: 'client' }])
  certificate.setIssuer([{ name: 'commonName', value: 'client' }])
  certificate.sign(key, forge.md.sha256.create())
  return certificate
}

describe.skipIf(!HAS_KEYTOOL)('PKCS#12 files by keytool', () => {
  it.each([
    ['RSA', '-keyalg RSA -keysize 2048'],
    ['EC', '-keyalg EC -groupname secp384r1'],
    ['Ed25519', '-keyalg Ed25519'],
  ])('reads a Java keystore of type PKCS12 with an %s key', async (_kind, options) => {
    workshop.run(
      'keytool',
      `-genkeypair -alias client ${options} -validity 30 -storetype PKCS12 -keystore java-${_kind}.p12 -storepass changeit -dname`,
      'CN=java client, O=Contoso',
    )
    const opened = await open(`java-${_kind}.p12`, givenPassphrase('changeit'))
    expect(opened.pairing).toBe('matched')
    expect(opened.contents.map(({ friendlyName }) => friendlyName)).toContain('client')
  })

  it('reads the old form of Java (RC2-40, 3DES, SHA-1), and takes one key of two', async () => {
    const old = '-J-Dkeystore.pkcs12.legacy'
    for (const [alias, subject] of [
      ['first', 'CN=one'],
      ['second', 'CN=two'],
    ] as const) {
      workshop.run(
        'keytool',
        `${old} -genkeypair -alias ${alias} -keyalg RSA -validity ${alias === 'first' ? 30 : 60} -storetype PKCS12 -keystore old.p12 -storepass changeit -dname ${subject}`,
      )
    }
    const opened = await open('old.p12', givenPassphrase('changeit'))
    expect(subjects(opened)).toEqual(['CN=two'])
    expect(opened.otherPairs.map(({ subject }) => subject?.text)).toEqual(['CN=one'])
  })

  it('says of a JKS file what it is and how to convert it', async () => {
    workshop.run(
      'keytool',
      '-genkeypair -alias client -keyalg EC -validity 30 -storetype JKS -keystore old.jks -storepass changeit -keypass changeit -dname CN=x',
    )
    await expect(open('old.jks')).rejects.toMatchObject({
      fault: 'unsupported-store',
      message: `${workshop.path('old.jks')}: is a Java keystore (JKS), which is not supported`,
      wayRound: expect.stringContaining('keytool -importkeystore'),
    })
  })
})
