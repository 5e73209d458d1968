import { describe, expect, it } from 'vitest'
import { describeProblem } from '../../../../../src/shared/bytes/field.ts'
import { hex } from '../../../../../src/shared/bytes/text.ts'
import { ByteWriter } from '../../../../../src/shared/bytes/writer.ts'
import {
  type ExtensionInput,
  encodeCertificateRequest12,
  encodeClientHello,
  extension,
} from '../../../../../src/shared/tls/encode/index.ts'
import { dissectHandshake } from '../../../../../src/shared/tls/message/dissect.ts'
import {
  type Extension,
  extensionData,
  hasExtension,
} from '../../../../../src/shared/tls/message/extension.ts'
import {
  MAX_CA_NAMES,
  MAX_CERTIFICATES,
  MAX_EXTENSIONS,
} from '../../../../../src/shared/tls/message/limits.ts'
import { findNode, treeFaults } from '../../../../support/field-tree.ts'
import { CA_NAMES, CLIENT_HELLO, SAMPLES } from '../../../../support/tls-samples.ts'

const NO_CONTEXT = { version: null, cipherSuite: null }

function hello(extensions: readonly ExtensionInput[]) {
  const raw = encodeClientHello({ cipherSuites: [0x1301], extensions })
  const dissection = dissectHandshake(raw, NO_CONTEXT)
  if (dissection.body.type !== 'ClientHello') throw new Error('no ClientHello')
  return { raw, ...dissection, body: dissection.body, extensions: dissection.body.extensions }
}

function sample(name: string) {
  const found = SAMPLES.find((one) => one.name === name)
  if (!found) throw new Error(`no sample ${name}`)
  return { ...found, ...dissectHandshake(found.raw, found.context) }
}

function texts(fields: readonly { text: string }[] | undefined): string[] {
  return (fields ?? []).map((field) => field.text)
}

describe('the extensions of a ClientHello', () => {
  const { body, raw } = { ...CLIENT_HELLO, ...dissectHandshake(CLIENT_HELLO.raw, CLIENT_HELLO.context) }
  const extensions: readonly Extension[] = body.type === 'ClientHello' ? body.extensions : []

  it('are read one by one, known, unknown and GREASE alike', () => {
    expect(extensions.map((one) => one.name)).toEqual([
      'GREASE (0x3a3a)',
      'server_name',
      'max_fragment_length',
      'status_request',
      'supported_groups',
      'ec_point_formats',
      'signature_algorithms',
      'heartbeat',
      'application_layer_protocol_negotiation',
      'signed_certificate_timestamp',
      'client_certificate_type',
      'server_certificate_type',
      'padding',
      'encrypt_then_mac',
      'extended_master_secret',
      'compress_certificate',
      'record_size_limit',
      'delegated_credential',
      'session_ticket',
      'early_data',
      'supported_versions',
      'cookie',
      'psk_key_exchange_modes',
      'certificate_authorities',
      'post_handshake_auth',
      'signature_algorithms_cert',
      'key_share',
      'encrypted_client_hello',
      'renegotiation_info',
      'extension 0x1234',
      'GREASE (0x4a4a)',
      'pre_shared_key',
    ])
    expect(extensions.filter((one) => one.data === null).map((one) => one.type)).toEqual([0x1234])
  })

  it('have texts that say what they hold', () => {
    const textOf = (type: number) => extensions.find((one) => one.type === type)?.node.text
    expect(textOf(0)).toBe('apim.contoso.internal')
    expect(textOf(16)).toBe('h2, http/1.1')
    expect(textOf(43)).toBe('GREASE (0xdada), TLS 1.3 (0x0304), TLS 1.2 (0x0303)')
    expect(textOf(10)).toBe('GREASE (0xbaba), X25519MLKEM768 (0x11ec), x25519 (0x001d), secp256r1 (0x0017)')
    expect(textOf(51)).toBe('GREASE (0xbaba), x25519 (0x001d)')
    expect(textOf(45)).toBe('psk_dhe_ke (1), GREASE (0x0b)')
    expect(textOf(47)).toBe('CN=Client Root CA; CN=Client Issuing CA 2')
    expect(textOf(13)).toBe(
      'GREASE (0x0a0a), ecdsa_secp256r1_sha256 (0x0403), rsa_pss_rsae_sha256 (0x0804), rsa_pkcs1_sha256 (0x0401)',
    )
    expect(textOf(49)).toBe('empty')
    expect(textOf(21)).toBe('9 bytes')
    expect(textOf(65037)).toMatch(/^outer \(0\)/)
    expect(textOf(41)).toBe('1 identity, 1 binder')
  })

  it('keep their raw content within reach', () => {
    for (const { content, node } of extensions) {
      expect(content.value).toEqual(raw.subarray(content.span.start, content.span.end))
      expect(content.span.end).toBe(node.span.end)
    }
  })

  it('are found by kind and by type', () => {
    expect(extensionData(extensions, 'supported_versions')?.versions.map((one) => one.value)).toEqual([
      0xdada, 0x0304, 0x0303,
    ])
    expect(extensionData(extensions, 'encrypted_client_hello')?.clientHelloType?.value).toBe(0)
    expect(extensionData(extensions, 'pre_shared_key')).toMatchObject({ identities: 1, selected: null })
    expect(hasExtension(extensions, 0x1234)).toBe(true)
    expect(hasExtension(extensions, 0x4321)).toBe(false)
  })
})

