import { describe, expect, it } from 'vitest'
import { makeCertificate, makeChain } from '../../../../support/conversation/certificates.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { completed, refused, silentlyClosed } from '../../../../support/conversation/situations.ts'

const { root, intermediate, leaf } = makeChain()
const small = makeChain({ keyName: 'weak' }).leaf
const sha1 = makeChain({ hash: 'sha1' }).leaf

describe('server-certificate-weak', () => {
  it('finds an RSA key below 2048 bits that the client refused', () => {
    const diagnosis = diagnosisOf(refused([small, intermediate], 42))
    const found = finding(diagnosis, 'server-certificate-weak')
    expect(diagnosis.ids[0]).toBe('server-certificate-weak')
    expect(found?.summary).toContain('RSA key of 1024 bits')
    const key = evidenceBytes(diagnosis.facts, evidenceFor(found, 'subjectPublicKeyInfo'))
    // A SEQUENCE of about 160 bytes: the whole key.
    expect(key[0]).toBe(0x30)
    expect(key.length).toBeGreaterThan(150)
  })

  it('finds a signature with SHA-1, on an issuer as well', () => {
    expect(diagnosisOf(refused([sha1, intermediate], 42)).ids[0]).toBe('server-certificate-weak')
    const old = makeCertificate({
      cn: 'Contoso Issuing CA',
      ca: true,
      keyName: 'intermediate',
      issuer: root,
      hash: 'sha1',
    })
    const diagnosis = diagnosisOf(refused([leaf, old, root], 42))
    const found = finding(diagnosis, 'server-certificate-weak')
    expect(found?.summary).toContain('An issuer')
    expect(evidenceFor(found, 'certificate_list[1].signatureAlgorithm')).toBeDefined()
  })

  it('does not mind the signature of a root upon itself, which nobody checks', () => {
    const oldRoot = makeCertificate({ cn: 'Contoso Root CA', ca: true, keyName: 'root', hash: 'sha1' })
    expect(diagnosisOf(refused([leaf, intermediate, oldRoot], 42)).ids).not.toContain(
      'server-certificate-weak',
    )
  })

  it('is no proof of a silent refusal: what is too weak is for each client to say', () => {
    const diagnosis = diagnosisOf(silentlyClosed([small, intermediate]))
    expect(diagnosis.verdict.outcome).toBe('completed')
    expect(finding(diagnosis, 'server-certificate-weak')?.severity).toBe('warning')
  })

  it('is a warning on a connection that served', () => {
    const diagnosis = diagnosisOf(completed([small, intermediate]))
    expect(diagnosis.verdict.outcome).toBe('completed')
    expect(finding(diagnosis, 'server-certificate-weak')?.severity).toBe('warning')
  })

  it('is silent on usual keys and signatures', () => {
    expect(diagnosisOf(refused([leaf, intermediate], 42)).ids).not.toContain('server-certificate-weak')
  })
})
