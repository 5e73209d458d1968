import { describe, expect, it } from 'vitest'
import { HelloMaker } from '../../../../../src/main/probe/tls-client/client-hello.ts'
import {
  EVERYTHING,
  EXTENSION,
  type HelloPlan,
  offeringPostHandshakeAuth,
} from '../../../../../src/main/probe/tls-client/index.ts'
import { equalBytes, hex } from '../../../../../src/shared/bytes/text.ts'
import { dissectHandshake } from '../../../../../src/shared/tls/message/dissect.ts'
import { extensionData } from '../../../../../src/shared/tls/message/extension.ts'
import type { ClientHello } from '../../../../../src/shared/tls/message/handshake.ts'
import { isGrease } from '../../../../../src/shared/tls/registry/index.ts'

function read(raw: Uint8Array | null): ClientHello {
  const { body, problems } = dissectHandshake(raw ?? new Uint8Array(0), { version: null, cipherSuite: null })
  expect(problems).toEqual([])
  if (body.type !== 'ClientHello') throw new Error('no ClientHello')
  return body
}

const hello = (plan: Partial<HelloPlan> = {}): ClientHello =>
  read(new HelloMaker({ ...EVERYTHING, ...plan }).first())
const typesOf = (body: ClientHello): number[] => body.extensions.map(({ type }) => type)

