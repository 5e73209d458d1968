import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { TLS12, TLS13 } from '../../../../support/conversation/messages.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import { helloRefused } from '../../../../support/conversation/situations.ts'

describe('signature-algorithm-mismatch', () => {
  it('comes first where the client accepts no signature by an RSA key, and points at its list', () => {
    const diagnosis = diagnosisOf(helloRefused(40, { versions: [TLS13], signatureAlgorithms: [0x0403] }))
    const found = finding(diagnosis, 'signature-algorithm-mismatch')
    expect(diagnosis.ids.slice(0, 2)).toEqual(['signature-algorithm-mismatch', 'hello-rejected'])
    expect([...evidenceBytes(diagnosis.facts, evidenceFor(found, 'signature_algorithms'))]).toEqual([4, 3])
  })

  it('knows that TLS 1.3 has no PKCS #1 signatures in its handshake', () => {
    const schemes = [0x0401, 0x0501, 0x0403]
    const only13 = helloRefused(40, { versions: [TLS13], signatureAlgorithms: schemes })
    expect(diagnosisOf(only13).ids[0]).toBe('signature-algorithm-mismatch')
    const both = helloRefused(40, { versions: [TLS13, TLS12], signatureAlgorithms: schemes })
    expect(diagnosisOf(both).ids).not.toContain('signature-algorithm-mismatch')
  })

  it('stays below the bucket where only EC keys are left out', () => {
    const { ids } = diagnosisOf(
      helloRefused(40, { versions: [TLS12], signatureAlgorithms: [0x0804, 0x0401] }),
    )
    expect(ids.slice(0, 2)).toEqual(['hello-rejected', 'signature-algorithm-mismatch'])
  })

  it('proves a signature that the client never offered', () => {
    const { leaf } = makeChain()
    const script = conversation()
      .clientHello({ signatureAlgorithms: [0x0403] })
      .serverHello()
      .certificate([leaf.der])
      .serverKeyExchange(0x001d, 0x0201)
      .serverHelloDone()
      .alert('client', 47)
      .fin('client')
    const diagnosis = diagnosisOf(script)
    const used = evidenceFor(finding(diagnosis, 'signature-algorithm-mismatch'), 'signature_algorithm')
    expect([...evidenceBytes(diagnosis.facts, used)]).toEqual([2, 1])
  })

  it('is silent where RSA and EC keys are both accepted', () => {
    expect(diagnosisOf(helloRefused(40)).ids).not.toContain('signature-algorithm-mismatch')
  })
})
