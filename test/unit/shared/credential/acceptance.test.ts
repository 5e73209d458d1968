import { beforeAll, describe, expect, it } from 'vitest'
import { type Acceptance, judgeAcceptance } from '../../../../src/shared/credential/acceptance.ts'
import type { CertificateRequest12Input } from '../../../../src/shared/tls/encode/handshake.ts'
import {
  encodeCertificateRequest12,
  encodeCertificateRequest13,
  extension,
} from '../../../../src/shared/tls/encode/index.ts'
import { dissectHandshake } from '../../../../src/shared/tls/message/dissect.ts'
import { VERSION } from '../../../../src/shared/tls/registry/index.ts'
import { readCertificate, type X509Certificate } from '../../../../src/shared/x509/certificate.ts'
import { ecKeys, type Issued, issue, rsaKeys } from '../../main/trust/test-ca.ts'
import { der, rdnSequence } from '../x509/der-builder.ts'

const RSA_SCHEMES = [0x0804, 0x0805, 0x0806, 0x0401, 0x0501]
const ECDSA_SCHEMES = [0x0403, 0x0503]
const USUAL = [...ECDSA_SCHEMES, ...RSA_SCHEMES]

let root: Issued
let issuing: Issued
let rsa: Issued
let p256: Issued
let weak: Issued

beforeAll(async () => {
  root = await issue({ subject: 'O=Contoso, CN=Contoso Root CA', ca: true, keys: await rsaKeys() })
  issuing = await issue({ subject: 'O=Contoso, CN=Contoso Issuing CA', ca: true, issuer: root })
  rsa = await issue({ subject: 'CN=client', issuer: issuing, keys: await rsaKeys() })
  p256 = await issue({ subject: 'CN=ec client', issuer: issuing, keys: await ecKeys('P-256') })
  weak = await issue({ subject: 'CN=weak', issuer: issuing, keys: await rsaKeys(undefined, 1024) })
}, 60_000)

const read = ({ der: bytes }: Issued): X509Certificate => readCertificate(bytes).body
const subjectOf = (one: Issued): Uint8Array => read(one).subject?.der ?? new Uint8Array(0)

interface Asked {
  readonly chain?: readonly Issued[]
  readonly unsent?: readonly Issued[]
  readonly version?: number
  /** How many bytes of the message are there; all if not given. */
  readonly cut?: number
}

function judged(
  raw: Uint8Array,
  { chain = [rsa], unsent = [], version = VERSION.tls12, cut }: Asked,
): Acceptance {
  const message = dissectHandshake(raw.subarray(0, cut ?? raw.length), { version, cipherSuite: null })
  if (message.body.type !== 'CertificateRequest') throw new Error(`a ${message.body.type}`)
  const acceptance = judgeAcceptance({
    request: message.body,
    problems: message.problems,
    version,
    chain: chain.map(read),
    unsent: unsent.map(read),
  })
  if (acceptance === null) throw new Error('not judged')
  return acceptance
}

const tls12 = (request: CertificateRequest12Input, asked: Asked = {}) =>
  judged(encodeCertificateRequest12({ signatureAlgorithms: USUAL, ...request }), asked)
const tls13 = (extensions: Parameters<typeof encodeCertificateRequest13>[0], asked: Asked = {}) =>
  judged(encodeCertificateRequest13(extensions), { version: VERSION.tls13, ...asked })
const rowsOf = (acceptance: Acceptance, kind: string) => acceptance.rows.filter((row) => row.kind === kind)

/** `O=…, CN=…` in string types of the test's choice. */
function name(organization: string, commonName: string, tag = 0x0c): Uint8Array {
  return rdnSequence([
    [{ oid: '2.5.4.10', value: der.string(tag, organization) }],
    [{ oid: '2.5.4.3', value: der.string(tag, commonName) }],
  ])
}

