import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  clientCredential,
  openCredentialBytes,
} from '../../../../../src/main/probe/credentials/client-credential.ts'
import { CredentialError } from '../../../../../src/main/probe/credentials/credential-error.ts'
import {
  givenPassphrase,
  type PassphraseSource,
} from '../../../../../src/main/probe/credentials/passphrase.ts'
import { preflight } from '../../../../../src/main/probe/credentials/preflight.ts'
import { toBer } from './ber.ts'
import { HAS_LEGACY, HAS_OPENSSL, makePki, Workshop } from './workshop.ts'

const PASSPHRASE = 'correct horse'
const CLOCK = { nowMillis: Date.now(), clock: 'local' } as const
const ROUNDS = 80
let workshop: Workshop

beforeAll(() => {
  workshop = new Workshop()
  if (!HAS_OPENSSL) return
  makePki(workshop, ['rsa', 'p-256'])
  const secret = `pass:${PASSPHRASE}`
  const pfx = (options: string, out: string) =>
    workshop.openssl(
      `pkcs12 -export -inkey p-256.key -in p-256.pem -certfile issuing.pem ${options} -out ${out} -passout`,
      secret,
    )
  pfx('-iter 10', 'modern.pfx')
  pfx('-iter 10 -nomac', 'no-mac.pfx')
  pfx('-keypbe NONE -certpbe NONE -nomac', 'open.pfx')
  if (HAS_LEGACY) pfx('-iter 10 -legacy -provider legacy -provider default', 'old.pfx')
  workshop.write('ber.pfx', toBer(workshop.bytes('modern.pfx')))
  workshop.openssl('pkcs8 -topk8 -iter 10 -in rsa.key -outform DER -out locked.der -passout', secret)
  workshop.openssl('rsa -in rsa.key -traditional -aes256 -out old.key -passout', secret)
  workshop.openssl('pkcs8 -topk8 -nocrypt -in p-256.key -outform DER -out key.der')
  workshop.openssl('rsa -in rsa.key -traditional -outform DER -out pkcs1.der')
  workshop.openssl('x509 -in rsa.pem -outform DER -out certificate.der')
  workshop.openssl('crl2pkcs7 -nocrl -certfile root.pem -certfile rsa.pem -outform DER -out chain.p7b')
  workshop.write('all.pem', ['rsa.key', 'rsa.pem', 'issuing.pem'].map((name) => workshop.text(name)).join(''))
}, 60_000)
afterAll(() => workshop.close())

/** Everything that is done with a file. Resolves to what came of it; throws only what no reader may throw. */
async function attempt(bytes: Uint8Array, passphrase: PassphraseSource = givenPassphrase(PASSPHRASE)) {
  try {
    const opened = await openCredentialBytes('given', bytes, passphrase)
    preflight(opened, CLOCK)
    clientCredential(opened)
    return 'used'
  } catch (error) {
    if (error instanceof CredentialError && error.message.startsWith('given: ')) return error.fault
    throw error
  }
}

