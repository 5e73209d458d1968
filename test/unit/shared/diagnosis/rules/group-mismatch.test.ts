import { describe, expect, it } from 'vitest'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { TLS13 } from '../../../../support/conversation/messages.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import { helloRefused } from '../../../../support/conversation/situations.ts'

describe('group-mismatch', () => {
  it('comes first where none of the usual groups is offered, and points at the list', () => {
    const diagnosis = diagnosisOf(helloRefused(40, { versions: [TLS13], groups: [0x0a0a, 0x001e] }))
    const found = finding(diagnosis, 'group-mismatch')
    expect(diagnosis.ids.slice(0, 2)).toEqual(['group-mismatch', 'hello-rejected'])
    expect([...evidenceBytes(diagnosis.facts, evidenceFor(found, 'supported_groups'))]).toEqual([0x00, 0x1e])
  })

  it('is a mere candidate for a single usual group', () => {
    const { ids } = diagnosisOf(helloRefused(40, { versions: [TLS13], groups: [0x001d] }))
    expect(ids.slice(0, 2)).toEqual(['hello-rejected', 'group-mismatch'])
  })

  it('finds TLS 1.3 without any group', () => {
    expect(diagnosisOf(helloRefused(40, { versions: [TLS13], groups: null })).ids[0]).toBe('group-mismatch')
  })

  it('proves a group that was chosen and never offered', () => {
    const script = conversation()
      .clientHello({ versions: [TLS13], keyShares: [0x001d] })
      .serverHello({ version: TLS13, keyShareGroup: 0x001e })
      .alert('client', 47)
      .fin('client')
    const diagnosis = diagnosisOf(script)
    const chosen = evidenceFor(finding(diagnosis, 'group-mismatch'), 'named_group')
    expect([...evidenceBytes(diagnosis.facts, chosen)]).toEqual([0x00, 0x1e])
  })

  it('proves a HelloRetryRequest for a group that was never offered', () => {
    const script = conversation()
      .clientHello({ versions: [TLS13], groups: [0x001d], keyShares: [0x001d] })
      .helloRetryRequest(0x0018)
      .alert('client', 47)
      .fin('client')
    const diagnosis = diagnosisOf(script)
    expect(diagnosis.ids[0]).toBe('group-mismatch')
    const asked = evidenceFor(finding(diagnosis, 'group-mismatch'), 'named_group')
    expect([...evidenceBytes(diagnosis.facts, asked)]).toEqual([0x00, 0x18])
  })

  it('takes a HelloRetryRequest for what it is', () => {
    const script = conversation()
      .clientHello({ versions: [TLS13], groups: [0x001d, 0x0018], keyShares: [0x001d] })
      .helloRetryRequest(0x0018)
      .clientHello({ versions: [TLS13], groups: [0x001d, 0x0018], keyShares: [0x0018] })
      .serverHello({ version: TLS13, keyShareGroup: 0x0018 })
      .hiddenServerFlight()
      .hidden('client', 36)
      .data('client', 100)
      .data('server', 100)
    const { ids, verdict } = diagnosisOf(script)
    expect(verdict.outcome).toBe('completed')
    expect(ids).not.toContain('group-mismatch')
  })

  it('is silent on the usual groups', () => {
    expect(diagnosisOf(helloRefused(40)).ids).not.toContain('group-mismatch')
  })
})
