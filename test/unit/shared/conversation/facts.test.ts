import { describe, expect, it } from 'vitest'
import { offeredVersions, sniOf } from '../../../../src/shared/conversation/facts.ts'
import { makeChain } from '../../../support/conversation/certificates.ts'
import { TLS12, TLS13 } from '../../../support/conversation/messages.ts'
import { conversation } from '../../../support/conversation/script.ts'
import { served } from '../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()

describe('the facts', () => {
  it('find every message of the handshake and what was negotiated', () => {
    const facts = served([leaf, intermediate], { request: {} })
      .clientCertificate([leaf.der])
      .alert('server', 48)
      .facts()
    expect(facts).toMatchObject({ tls13: false, version: TLS12, cipherSuite: 0xc02f })
    expect(sniOf(facts.clientHello?.body ?? null)).toBe('apim.contoso.internal')
    expect(facts.serverChain).toHaveLength(2)
    expect(facts.clientChain).toHaveLength(1)
    expect(facts.certificateRequest?.message.type).toBe('CertificateRequest')
    expect(facts.alerts).toMatchObject([{ from: 'server', description: 48, level: 2 }])
  })

  it('place each certificate in the raw message it came in', () => {
    const facts = served([leaf, intermediate]).facts()
    for (const [at, authority] of [leaf, intermediate].entries()) {
      const certificate = facts.serverChain[at]
      const raw = facts.serverCertificate?.message.raw
      expect(raw?.subarray(certificate?.span.start, certificate?.span.end)).toEqual(authority.der)
      expect(certificate?.reading.problems).toEqual([])
    }
  })

  it('keep the first hello and the one after a HelloRetryRequest apart', () => {
    const facts = conversation()
      .clientHello({ versions: [TLS13], sni: 'first.example' })
      .helloRetryRequest(0x0018)
      .clientHello({ versions: [TLS13], sni: 'second.example' })
      .serverHello({ version: TLS13 })
      .facts()
    expect(sniOf(facts.clientHello?.body ?? null)).toBe('first.example')
    expect(sniOf(facts.lastClientHello?.body ?? null)).toBe('second.example')
    expect(facts.helloRetryRequest?.index).toBe(3)
    expect(facts).toMatchObject({ tls13: true, version: TLS13 })
  })

  it('read the versions offered from supported_versions, else from legacy_version', () => {
    const listed = conversation()
      .clientHello({ versions: [TLS13, TLS12] })
      .facts().clientHello
    expect(listed && offeredVersions(listed.body)).toEqual([TLS13, TLS12])
    const old = conversation().clientHello({ legacyVersion: 0x0301, extensions: false }).facts().clientHello
    expect(old && offeredVersions(old.body)).toEqual([0x0301])
  })

  it('have nothing to say where nothing was seen', () => {
    const facts = conversation().facts()
    expect(facts).toMatchObject({ clientHello: null, serverHello: null, version: null, serverChain: [] })
    expect(facts.exchange.completedAt).toBeNull()
  })
})
