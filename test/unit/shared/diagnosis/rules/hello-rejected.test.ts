import { describe, expect, it } from 'vitest'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { TLS12, TLS13 } from '../../../../support/conversation/messages.ts'
import { conversation } from '../../../../support/conversation/script.ts'
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

  it('takes a client that refuses the answer by a general alert, where nothing in the answer is amiss', () => {
    const diagnosis = diagnosisOf(refusedTls13(40))
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'server-hello', by: 'client' })
    expect(finding(diagnosis, 'hello-rejected')).toMatchObject({ severity: 'error', confidence: 0.7 })
    expect(diagnosis.ids[0]).toBe('hello-rejected')
  })

  it('takes a polite close for a refusal without a reason', () => {
    const diagnosis = diagnosisOf(conversation().clientHello().alert('server', 0, 1).fin('server'))
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'client-hello', how: 'close-notify' })
    expect(finding(diagnosis, 'hello-rejected')).toMatchObject({ severity: 'error', confidence: 0.7 })
  })

  it('takes a server that breaks its own flight off by an alert', () => {
    const script = conversation().clientHello().serverHello().alert('server', 80).fin('server')
    const found = finding(diagnosisOf(script), 'hello-rejected')
    expect(found?.summary).toContain('gave up with internal_error (80)')
    expect(evidenceFor(found, 'ServerHello')).toMatchObject({ message: 3 })
  })

  it('is silent on alerts that name their cause, and where the server breaks off without one', () => {
    const hungUp = conversation().clientHello().serverHello().fin('server')
    for (const script of [helloRefused(70), helloRefused(112), helloRefused(120), hungUp]) {
      expect(diagnosisOf(script).ids).not.toContain('hello-rejected')
    }
  })
})