describe('CA names', () => {
  it('takes a certificate whose issuer stands in the list, byte for byte', () => {
    const other = name('Fabrikam', 'Fabrikam CA')
    const acceptance = tls12({ certificateAuthorities: [other, subjectOf(issuing)] })
    expect(acceptance.status).toBe('accepted')
    expect(acceptance.names).toMatchObject({ list: 'complete', count: 2, match: 'exact' })
    expect(rowsOf(acceptance, 'ca-name').map(({ match }) => match)).toEqual(['no-match', 'exact'])
    expect(acceptance.verdict).toBe(
      'CN=Contoso Issuing CA,O=Contoso is one of the 2 CAs that the server names, and it would sign by rsa_pss_rsae_sha256.',
    )
  })

  it('points at the bytes of each name', () => {
    const raw = encodeCertificateRequest12({
      signatureAlgorithms: USUAL,
      certificateAuthorities: [subjectOf(issuing)],
    })
    const span = rowsOf(judged(raw, {}), 'ca-name')[0]?.span
    expect(raw.slice(span?.start, span?.end)).toEqual(subjectOf(issuing))
  })

  it('takes the root of a chain that is sent with its intermediate', () => {
    const acceptance = tls12({ certificateAuthorities: [subjectOf(root)] }, { chain: [rsa, issuing] })
    expect(acceptance).toMatchObject({ status: 'accepted', names: { match: 'exact' } })
  })

  it('doubts a leaf sent alone whose intermediate, not sent, was issued by the CA named', () => {
    const acceptance = tls12(
      { certificateAuthorities: [subjectOf(root)] },
      { chain: [rsa], unsent: [issuing] },
    )
    expect(acceptance.status).toBe('doubtful')
    expect(acceptance.verdict).toContain('would not be sent')
    expect(rowsOf(acceptance, 'ca-name')[0]?.note).toContain('must hold the ones between')
  })

  it.each([
    ['its string type (UTF8String)', name('Contoso', 'Contoso Issuing CA', 0x0c)],
    ['another case', name('CONTOSO', 'contoso issuing ca')],
    ['more spaces', name('Contoso', ' Contoso  Issuing CA ')],
  ])('doubts a name that is equal but for %s', (_how, listed) => {
    expect(subjectOf(issuing)).not.toEqual(listed)
    const acceptance = tls12({ certificateAuthorities: [listed] })
    expect(acceptance).toMatchObject({
      status: 'doubtful',
      names: { match: 'equal-after-normalisation', status: 'doubtful' },
    })
    expect(acceptance.verdict).toContain('byte for byte')
  })

  it('refuses a certificate whose issuers the list does not name', () => {
    const acceptance = tls12({ certificateAuthorities: [name('Fabrikam', 'Fabrikam CA')] })
    expect(acceptance).toMatchObject({ status: 'refused', names: { match: 'no-match' } })
    expect(acceptance.verdict).toBe(
      'The certificate’s issuer CN=Contoso Issuing CA,O=Contoso is not the one CA that the server names: Schannel, .NET and Java send no certificate then, OpenSSL sends it all the same.',
    )
  })

  it('says where a server lists the client’s own certificate as a CA', () => {
    const acceptance = tls12({ certificateAuthorities: [subjectOf(rsa)] })
    expect(acceptance.status).toBe('refused')
    expect(rowsOf(acceptance, 'ca-name')[0]?.note).toContain('own subject')
  })

  it('takes any certificate where no CA is named', () => {
    const acceptance = tls12({})
    expect(acceptance).toMatchObject({ status: 'accepted', names: { list: 'empty', match: 'anything' } })
    expect(rowsOf(acceptance, 'ca-list')).toMatchObject([{ asks: 'no CA in particular', match: 'anything' }])
  })

  it('cannot tell where the list is cut by the capture before the name', () => {
    const names = [name('Fabrikam', 'Fabrikam CA'), subjectOf(issuing)]
    const raw = encodeCertificateRequest12({ signatureAlgorithms: USUAL, certificateAuthorities: names })
    const acceptance = judged(raw, { cut: raw.length - 5 })
    expect(acceptance).toMatchObject({ status: 'unknown', names: { list: 'truncated', match: 'unknown' } })
    expect(judged(raw, {}).status).toBe('accepted')
  })

  it('still takes a certificate whose issuer stands before the cut', () => {
    const names = [subjectOf(issuing), name('Fabrikam', 'Fabrikam CA')]
    const raw = encodeCertificateRequest12({ signatureAlgorithms: USUAL, certificateAuthorities: names })
    expect(judged(raw, { cut: raw.length - 5 })).toMatchObject({
      names: { list: 'truncated', status: 'accepted' },
    })
  })

  it.each([
    ['Schannel’s 16,384 bytes', 16_384],
    ['the 65,535 bytes of the message', 65_535],
  ])('cannot tell where the list ends at %s', (_limit, limit) => {
    const filler = name('F'.repeat(60), 'G'.repeat(60))
    const fitting = Math.floor(limit / (filler.length + 2))
    const full = Array.from({ length: fitting }, () => filler)
    const acceptance = tls12({ certificateAuthorities: full })
    expect(acceptance).toMatchObject({ status: 'unknown', names: { list: 'truncated', count: fitting } })
    const shorter = tls12({ certificateAuthorities: full.slice(4) })
    expect(shorter).toMatchObject({ status: 'refused', names: { list: 'complete' } })
  })

  it('reads the names of TLS 1.3 from their extension', () => {
    const asked = [
      extension.signatureAlgorithms(USUAL),
      extension.certificateAuthorities([subjectOf(issuing)]),
    ]
    expect(tls13(asked)).toMatchObject({ status: 'accepted', names: { list: 'complete', match: 'exact' } })
    expect(tls13([extension.signatureAlgorithms(USUAL)])).toMatchObject({ names: { list: 'empty' } })
  })
})

