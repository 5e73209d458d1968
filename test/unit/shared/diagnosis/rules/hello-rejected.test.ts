import { describe, expect, it } from 'vitest'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { TLS12, TLS13 } from '../../../../support/conversation/messages.ts'
import { helloRefused, refusedTls13 } from '../../../../support/conversation/situations.ts'

const broad = { versions: [TLS13, TLS12] }

describe('hello-rejected', () => {
  it('stands first where broad offers are refused, and shows offers and alert', () => {
    const diagnosis = diagnosisOf(helloRefused(40, broad))
    const found = finding(diagnosis, 'hello-rejected')
    expect(diagnosis.ids[0]).toBe('hello-rejected')
    expect([...evidenceBytes(diagnosis.facts, evidenceFor(found, 'alert.description'))]).toEqual([40])
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'ClientHello'))[0]).toBe(1)
    expect(found?.explanation).toContain('TLS 1.3, TLS 1.2')
  })

  it('says what illegal_parameter and internal_error mean', () => {
    expect(finding(diagnosisOf(helloRefused(47, broad)), 'hello-rejected')?.explanation).toContain(
      'contradictory',
    )
    expect(finding(diagnosisOf(helloRefused(80, broad)), 'hello-rejected')?.explanation).toContain(
      'key that it cannot load',
    )
  })

  it('stands below a cause that the offers explain', () => {
    const { ids } = diagnosisOf(helloRefused(40, { suites: [0x000a] }))
    expect(ids.indexOf('cipher-mismatch')).toBeLessThan(ids.indexOf('hello-rejected'))
  })

  it('is silent on alerts that name their cause, and on refusals by the client', () => {
    for (const script of [helloRefused(70), helloRefused(112), helloRefused(120), refusedTls13(40)]) {
      expect(diagnosisOf(script).ids).not.toContain('hello-rejected')
    }
  })
})