describe('the same extensions elsewhere', () => {
  it('of a ServerHello hold one choice', () => {
    const { body } = sample('a ServerHello of TLS 1.3')
    const extensions = body.type === 'ServerHello' ? body.extensions : []
    expect(texts(extensionData(extensions, 'supported_versions')?.versions)).toEqual(['TLS 1.3 (0x0304)'])
    expect(texts(extensionData(extensions, 'key_share')?.groups)).toEqual(['x25519 (0x001d)'])
    expect(extensionData(extensions, 'pre_shared_key')?.selected?.value).toBe(0)
  })

  it('of a HelloRetryRequest name the group asked for', () => {
    const { body } = sample('a HelloRetryRequest')
    const extensions = body.type === 'HelloRetryRequest' ? body.extensions : []
    expect(texts(extensionData(extensions, 'key_share')?.groups)).toEqual(['secp384r1 (0x0018)'])
    expect(hex(extensionData(extensions, 'cookie')?.cookie.value ?? new Uint8Array(0))).toBe('01080f')
  })

  it('of a NewSessionTicket hold the most early data', () => {
    const { body } = sample('a NewSessionTicket of TLS 1.3')
    const extensions = body.type === 'NewSessionTicket' ? body.extensions : []
    expect(extensionData(extensions, 'early_data')?.maxEarlyDataSize?.value).toBe(16384)
  })
})

describe('a malformed extension', () => {
  it('has no data and one problem, and the rest is read', () => {
    const { extensions, problems, tree, raw } = hello([
      { type: 10, data: Uint8Array.of(0, 9, 0, 29) },
      extension.serverName('a.example'),
    ])
    expect(problems.map(describeProblem)).toEqual([
      'named_group_list at byte 53: expected 9 bytes, as its length says, found 2 bytes left',
    ])
    expect(extensions.map((one) => one.data?.kind ?? null)).toEqual([null, 'server_name'])
    expect(treeFaults(tree, raw.length)).toEqual([])
  })

  it.each([
    ['with content left over', { type: 49, data: Uint8Array.of(1) }],
    ['with half a code point', { type: 13, data: Uint8Array.of(0, 3, 4, 3, 8) }],
    ['with a name type and nothing behind it', { type: 0, data: Uint8Array.of(0, 1, 0) }],
    ['of no content where some is due', { type: 43, data: new Uint8Array(0) }],
    ['with an encrypted hello cut short', { type: 65037, data: Uint8Array.of(0, 0, 1) }],
  ])('%s is noted', (_, input) => {
    const { extensions, problems } = hello([input, extension.postHandshakeAuth()])
    expect(problems.map((problem) => problem.kind)).toEqual(['malformed'])
    expect(extensions.map((one) => one.data?.kind ?? null)).toEqual([null, 'post_handshake_auth'])
  })

  it('does not hide behind a type that objects inherit a name for', () => {
    expect(hello([{ type: 0xffff, data: Uint8Array.of(1) }]).extensions[0]).toMatchObject({
      name: 'extension 0xffff',
      data: null,
    })
  })
})

