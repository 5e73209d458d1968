import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as registry from '../../../../../src/shared/tls/registry/index.ts'

describe('names of code points', () => {
  it.each([
    [registry.versionText(0x0303), 'TLS 1.2 (0x0303)'],
    [registry.versionText(0x7f1c), 'TLS 1.3 draft 28 (0x7f1c)'],
    [registry.versionText(0x3a3a), 'GREASE (0x3a3a)'],
    [registry.versionText(0x0399), '0x0399'],
    [registry.cipherSuiteText(0xc02f), 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (0xc02f)'],
    [registry.cipherSuiteText(0x1301), 'TLS_AES_128_GCM_SHA256 (0x1301)'],
    [registry.cipherSuiteText(0x00ff), 'TLS_EMPTY_RENEGOTIATION_INFO_SCSV (0x00ff)'],
    [registry.cipherSuiteText(0x5600), 'TLS_FALLBACK_SCSV (0x5600)'],
    [registry.cipherSuiteText(0xfefd), '0xfefd'],
    [registry.cipherSuiteText(0xfeff), 'SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA (0xfeff)'],
    [registry.cipherSuiteText(0x0700c0), 'SSL_CK_DES_192_EDE3_CBC_WITH_MD5 (0x0700c0)'],
    [registry.cipherSuiteText(0x0a0a), 'GREASE (0x0a0a)'],
    [registry.groupText(0x001d), 'x25519 (0x001d)'],
    [registry.groupText(0x11ec), 'X25519MLKEM768 (0x11ec)'],
    [registry.groupText(0x11eb), 'SecP256r1MLKEM768 (0x11eb)'],
    [registry.groupText(0x0202), 'MLKEM1024 (0x0202)'],
    [registry.groupText(0x0100), 'ffdhe2048 (0x0100)'],
    [registry.signatureSchemeText(0x0804), 'rsa_pss_rsae_sha256 (0x0804)'],
    [registry.signatureSchemeText(0x0905), 'mldsa65 (0x0905)'],
    [registry.signatureSchemeText(0x0101), 'rsa_pkcs1_md5 (0x0101)'],
    [registry.extensionText(51), 'key_share (51)'],
    [registry.extensionText(65037), 'encrypted_client_hello (65037)'],
    [registry.extensionName(13172), 'next_protocol_negotiation'],
    [registry.extensionName(0x1234), 'extension 0x1234'],
    [registry.extensionText(0xeaea), 'GREASE (0xeaea)'],
    [registry.alertName(48), 'unknown_ca'],
    [registry.alertText(116), 'certificate_required (116)'],
    [registry.alertText(250), '0xfa'],
    [registry.alertLevelText(2), 'fatal (2)'],
    [registry.contentTypeName(23), 'application_data'],
    [registry.clientCertificateTypeText(64), 'ecdsa_sign (64)'],
    [registry.certificateCompressionAlgorithmText(2), 'brotli (2)'],
    [registry.pskKeyExchangeModeText(1), 'psk_dhe_ke (1)'],
    [registry.pskKeyExchangeModeText(0x2a), 'GREASE (0x2a)'],
    [registry.ecPointFormatText(0), 'uncompressed (0)'],
  ])('reads %s', (text, expected) => {
    expect(text).toBe(expected)
  })

  it('calls handshake messages as the RFCs do, and unknown ones by number', () => {
    expect([0, 1, 2, 8, 11, 13, 15, 20, 24, 25].map(registry.handshakeTypeName)).toEqual([
      'HelloRequest',
      'ClientHello',
      'ServerHello',
      'EncryptedExtensions',
      'Certificate',
      'CertificateRequest',
      'CertificateVerify',
      'Finished',
      'KeyUpdate',
      'CompressedCertificate',
    ])
    expect(registry.handshakeTypeName(0x2a)).toBe('Handshake(0x2a)')
  })

  it('takes drafts of TLS 1.3 for TLS 1.3', () => {
    expect([0x0304, 0x7f12, 0x0303, 0x0301, null].map(registry.isTls13)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})

describe('GREASE', () => {
  it('is the sixteen values of RFC 8701 and no other', () => {
    const all = Array.from({ length: 0x10000 }, (_, code) => code).filter(registry.isGrease)
    expect(all.map((code) => code.toString(16).padStart(4, '0'))).toEqual(
      [...'0123456789abcdef'].map((digit) => `${digit}a${digit}a`),
    )
  })

  it('has eight values of its own among PSK modes', () => {
    const all = Array.from({ length: 0x100 }, (_, mode) => mode).filter(registry.isGreasePskMode)
    expect(all).toEqual([0x0b, 0x2a, 0x49, 0x68, 0x87, 0xa6, 0xc5, 0xe4])
  })

  it('is no larger number that ends alike', () => {
    expect([registry.isGrease(0x10a0a), registry.isGrease(0x0a)]).toEqual([false, false])
  })
})

describe('the generated tables', () => {
  const folder = join(import.meta.dirname, '../../../../../src/shared/tls/registry/generated')

  it('each name their source, its version and its date', () => {
    const files = readdirSync(folder)
    expect(files.length).toBe(9)
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8')
      expect(text).toMatch(
        /Source: IANA's registry of \d{4}-\d{2}-\d{2}, as carried by the npm package \S+ \d+\.\d+\.\d+/,
      )
      expect(text).toMatch(/\(Apache-2\.0\)/)
    }
  })
})
