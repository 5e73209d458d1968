import { describe, expect, it } from 'vitest'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { helloRefused } from '../../../../support/conversation/situations.ts'

describe('alpn-mismatch', () => {
  it('is proven by no_application_protocol, and points at the protocols offered', () => {
    const diagnosis = diagnosisOf(helloRefused(120, { alpn: ['h2', 'acme/1'] }))
    const found = finding(diagnosis, 'alpn-mismatch')
    expect(diagnosis.ids[0]).toBe('alpn-mismatch')
    const offered = evidenceFor(found, 'application_layer_protocol_negotiation')
    expect(ascii(evidenceBytes(diagnosis.facts, offered))).toBe('h2\x06acme/1')
    expect(diagnosis.summary).toContain('h2, acme/1')
  })

  it('is silent on other refusals', () => {
    expect(diagnosisOf(helloRefused(40, { alpn: ['h2'] })).ids).not.toContain('alpn-mismatch')
  })
})
