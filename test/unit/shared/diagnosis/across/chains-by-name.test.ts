import { describe, expect, it } from 'vitest'
import { ChainsByName } from '../../../../../src/shared/diagnosis/across/chains-by-name.ts'
import { makeCertificate, makeChain } from '../../../../support/conversation/certificates.ts'
import { completed } from '../../../../support/conversation/situations.ts'

const { intermediate, leaf } = makeChain()
const inspector = makeCertificate({ cn: 'Inspection CA', ca: true, keyName: 'other' })
const san = ['DNS:apim.contoso.internal']
const inspected = makeCertificate({ san, issuer: inspector })
const real = completed([leaf, intermediate]).facts()
const opened = completed([inspected, inspector]).facts()

describe('one name with two chains', () => {
  it('is suspected of TLS inspection where the chains are unrelated', () => {
    const chains = new ChainsByName()
    chains.add('h0', real, 'direct')
    chains.add('h4', opened, 'direct')
    const [found, ...others] = chains.findings()
    expect(others).toEqual([])
    expect(found).toMatchObject({ id: 'tls-inspection-suspected', severity: 'warning', leg: 'direct' })
    expect(found?.summary).toContain('h0, h4')
    expect(found?.evidence.map((evidence) => ('value' in evidence ? evidence.value : ''))).toEqual([
      'CN=Contoso Issuing CA',
      'CN=Inspection CA',
    ])
  })

  it('is nothing to speak of where a certificate was renewed under the same issuer', () => {
    const renewed = makeCertificate({ san, issuer: intermediate })
    const chains = new ChainsByName()
    chains.add('h0', real, 'direct')
    chains.add('h1', completed([renewed]).facts(), 'direct')
    expect(chains.findings()).toEqual([])
  })

  it('is a replaced certificate where days lie between', () => {
    const chains = new ChainsByName()
    chains.add('h0', real, 'direct')
    const later = real.conversation.startedMicros + 2 * 24 * 3600 * 1e6
    chains.add('h1', { ...opened, conversation: { ...opened.conversation, startedMicros: later } }, 'direct')
    expect(chains.findings()).toEqual([])
  })

  it('is by design where the two are seen on different legs', () => {
    const chains = new ChainsByName()
    chains.add('h0', real, 'direct')
    chains.add('h1', opened, 'client-gateway')
    expect(chains.findings()).toEqual([])
  })
})
