import { describe, expect, it } from 'vitest'
import { makeCertificate, makeChain } from '../../../../support/conversation/certificates.ts'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { completed, refused, served, silentlyClosed } from '../../../../support/conversation/situations.ts'

const { root, intermediate, leaf } = makeChain()
const other = { hello: { sni: 'other.contoso.internal' } }

describe('server-name-mismatch', () => {
  it('is an error where the SNI is not in the SAN and the client said bad_certificate', () => {
    const diagnosis = diagnosisOf(refused([leaf, intermediate], 42, other))
    const found = finding(diagnosis, 'server-name-mismatch')
    expect(diagnosis.ids[0]).toBe('server-name-mismatch')
    expect(found?.severity).toBe('error')
    const sni = evidenceFor(found, 'server_name.host_name')
    expect(ascii(evidenceBytes(diagnosis.facts, sni))).toBe('other.contoso.internal')
    const names = evidenceFor(found, 'certificate_list[0].subjectAltName')
    expect(ascii(evidenceBytes(diagnosis.facts, names))).toContain('apim.contoso.internal')
  })

  it('holds the host given against the certificate, whatever the SNI was', () => {
    const diagnosis = diagnosisOf(refused([leaf, intermediate], 42), { host: 'apim.azure-api.net' })
    expect(diagnosis.ids[0]).toBe('server-name-mismatch')
    expect(finding(diagnosis, 'server-name-mismatch')?.explanation).toContain(
      'but the client asked for apim.contoso.internal',
    )
  })

  it('is an error for a given host also where the capture does not show the end', () => {
    const diagnosis = diagnosisOf(served([leaf, intermediate]), { host: 'apim.azure-api.net' })
    expect(diagnosis.verdict.outcome).toBe('incomplete')
    expect(finding(diagnosis, 'server-name-mismatch')?.severity).toBe('error')
  })

  it('proves a silent refusal', () => {
    const { verdict, ids } = diagnosisOf(silentlyClosed([leaf, intermediate], other))
    expect(verdict.outcome).toBe('broken')
    expect(ids[0]).toBe('server-name-mismatch')
  })

  it('is a warning where the client went on, or refused for another reason', () => {
    const served = diagnosisOf(completed([leaf, intermediate], other), { host: 'other.contoso.internal' })
    expect(served.verdict.outcome).toBe('completed')
    expect(finding(served, 'server-name-mismatch')?.severity).toBe('warning')
    const distrusted = diagnosisOf(refused([leaf, intermediate], 48, other))
    expect(finding(distrusted, 'server-name-mismatch')?.severity).toBe('warning')
    expect(distrusted.ids[0]).toBe('server-root-untrusted')
  })

  it('lets the common name count only where there is no SAN', () => {
    const bare = makeCertificate({ issuer: root })
    expect(diagnosisOf(refused([bare, root], 42)).ids).not.toContain('server-name-mismatch')
    const beside = makeCertificate({ issuer: root, san: ['IP:10.0.1.5'] })
    expect(diagnosisOf(refused([beside, root], 42)).ids[0]).toBe('server-name-mismatch')
  })

  it('prints a hostile SNI without its control characters', () => {
    const diagnosis = diagnosisOf(refused([leaf, intermediate], 42, { hello: { sni: 'a\x1b[31m.example' } }))
    const found = finding(diagnosis, 'server-name-mismatch')
    expect(JSON.stringify(found?.summary)).not.toContain('\\u001b')
    expect(found?.summary).toContain('\\x1b')
  })

  it('is silent where the name fits, and where none is known', () => {
    expect(diagnosisOf(refused([leaf, intermediate], 42)).ids).not.toContain('server-name-mismatch')
    const nameless = refused([leaf, intermediate], 42, { hello: { sni: null } })
    expect(diagnosisOf(nameless).ids).not.toContain('server-name-mismatch')
  })
})