describe('a ClientHello', () => {
  it('says what its plan says, in that order', () => {
    const plan: Partial<HelloPlan> = {
      cipherSuites: [0xc02f, 0x1301, 0x00ff],
      groups: [24, 29],
      keyShares: [24],
      signatureAlgorithms: [0x0804, 0x0403],
      versions: [0x0303, 0x0304],
      serverName: 'apim.contoso.internal',
      alpn: ['http/1.1', 'h2'],
      extensions: [51, 16, 0, 13, { type: 0x1234, hex: 'beef' }, 43, 10],
    }
    const body = hello(plan)
    expect(body.cipherSuites.map(({ value }) => value)).toEqual(plan.cipherSuites)
    expect(typesOf(body)).toEqual([51, 16, 0, 13, 0x1234, 43, 10])
    expect(hex(body.extensions[4]?.content.value ?? new Uint8Array(0))).toBe('beef')
    const { extensions } = body
    expect(extensionData(extensions, 'supported_groups')?.groups.map(({ value }) => value)).toEqual([24, 29])
    expect(extensionData(extensions, 'key_share')?.groups.map(({ value }) => value)).toEqual([24])
    expect(extensionData(extensions, 'server_name')?.hostNames.map(({ value }) => value)).toEqual([
      'apim.contoso.internal',
    ])
    expect(
      extensionData(extensions, 'application_layer_protocol_negotiation')?.protocols.map(
        ({ value }) => value,
      ),
    ).toEqual(['http/1.1', 'h2'])
    expect(extensionData(extensions, 'supported_versions')?.versions.map(({ value }) => value)).toEqual([
      0x0303, 0x0304,
    ])
    expect(body.legacyVersion?.value).toBe(0x0303)
    expect(body.sessionId?.value).toHaveLength(32)
  })

  it.each([
    [null, []],
    ['10.0.1.5', ['10.0.1.5']],
  ])('names the server as %j', (serverName, names) => {
    const { extensions } = hello({ serverName })
    expect(extensionData(extensions, 'server_name')?.hostNames.map(({ value }) => value) ?? []).toEqual(names)
    expect(extensions.some(({ type }) => type === 0)).toBe(names.length > 0)
  })

  it('leaves out what only TLS 1.3 knows where that is not offered', () => {
    const body = hello({ versions: [0x0302, 0x0301] })
    expect(body.legacyVersion?.value).toBe(0x0302)
    for (const type of [EXTENSION.supportedVersions, EXTENSION.keyShare, EXTENSION.pskKeyExchangeModes]) {
      expect(typesOf(body)).not.toContain(type)
    }
  })

  it('has no extensions block where its plan has none', () => {
    expect(hello({ extensions: [], versions: [0x0301] }).hasExtensions).toBe(false)
  })

  it('is padded to a length, but never by an extension without content', () => {
    for (const padTo of [400, 512, 513]) {
      const plan = { ...EVERYTHING, padTo, versions: [0x0303] }
      expect(new HelloMaker(plan).first()).toHaveLength(padTo)
    }
    const bare = new HelloMaker({ ...EVERYTHING, versions: [0x0303] }).first().length
    expect(new HelloMaker({ ...EVERYTHING, versions: [0x0303], padTo: bare + 2 }).first()).toHaveLength(
      bare + 5,
    )
    expect(new HelloMaker({ ...EVERYTHING, versions: [0x0303], padTo: bare }).first()).toHaveLength(bare)
  })

  it('greases where the plan has placeholders, anew for each connection', () => {
    const plan: Partial<HelloPlan> = {
      grease: true,
      cipherSuites: [0x0a0a, 0x1301],
      groups: [0x0a0a, 29],
      keyShares: [{ group: 0x0a0a, length: 1 }, 29],
      versions: [0x0a0a, 0x0304],
      extensions: [0x0a0a, 10, 43, 51, 0x0a0a],
    }
    const seen = new Set<string>()
    for (let time = 0; time < 20; time++) {
      const body = hello(plan)
      const [first, last] = [body.extensions[0], body.extensions[4]]
      expect([first, last].map((each) => isGrease(each?.type ?? 0))).toEqual([true, true])
      expect(first?.type).not.toBe(last?.type)
      expect([first?.content.value.length, last?.content.value.length]).toEqual([0, 1])
      const groups =
        extensionData(body.extensions, 'supported_groups')?.groups.map(({ value }) => value) ?? []
      const shares = extensionData(body.extensions, 'key_share')?.groups.map(({ value }) => value) ?? []
      expect(groups[0]).toBe(shares[0])
      expect(isGrease(groups[0] ?? 0)).toBe(true)
      expect(isGrease(body.cipherSuites[0]?.value ?? 0)).toBe(true)
      seen.add(typesOf(body).join())
    }
    expect(seen.size).toBeGreaterThan(1)
  })

  it('keeps placeholders as they are where greasing is off', () => {
    expect(hello({ cipherSuites: [0x0a0a, 0x1301] }).cipherSuites[0]?.value).toBe(0x0a0a)
  })

  it('is repeated with what a HelloRetryRequest wants, and nothing else changed', () => {
    const maker = new HelloMaker({ ...EVERYTHING, padTo: 600 })
    const first = read(maker.first())
    const second = read(maker.again({ group: 24, cookie: Uint8Array.of(1, 2, 3) }))
    expect(
      equalBytes(second.random?.value ?? new Uint8Array(0), first.random?.value ?? new Uint8Array(1)),
    ).toBe(true)
    expect(second.sessionId?.value).toEqual(first.sessionId?.value)
    expect(extensionData(second.extensions, 'key_share')?.groups.map(({ value }) => value)).toEqual([24])
    expect(extensionData(second.extensions, 'cookie')?.cookie.value).toEqual(Uint8Array.of(1, 2, 3))
    expect(typesOf(second).filter((type) => type !== EXTENSION.cookie)).toEqual(typesOf(first))
    expect(typesOf(second).at(-1)).toBe(EXTENSION.padding)
    expect(maker.again({ group: 4588, cookie: null })).toBeNull()
  })

  it('of a renegotiation proves the handshake before it, and knows no TLS 1.3', () => {
    const maker = new HelloMaker({
      ...EVERYTHING,
      cipherSuites: [0xc02f, 0x00ff],
      extensions: [43, 51, 10, 13],
    })
    const first = read(maker.first())
    const again = read(maker.renegotiating({ version: 0x0303, clientVerifyData: Uint8Array.of(7, 7) }))
    expect(typesOf(again)).toEqual([EXTENSION.renegotiationInfo, 10, 13])
    expect(extensionData(again.extensions, 'renegotiation_info')?.renegotiatedConnection.value).toEqual(
      Uint8Array.of(7, 7),
    )
    expect(again.cipherSuites.map(({ value }) => value)).toEqual([0xc02f])
    expect(again.random?.value).not.toEqual(first.random?.value)
  })

  it('offers post-handshake authentication where asked, ahead of padding and once', () => {
    const plan = offeringPostHandshakeAuth(offeringPostHandshakeAuth({ ...EVERYTHING, padTo: 600 }))
    expect(typesOf(read(new HelloMaker(plan).first())).slice(-2)).toEqual([49, 21])
  })
})