/** A small generator of numbers, so that a failure can be had again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const FILES = [
  'all.pem',
  'old.key',
  'key.der',
  'pkcs1.der',
  'locked.der',
  'certificate.der',
  'chain.p7b',
  'modern.pfx',
  'no-mac.pfx',
  'open.pfx',
  'ber.pfx',
  ...(HAS_LEGACY ? ['old.pfx'] : []),
]

describe.skipIf(!HAS_OPENSSL)('damaged files', () => {
  it.each(FILES)('are told, never thrown about: %s cut short', async (name) => {
    const whole = workshop.bytes(name)
    const random = randomFrom(whole.length)
    for (let round = 0; round < ROUNDS; round++) {
      const cut = whole.subarray(0, random(whole.length))
      expect(await attempt(cut), `cut at ${cut.length}`).toBeTypeOf('string')
    }
  })

  it.each(FILES)(
    'are told, never thrown about: %s with bits turned',
    async (name) => {
      const whole = workshop.bytes(name)
      const random = randomFrom(whole.length + 1)
      for (let round = 0; round < ROUNDS; round++) {
        const turned = whole.slice()
        const places = Array.from({ length: 1 + random(3) }, () => random(whole.length))
        for (const place of places) turned[place] = (turned[place] ?? 0) ^ (1 << random(8))
        expect(await attempt(turned), `turned at ${places.join(', ')}`).toBeTypeOf('string')
      }
    },
    60_000,
  )

  it('never take a wrong passphrase for damage where there is a MAC, nor the other way about', async () => {
    const wrong = givenPassphrase('battery staple')
    expect(await attempt(workshop.bytes('modern.pfx'), wrong)).toBe('passphrase-wrong')
    const whole = workshop.bytes('modern.pfx')
    expect(await attempt(whole.subarray(0, whole.length - 1))).toBe('damaged')
  })
})

describe('files made to cost time', () => {
  const MEGABYTES = 5 * 1024 * 1024
  const repeated = (text: string) => Buffer.alloc(MEGABYTES, text)
  const cases: [string, () => Uint8Array][] = [
    ['nothing but BEGIN lines', () => repeated('-----BEGIN CERTIFICATE-----\n')],
    ['BEGIN on one line', () => repeated('-----BEGIN ')],
    [
      'an END that never comes',
      () => Buffer.concat([Buffer.from('-----BEGIN PRIVATE KEY-----\n'), repeated('AAAA\n')]),
    ],
    [
      'headers without end',
      () => Buffer.concat([Buffer.from('-----BEGIN RSA PRIVATE KEY-----\n'), repeated('a: b\n')]),
    ],
    ['dashes', () => Buffer.concat([Buffer.from('-----BEGIN '), repeated('a-')])],
    ['sequences in sequences', () => repeated('\x30\x80')],
    ['a sequence of empty sequences', () => derOf(repeated('\x30\x00'))],
    ['base64 of nothing', () => repeated('AAAA')],
    ['spaces', () => Buffer.concat([repeated(' '), Buffer.from('x')])],
    ['a brace and spaces', () => Buffer.concat([Buffer.from('{'), repeated(' ')])],
    ['hundreds of locked keys', () => repeated(LOCKED)],
  ]
  it.each(cases)('end soon: 5 MB of %s', async (what, make) => {
    const bytes = new Uint8Array(make())
    const started = performance.now()
    expect(await attempt(bytes)).not.toBe('used')
    console.log(`5 MB of ${what}: ${Math.round(performance.now() - started)} ms`)
  })

  it.skipIf(!HAS_OPENSSL)('end soon: a chain of 5 MB', async () => {
    const key = workshop.text('rsa.key')
    const one = workshop.text('issuing.pem')
    const bytes = Buffer.concat([Buffer.from(key + workshop.text('rsa.pem')), Buffer.alloc(MEGABYTES, one)])
    const end = bytes.lastIndexOf('-----BEGIN')
    const started = performance.now()
    expect(await attempt(new Uint8Array(bytes.subarray(0, end)))).toBe('used')
    console.log(`a chain of 5 MB, one issuer again and again: ${Math.round(performance.now() - started)} ms`)
  })

  it.skipIf(!HAS_OPENSSL)('end soon: thousands of different issuers of one name', async () => {
    workshop.openssl('x509 -in issuing.pem -outform DER -out issuing.der')
    const der = workshop.bytes('issuing.der')
    const blocks = Array.from({ length: 6000 }, (_, at) => {
      // The last octets are the signature's: another certificate each time, and the same issuer by name.
      const other = der.slice()
      other.set([at & 0xff, at >> 8], other.length - 2)
      return `-----BEGIN CERTIFICATE-----\n${Buffer.from(other).toString('base64')}\n-----END CERTIFICATE-----\n`
    })
    const text = workshop.text('rsa.key') + workshop.text('rsa.pem') + blocks.join('')
    const started = performance.now()
    expect(await attempt(new Uint8Array(Buffer.from(text)))).toBe('used')
    console.log(`6,000 issuers of one name: ${Math.round(performance.now() - started)} ms`)
  })
})

function derOf(content: Uint8Array): Uint8Array {
  const header = Buffer.from([0x30, 0x84, 0, 0, 0, 0])
  header.writeUInt32BE(content.length, 2)
  return Buffer.concat([header, content])
}

const LOCKED = `-----BEGIN RSA PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF

${Buffer.alloc(48, 7).toString('base64')}
-----END RSA PRIVATE KEY-----
`
