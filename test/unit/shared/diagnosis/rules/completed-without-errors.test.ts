import { describe, expect, it } from 'vitest'
import {
  type CertificateValues,
  makeCertificate,
  makeChain,
} from '../../../../support/conversation/certificates.ts'
import { diagnosisOf, given } from '../../../../support/conversation/diagnosis.ts'
import { completed } from '../../../../support/conversation/situations.ts'

const { root, intermediate, leaf } = makeChain()
const stranger = makeCertificate({ cn: 'Fabrikam Root CA', ca: true, keyName: 'other' })
const faulty = (values: CertificateValues) => makeChain(values).leaf

const CHAINS = {
  expired: [faulty({ notAfter: '2026-02-01T00:00:00Z' }), intermediate],
  'not yet valid': [faulty({ notBefore: '2026-12-01T00:00:00Z' }), intermediate],
  'for clients only': [faulty({ eku: ['clientAuth'] }), intermediate],
  weak: [faulty({ keyName: 'weak', hash: 'sha1' }), intermediate],
  'for another name': [faulty({ san: ['DNS:other.example'] }), intermediate],
  'self-signed': [makeCertificate({ san: ['DNS:apim.contoso.internal'] })],
  'leaf alone': [leaf],
  'with a gap': [leaf, stranger],
  misordered: [intermediate, leaf, root],
}

describe('a connection that served', () => {
  it.each(Object.entries(CHAINS))('shows no error on a chain that is %s', (_fault, chain) => {
    for (const trustedRoots of [[], [given(stranger.der)]]) {
      const context = { host: 'apim.contoso.internal', trustedRoots }
      const { verdict, findings } = diagnosisOf(completed(chain), context)
      expect(verdict.outcome).toBe('completed')
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    }
  })

  it('warns of every one of these faults once a root is given', () => {
    for (const chain of Object.values(CHAINS)) {
      const { findings } = diagnosisOf(completed(chain), { trustedRoots: [given(stranger.der)] })
      expect(findings.some(({ severity }) => severity === 'warning')).toBe(true)
    }
  })
})