describe('signature algorithms', () => {
  it('takes the key’s first choice among those offered', () => {
    const { signing, rows } = tls12({ signatureAlgorithms: [0x0401, 0x0403, 0x0806] })
    expect(signing).toMatchObject({ scheme: 0x0806, text: 'rsa_pss_rsae_sha512', refusal: null })
    const schemes = rows.filter(({ kind }) => kind === 'signature-scheme')
    expect(schemes.map(({ match }) => match)).toEqual(['exact', 'no-match', 'exact'])
    expect(schemes[1]?.note).toBe('for EC keys')
    expect(schemes[2]?.has).toBe('RSA 2048 bits: would sign by this')
  })

  it('takes PKCS#1 in TLS 1.2 and refuses it in TLS 1.3', () => {
    expect(tls12({ signatureAlgorithms: [0x0401, 0x0403] }).signing.scheme).toBe(0x0401)
    const acceptance = tls13([extension.signatureAlgorithms([0x0401, 0x0403])])
    expect(acceptance.status).toBe('refused')
    expect(acceptance.verdict).toBe(
      'The server accepts no signature algorithm by which a key of RSA 2048 bits can sign.',
    )
    expect(rowsOf(acceptance, 'signature-scheme')[0]?.note).toBe('TLS 1.3 allows it in certificates only')
  })

  it('ties a curve to its hash in TLS 1.3 alone', () => {
    const chain = [p256]
    expect(tls12({ signatureAlgorithms: [0x0503] }, { chain }).signing.scheme).toBe(0x0503)
    const acceptance = tls13([extension.signatureAlgorithms([0x0503])], { chain })
    expect(acceptance.status).toBe('refused')
    expect(rowsOf(acceptance, 'signature-scheme')[0]?.note).toBe('TLS 1.3 ties it to P-384')
  })

  it('passes over PSS with a hash that a short key has no room for', () => {
    const { signing, rows } = tls12({ signatureAlgorithms: [0x0806, 0x0804] }, { chain: [weak] })
    expect(signing.scheme).toBe(0x0804)
    expect(rows.find(({ kind }) => kind === 'signature-scheme')?.note).toContain('1024 bits is too short')
  })

  it('refuses an EC key where the request knows RSA certificates only', () => {
    const acceptance = tls12({ certificateTypes: [1, 2] }, { chain: [p256] })
    expect(acceptance.status).toBe('refused')
    expect(acceptance.verdict).toContain('none of the kinds of certificate')
  })

  it.each([
    [VERSION.tls10, 'RSA over MD5 and SHA-1'],
    [VERSION.tls11, 'RSA over MD5 and SHA-1'],
  ])('knows what version %i signs, which names no algorithm', (version, text) => {
    const raw = encodeCertificateRequest12({ certificateAuthorities: [subjectOf(issuing)] })
    const acceptance = judged(raw, { version })
    expect(acceptance).toMatchObject({ status: 'accepted', signing: { scheme: null, text } })
    expect(judged(raw, { version, chain: [p256] }).signing.text).toBe('ECDSA over SHA-1')
  })

  it('doubts a chain whose own signatures the server does not list', () => {
    const acceptance = tls13([
      extension.signatureAlgorithms([0x0804]),
      extension.signatureAlgorithmsCert([0x0401]),
    ])
    expect(acceptance.status).toBe('doubtful')
    const [row] = rowsOf(acceptance, 'certificate-signature')
    expect(row).toMatchObject({ match: 'no-match', has: 'CN=client (ecdsa-with-SHA256)' })
    expect(row?.note).toContain('ecdsa_secp256r1_sha256')
  })

  it('does not ask how a root is signed', () => {
    const acceptance = tls12(
      { signatureAlgorithms: [...USUAL], certificateAuthorities: [subjectOf(root)] },
      { chain: [rsa, issuing, root] },
    )
    expect(rowsOf(acceptance, 'certificate-signature')).toHaveLength(2)
  })

  it('leaves open what extension filters want', () => {
    const filters = extension.oidFilters([
      { oid: Uint8Array.of(6, 3, 85, 29, 37), values: new Uint8Array(0) },
    ])
    const acceptance = tls13([extension.signatureAlgorithms(USUAL), filters])
    expect(acceptance.status).toBe('unknown')
    expect(rowsOf(acceptance, 'filter')).toHaveLength(1)
  })
})

