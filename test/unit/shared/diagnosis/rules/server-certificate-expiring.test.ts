import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { completed } from '../../../../support/conversation/situations.ts'

const { intermediate, leaf } = makeChain()

describe('server-certificate-expiring', () => {
  it('warns of a certificate with fewer than 30 days left, and tells how many', () => {
    const soon = makeChain({ notAfter: '2026-06-20T00:00:00Z' }).leaf
    const diagnosis = diagnosisOf(completed([soon, intermediate]))
    const found = finding(diagnosis, 'server-certificate-expiring')
    expect(found?.severity).toBe('warning')
    expect(found?.summary).toContain('in 18 days')
    const end = evidenceFor(found, 'certificate_list[0].validity.notAfter')
    expect(ascii(evidenceBytes(diagnosis.facts, end).subarray(2))).toBe('260620000000Z')
  })

  it('is silent with 30 days or more left, and once it has expired', () => {
    const later = makeChain({ notAfter: '2026-07-02T00:00:00Z' }).leaf
    const over = makeChain({ notAfter: '2026-05-01T00:00:00Z' }).leaf
    for (const one of [leaf, later, over]) {
      expect(diagnosisOf(completed([one, intermediate])).ids).not.toContain('server-certificate-expiring')
    }
  })
})
