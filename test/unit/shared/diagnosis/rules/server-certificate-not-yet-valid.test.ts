import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { completed, refused } from '../../../../support/conversation/situations.ts'

const { intermediate, leaf } = makeChain()
const early = makeChain({ notBefore: '2026-06-02T12:00:00Z' }).leaf

describe('server-certificate-not-yet-valid', () => {
  it('is an error where notBefore lies ahead and the client said bad_certificate', () => {
    const diagnosis = diagnosisOf(refused([early, intermediate], 42))
    const found = finding(diagnosis, 'server-certificate-not-yet-valid')
    expect(diagnosis.ids[0]).toBe('server-certificate-not-yet-valid')
    expect(found?.explanation).toContain('1 day ahead')
    const start = evidenceFor(found, 'certificate_list[0].validity.notBefore')
    expect(ascii(evidenceBytes(diagnosis.facts, start).subarray(2))).toBe('260602120000Z')
  })

  it('explains certificate_expired as well, which some stacks say to both ends of the validity', () => {
    const { ids } = diagnosisOf(refused([early, intermediate], 45))
    expect(ids[0]).toBe('server-certificate-not-yet-valid')
    expect(ids).not.toContain('server-certificate-expired')
  })

  it('is a warning on a connection that served', () => {
    const diagnosis = diagnosisOf(completed([early, intermediate]))
    expect(finding(diagnosis, 'server-certificate-not-yet-valid')?.severity).toBe('warning')
  })

  it('is silent on a valid certificate', () => {
    const { ids } = diagnosisOf(refused([leaf, intermediate], 42))
    expect(ids).not.toContain('server-certificate-not-yet-valid')
  })
})