describe('hostile requests', () => {
  it('judges a request cut anywhere without throwing', () => {
    const raw = encodeCertificateRequest12({
      signatureAlgorithms: USUAL,
      certificateAuthorities: [name('Fabrikam', 'Fabrikam CA'), subjectOf(issuing)],
    })
    for (let cut = 4; cut < raw.length; cut++) {
      // Whole is only the whole message: nothing less is ever taken for a list that leaves the issuer out.
      expect(judged(raw, { cut }).status).not.toBe('refused')
    }
  })

  it('judges ten thousand names in one walk', () => {
    const names = Array.from({ length: 10_000 }, () => Uint8Array.of(0x30, 0))
    const started = performance.now()
    const acceptance = tls12({ certificateAuthorities: names }, { chain: [rsa, issuing, root] })
    console.log(`10,000 names judged in ${Math.round(performance.now() - started)} ms`)
    expect(acceptance.names.count).toBe(10_000)
  })

  it('makes names safe to print', () => {
    const acceptance = tls12({ certificateAuthorities: [name('\u001b[31mred', 'x'.repeat(2000))] })
    expect(acceptance.rows[0]?.asks.length).toBeGreaterThan(0)
    for (const { asks } of rowsOf(acceptance, 'ca-name')) {
      expect(asks).not.toContain('\u001b')
      expect(asks.length).toBeLessThanOrEqual(301)
    }
  })
})

it('judges no certificate at all as nothing', () => {
  const { body, problems } = dissectHandshake(encodeCertificateRequest12({}), {
    version: VERSION.tls12,
    cipherSuite: null,
  })
  if (body.type !== 'CertificateRequest') throw new Error(`a ${body.type}`)
  expect(judgeAcceptance({ request: body, problems, version: VERSION.tls12, chain: [] })).toBeNull()
})
