import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { keyPem, pemOf } from '../../../../../src/main/lab/certificates/profile.ts'
import { checkClientCaBundle } from '../../../../../src/shared/azure/client-ca/index.ts'
import { type Authority, makeCertificate, makeChain } from '../../../../support/conversation/certificates.ts'

const { root, intermediate, leaf } = makeChain({ cn: 'device-17', eku: ['clientAuth'], san: [] })
const otherRoot = makeCertificate({ cn: 'Fabrikam Root CA', ca: true, keyName: 'other' })

function pem(...chain: readonly Authority[]): string {
  return chain.map(({ der }) => pemOf(der)).join('')
}

function ascii(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

function checked(content: string | Uint8Array) {
  return checkClientCaBundle(typeof content === 'string' ? ascii(content) : content, 'client-ca.pem')
}

function ids(content: string | Uint8Array): string[] {
  return checked(content).findings.map(({ id }) => id)
}

const CODE = {
  data: 'ApplicationGatewayTrustedClientCertificateMustSpecifyData',
  key: 'ApplicationGatewayTrustedClientCertificateMustNotHavePrivateKey',
  invalid: 'ApplicationGatewayTrustedClientCertificateInvalidData',
  noCa: 'ApplicationGatewayTrustedClientCertificateDoesNotContainAnyCACertificate',
  roots: 'ApplicationGatewayOnlyOneRootCAAllowedInTrustedClientCertificate',
}

describe('a client CA file', () => {
  it('is taken with one root and its intermediate, whatever their order', () => {
    for (const content of [pem(intermediate, root), pem(root, intermediate)]) {
      const { upload, findings, certificates, issuer } = checked(content)
      expect(findings).toEqual([])
      expect(upload).toMatchObject({ accepted: 'yes', code: null, reasons: [] })
      expect(certificates.map(({ role }) => role).sort()).toEqual(['intermediate', 'root'])
      expect(issuer).toMatchObject({ text: 'CN=Contoso Issuing CA', why: 'deepest-intermediate', ties: [] })
    }
  })

  it('with a root alone is taken, and the issuer DN is the root’s', () => {
    const { upload, issuer } = checked(pem(root))
    expect(upload.accepted).toBe('yes')
    expect(issuer).toMatchObject({ text: 'CN=Contoso Root CA', why: 'root' })
  })

  it('may hold a leaf, which is ignored', () => {
    const { findings, notes, issuer, upload } = checked(pem(leaf, intermediate, root))
    expect(findings).toEqual([])
    expect(upload.accepted).toBe('yes')
    expect(notes.join(' ')).toContain('CN=device-17 is no CA: the gateway ignores it')
    expect(issuer?.text).toBe('CN=Contoso Issuing CA')
  })

  it('with the leaf only holds no CA', () => {
    const { upload, findings } = checked(pem(leaf))
    expect(upload).toMatchObject({ accepted: 'no', code: CODE.noCa })
    expect(findings.map(({ id }) => id)).toEqual(['client-ca-bundle-leaf-only'])
    expect(findings[0]?.explanation).toContain('CN=Contoso Issuing CA')
  })

  it('with a self-signed certificate that does not say CA:TRUE holds no CA', () => {
    const own = makeCertificate({ cn: 'device-17', eku: ['clientAuth'] })
    const { upload, findings, certificates } = checked(pem(own))
    expect(certificates[0]?.role).toBe('self-signed-not-ca')
    expect(upload.code).toBe(CODE.noCa)
    expect(findings[0]?.summary).toContain('self-signed without CA:TRUE')
  })

  it('without a root is refused, and the missing one is named', () => {
    const { upload, findings, root: found } = checked(pem(intermediate))
    expect(found).toBeNull()
    expect(upload.code).toBe(CODE.roots)
    expect(findings).toMatchObject([
      { id: 'client-ca-bundle-no-root', severity: 'error', leg: 'client-gateway' },
    ])
    expect(findings[0]?.summary).toContain('CN=Contoso Root CA is missing')
  })

  it('with two roots is refused', () => {
    const { upload, findings } = checked(pem(root, otherRoot))
    expect(upload.code).toBe(CODE.roots)
    expect(findings).toMatchObject([{ id: 'client-ca-bundle-multiple-roots', severity: 'error' }])
    expect(findings[0]?.evidence).toMatchObject([
      { pointer: 'line 1' },
      { kind: 'file', file: 'client-ca.pem' },
    ])
  })

  it('with a root twice hangs on what nobody documented', () => {
    const { upload, findings, notes } = checked(pem(root, intermediate, root))
    expect(upload.accepted).toBe('uncertain')
    expect(findings).toMatchObject([{ id: 'client-ca-bundle-multiple-roots', severity: 'warning' }])
    expect(notes.join(' ')).toContain('more than once')
  })

  it('with a root under its old name and a new key has two roots', () => {
    const renewed = makeCertificate({ cn: 'Contoso Root CA', ca: true, keyName: 'other' })
    const { findings } = checked(pem(root, renewed))
    expect(findings[0]?.id).toBe('client-ca-bundle-multiple-roots')
    expect(findings[0]?.explanation).toContain('a root that was renewed')
  })

  it('with a private key is refused, and nothing of the key is told', () => {
    const key = keyPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
    const report = checked(pem(root) + key)
    expect(report.upload.code).toBe(CODE.key)
    expect(report.findings.map(({ id }) => id)).toEqual(['client-ca-bundle-private-key'])
    const body = key.split('\n')[1] ?? ''
    expect(body.length).toBeGreaterThan(40)
    expect(JSON.stringify(report)).not.toContain(body.slice(0, 24))
  })

  it('with the private key alone is refused for the key, not for its form', () => {
    const key = keyPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
    expect(checked(key).upload).toMatchObject({ code: CODE.key, otherCodes: [] })
  })

  it('that is empty must specify data', () => {
    for (const content of ['', ' \r\n  \r\n', new Uint8Array(Buffer.from('\ufeff\r\n'))]) {
      expect(checked(content).upload.code).toBe(CODE.data)
      expect(ids(content)).toEqual(['client-ca-bundle-unreadable'])
    }
  })

  it('in binary is refused whatever its name says', () => {
    const { upload, file, findings } = checked(root.der)
    expect(file.form).toBe('binary-certificate')
    expect(upload.code).toBe(CODE.invalid)
    expect(findings[0]?.summary).toContain('binary (DER)')
  })

  it('as Base64 without markers is refused', () => {
    const { upload, file } = checked(Buffer.from(root.der).toString('base64'))
    expect(file.form).toBe('bare-base64')
    expect(upload.code).toBe(CODE.invalid)
  })

  it('with markers and nothing between them is refused', () => {
    const empty = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'
    const { upload, findings } = checked(pem(root) + empty)
    expect(upload.code).toBe(CODE.invalid)
    expect(findings[0]?.summary).toContain('BEGIN and END and nothing between them')
  })

  it('that was cut short is refused, and its line is named', () => {
    const cut = pem(root) + pem(intermediate).slice(0, 300)
    const { upload, findings } = checked(cut)
    expect(upload.code).toBe(CODE.invalid)
    const line = pem(root).split('\n').length
    expect(findings.find(({ id }) => id === 'client-ca-bundle-unreadable')?.evidence).toEqual([
      { kind: 'file', file: 'client-ca.pem', pointer: `line ${line}` },
    ])
  })

  it('in UTF-16 is read all the same, and refused, with a byte order mark or without', () => {
    const text = pem(intermediate, root)
    const little = Buffer.from(text, 'utf16le')
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), little])
    for (const content of [marked, little, Buffer.from(marked).swap16(), Buffer.from(little).swap16()]) {
      const { upload, findings, certificates } = checked(new Uint8Array(content))
      expect(certificates).toHaveLength(2)
      expect(upload.code).toBe(CODE.invalid)
      expect(findings[0]?.summary).toContain('UTF-16')
    }
  })

  it('written on Windows is taken; of a byte order mark nobody knows', () => {
    const windows = pem(intermediate, root).replaceAll('\n', '\r\n')
    expect(checked(windows).upload.accepted).toBe('yes')
    expect(checked(windows).file.lineEndings).toBe('crlf')
    const marked = new Uint8Array(Buffer.from(`\ufeff${windows}`, 'utf8'))
    expect(checked(marked).upload.accepted).toBe('uncertain')
    expect(checked(marked).findings).toEqual([])
  })

  it('may have comments between its certificates', () => {
    const { upload, notes, file } = checked(`Bag Attributes\n  friendlyName: root\n${pem(root)}`)
    expect(file.hasComments).toBe(true)
    expect(upload.accepted).toBe('yes')
    expect(notes.join(' ')).toContain('Bag Attributes')
  })

  it('of more than 25 KB is too large; just below, nobody knows', () => {
    const filled = (size: number) => {
      const text = pem(root)
      return `${'# a comment\n'.repeat(Math.ceil((size - text.length) / 12))}${text}`
    }
    expect(ids(filled(25_700))).toEqual(['client-ca-bundle-too-large'])
    expect(checked(filled(25_700)).upload).toMatchObject({ accepted: 'no', code: null })
    const near = checked(filled(25_200))
    expect(near.findings).toMatchObject([{ id: 'client-ca-bundle-too-large', severity: 'warning' }])
    expect(near.upload.accepted).toBe('uncertain')
    expect(ids(filled(24_000))).toEqual([])
  })

  it('with a gap below the root lacks an intermediate', () => {
    const deeper = makeCertificate({
      cn: 'Contoso Devices CA',
      ca: true,
      keyName: 'other',
      issuer: intermediate,
    })
    const { findings } = checked(pem(deeper, root))
    expect(findings).toMatchObject([{ id: 'client-ca-bundle-missing-intermediate', severity: 'error' }])
    expect(findings[0]?.summary).toContain('CN=Contoso Issuing CA is missing')
    expect(ids(pem(deeper, intermediate, root))).toEqual([])
  })

  it('with a cross-signed certificate of its root is no file with a gap', () => {
    const cross = makeCertificate({ cn: 'Contoso Root CA', ca: true, keyName: 'root', issuer: otherRoot })
    const { findings, notes, upload } = checked(pem(intermediate, root, cross))
    expect(findings).toEqual([])
    expect(upload.accepted).toBe('yes')
    expect(notes.join(' ')).toContain('cross-signed')
    expect(ids(pem(intermediate, root, cross, otherRoot))).toEqual(['client-ca-bundle-multiple-roots'])
  })

  it('takes the deepest intermediate as issuer DN, the first on ties', () => {
    const first = makeCertificate({ cn: 'Devices CA 1', ca: true, keyName: 'other', issuer: intermediate })
    const second = makeCertificate({ cn: 'Devices CA 2', ca: true, keyName: 'leaf', issuer: intermediate })
    const { issuer, notes } = checked(pem(root, second, intermediate, first))
    expect(issuer?.text).toBe('CN=Devices CA 2')
    expect(issuer?.ties).toHaveLength(1)
    expect(notes.join(' ')).toContain('CN=Devices CA 1 would fail it')
  })

  it('leaves out an issuer whose key did not sign', () => {
    const bytes = ascii(pem(intermediate, root))
    const { findings } = checkClientCaBundle(bytes, 'client-ca.pem', {
      signatures: (one, issuer) => (one.subject?.text === issuer.subject?.text ? 'valid' : 'invalid'),
    })
    expect(findings.map(({ id }) => id)).toEqual(['client-ca-bundle-missing-intermediate'])
  })

  it('inside a saved document is pointed at by its JSON pointer', () => {
    const { findings } = checkClientCaBundle(ascii(pem(leaf)), 'gateway.json', {
      pointer: '/trustedClientCertificates/0/data',
    })
    expect(findings[0]?.evidence).toEqual([
      { kind: 'file', file: 'gateway.json', pointer: '/trustedClientCertificates/0/data' },
    ])
  })

  it('of noise and of nothing but beginnings is only unreadable', () => {
    const noise = Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251)
    for (const content of [noise, Uint8Array.of(0x30), Uint8Array.of(0x30, 0x80), ascii('-----BEGIN ')]) {
      expect(ids(content)).toEqual(['client-ca-bundle-unreadable'])
      expect(checked(content).upload.code).toBe(CODE.invalid)
    }
  })
})
