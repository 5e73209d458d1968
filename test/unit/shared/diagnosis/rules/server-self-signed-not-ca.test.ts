import { describe, expect, it } from 'vitest'
import { makeCertificate, makeChain } from '../../../../support/conversation/certificates.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { completed, refused, silentlyClosed } from '../../../../support/conversation/situations.ts'

const san = ['DNS:apim.contoso.internal']
const own = makeCertificate({ san })
const { intermediate, leaf } = makeChain()

describe('server-self-signed-not-ca', () => {
  it('comes first where a self-signed certificate without CA:TRUE is answered by unknown_ca', () => {
    const diagnosis = diagnosisOf(refused([own], 48))
    expect(diagnosis.ids.slice(0, 2)).toEqual(['server-self-signed-not-ca', 'server-root-untrusted'])
    expect(finding(diagnosis, 'server-self-signed-not-ca')?.explanation).toContain(
      'no basicConstraints at all',
    )
  })

  it('holds whatever else was sent', () => {
    expect(diagnosisOf(refused([own, intermediate], 48)).ids[0]).toBe('server-self-signed-not-ca')
  })

  it('points at the basicConstraints where they say CA:FALSE', () => {
    const said = makeCertificate({ san, ca: false })
    const diagnosis = diagnosisOf(refused([said], 48))
    const constraints = evidenceFor(finding(diagnosis, 'server-self-signed-not-ca'), 'basicConstraints')
    // OBJECT IDENTIFIER 2.5.29.19 at the start of the extension.
    const bytes = evidenceBytes(diagnosis.facts, constraints)
    expect([...bytes.subarray(2, 7)]).toEqual([0x06, 0x03, 0x55, 0x1d, 0x13])
  })

  it('proves a silent refusal', () => {
    const { verdict, ids } = diagnosisOf(silentlyClosed([own]))
    expect(verdict.outcome).toBe('broken')
    expect(ids[0]).toBe('server-self-signed-not-ca')
  })

  it('is a warning on a connection that served', () => {
    const diagnosis = diagnosisOf(completed([own]))
    expect(diagnosis.verdict.outcome).toBe('completed')
    expect(finding(diagnosis, 'server-self-signed-not-ca')?.severity).toBe('warning')
  })

  it('is silent on a self-signed CA and on a certificate that somebody issued', () => {
    const ca = makeCertificate({ san, ca: true })
    for (const chain of [[ca], [leaf, intermediate]]) {
      expect(diagnosisOf(refused(chain, 48)).ids).not.toContain('server-self-signed-not-ca')
    }
  })
})