describe('names from the network', () => {
  it('are shown with control characters escaped and kept as sent', () => {
    const { extensions } = hello([
      extension.serverName('a\u001b[2Jb'),
      extension.applicationLayerProtocols(['\n']),
    ])
    expect(extensionData(extensions, 'server_name')?.hostNames[0]).toMatchObject({
      value: 'a\u001b[2Jb',
      text: 'a\\x1b[2Jb',
    })
    expect(extensionData(extensions, 'application_layer_protocol_negotiation')?.protocols[0]?.text).toBe(
      '\\x0a',
    )
  })

  it('are called GREASE where they are', () => {
    const data = Uint8Array.of(0, 6, 2, 0x8a, 0x8a, 2, 0x68, 0x32)
    expect(hello([{ type: 16, data }]).extensions[0]?.node.text).toBe('GREASE (0x8a8a), h2')
  })
})

describe('the CA names of a CertificateRequest', () => {
  it.each([
    'a CertificateRequest of TLS 1.0',
    'a CertificateRequest of TLS 1.2',
    'a CertificateRequest of TLS 1.3',
  ])('of %s are RFC 4514 strings over their DER, with the length of the list', (name) => {
    const { body } = sample(name)
    if (body.type !== 'CertificateRequest') throw new Error('no CertificateRequest')
    expect(texts(body.certificateAuthorities)).toEqual(['CN=Client Root CA', 'CN=Client Issuing CA 2'])
    expect(body.certificateAuthorities.map((one) => one.value)).toEqual(CA_NAMES)
    expect(body.certificateAuthoritiesLength).toBe(CA_NAMES.reduce((sum, der) => sum + 2 + der.length, 0))
  })

  it('are an empty list where none are sent, which is not the same as no list', () => {
    const { body } = dissectHandshake(encodeCertificateRequest12({ signatureAlgorithms: [0x0401] }), {
      version: 0x0303,
      cipherSuite: null,
    })
    expect(body).toMatchObject({ certificateAuthorities: [], certificateAuthoritiesLength: 0 })
  })

  it('still have a text where the DER is none', () => {
    const { body, problems } = dissectHandshake(
      encodeCertificateRequest12({
        certificateAuthorities: [Uint8Array.of(0xde, 0xad), Uint8Array.of(0x30, 0)],
      }),
      { version: 0x0302, cipherSuite: null },
    )
    if (body.type !== 'CertificateRequest') throw new Error('no CertificateRequest')
    expect(texts(body.certificateAuthorities)).toEqual(['dead', '3000'])
    expect(problems).toEqual([])
  })
})

describe('limits', () => {
  it('stop at many extensions, with a problem and the rest unread', () => {
    const many = Array.from({ length: MAX_EXTENSIONS + 3 }, () => extension.extendedMasterSecret())
    const { extensions, problems, tree } = hello(many)
    expect(extensions.length).toBe(MAX_EXTENSIONS)
    expect(problems).toMatchObject([{ kind: 'malformed', field: 'extensions', found: '12 bytes more' }])
    expect(findNode(tree, 'unread').value).toHaveLength(12)
  })

  it('stop at many CA names', () => {
    const names = Array.from({ length: MAX_CA_NAMES + 1 }, () => Uint8Array.of(0x30, 0))
    const { body, problems } = dissectHandshake(
      encodeCertificateRequest12({ certificateAuthorities: names }),
      {
        version: 0x0301,
        cipherSuite: null,
      },
    )
    if (body.type !== 'CertificateRequest') throw new Error('no CertificateRequest')
    expect(body.certificateAuthorities.length).toBe(MAX_CA_NAMES)
    expect(problems).toMatchObject([{ kind: 'malformed', expected: `at most ${MAX_CA_NAMES}`, bound: true }])
  })

  it('stop at many certificates', () => {
    const list = new ByteWriter().vector(3, (out) => {
      for (let i = 0; i < MAX_CERTIFICATES + 5; i++) out.vector(3, (one) => one.u8(i & 0xff))
    })
    const raw = new ByteWriter().u8(11).vector(3, (out) => out.raw(list.bytes()))
    const { body, problems } = dissectHandshake(raw.bytes(), { version: 0x0303, cipherSuite: null })
    expect(body.type === 'Certificate' && body.entries.length).toBe(MAX_CERTIFICATES)
    expect(problems).toMatchObject([{ kind: 'malformed', field: 'certificate_list' }])
  })
})
