import { describe, expect, it } from 'vitest'
import { makeCertificate, makeChain } from '../../../../support/conversation/certificates.ts'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
  given,
} from '../../../../support/conversation/diagnosis.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import {
  completed,
  refused,
  refusedTls13,
  silentlyClosed,
} from '../../../../support/conversation/situations.ts'

const { root, intermediate, leaf } = makeChain()
const stranger = makeCertificate({ cn: 'Fabrikam Root CA', ca: true, keyName: 'other' })

describe('server-root-untrusted', () => {
  it('blames the root where a chain that climbs to a CA is answered by unknown_ca', () => {
    const diagnosis = diagnosisOf(refused([leaf, intermediate], 48))
    const found = finding(diagnosis, 'server-root-untrusted')
    expect(diagnosis.ids[0]).toBe('server-root-untrusted')
    expect(found?.severity).toBe('error')
    expect(found?.summary).toContain('CN=Contoso Root CA')
    expect(diagnosis.summary).toBe(
      "The client refused the server's certificate with alert unknown_ca (48), because the client does not know CN=Contoso Root CA.",
    )
  })

  it('points at the issuer of the last certificate, inside the Certificate message', () => {
    const diagnosis = diagnosisOf(refused([leaf, intermediate], 48))
    const found = finding(diagnosis, 'server-root-untrusted')
    const issuer = evidenceFor(found, 'certificate_list[1].issuer')
    expect(ascii(evidenceBytes(diagnosis.facts, issuer))).toContain('Contoso Root CA')
    expect([...evidenceBytes(diagnosis.facts, evidenceFor(found, 'alert.description'))]).toEqual([48])
  })

  it('is the second candidate where the leaf came alone', () => {
    const { ids } = diagnosisOf(refused([leaf], 48))
    expect(ids.slice(0, 2)).toEqual(['server-chain-incomplete', 'server-root-untrusted'])
  })

  it('blames a self-signed CA certificate that the client does not have', () => {
    const own = makeCertificate({ ca: true, san: ['DNS:apim.contoso.internal'] })
    expect(diagnosisOf(refused([own], 48)).ids[0]).toBe('server-root-untrusted')
  })

  it('is no more than a candidate below the bucket where TLS 1.3 hides the chain', () => {
    const { ids } = diagnosisOf(refusedTls13(48))
    expect(ids.slice(0, 2)).toEqual(['server-certificate-rejected', 'server-root-untrusted'])
  })

  it('does not speak of names where the bytes sent are no certificate', () => {
    const script = conversation()
      .clientHello()
      .serverHello()
      .certificate([new Uint8Array(40)])
      .serverHelloDone()
      .alert('client', 48)
      .fin('client')
    const diagnosis = diagnosisOf(script)
    expect(diagnosis.ids[0]).toBe('server-certificate-rejected')
    expect(finding(diagnosis, 'server-root-untrusted')?.explanation).toContain('cannot be read')
  })

  it('proves a silent refusal where the chain meets none of the roots given', () => {
    const script = silentlyClosed([leaf, intermediate])
    const { verdict, ids } = diagnosisOf(script, { trustedRoots: [given(stranger.der)] })
    expect(verdict.outcome).toBe('broken')
    expect(ids.slice(0, 2)).toEqual(['server-root-untrusted', 'server-certificate-rejected-silently'])
  })

  it('says that the client lacks a root which was given, where the chain does meet it', () => {
    const diagnosis = diagnosisOf(refused([leaf, intermediate], 48), { trustedRoots: [given(root.der)] })
    expect(finding(diagnosis, 'server-root-untrusted')?.summary).toContain('the client does not have it')
  })

  it('only warns of a root that was not given on a connection that served', () => {
    const diagnosis = diagnosisOf(completed([leaf, intermediate]), { trustedRoots: [given(stranger.der)] })
    expect(diagnosis.verdict.outcome).toBe('completed')
    expect(finding(diagnosis, 'server-root-untrusted')?.severity).toBe('warning')
  })

  it('is silent where the chain meets a given root, and where nothing was refused', () => {
    const met = diagnosisOf(completed([leaf, intermediate]), { trustedRoots: [given(root.der)] })
    expect(met.ids).not.toContain('server-root-untrusted')
    expect(diagnosisOf(completed([leaf, intermediate])).ids).not.toContain('server-root-untrusted')
    expect(diagnosisOf(refused([leaf, intermediate], 42)).ids).not.toContain('server-root-untrusted')
  })
})
