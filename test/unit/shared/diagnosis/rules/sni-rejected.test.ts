import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import { helloRefused } from '../../../../support/conversation/situations.ts'

describe('sni-rejected', () => {
  it('is proven by unrecognized_name, and points at the name', () => {
    const diagnosis = diagnosisOf(helloRefused(112, { sni: 'nobody.contoso.internal' }))
    const found = finding(diagnosis, 'sni-rejected')
    expect(diagnosis.ids[0]).toBe('sni-rejected')
    const name = evidenceFor(found, 'server_name.host_name')
    expect(ascii(evidenceBytes(diagnosis.facts, name))).toBe('nobody.contoso.internal')
    expect([...evidenceBytes(diagnosis.facts, evidenceFor(found, 'alert.description'))]).toEqual([112])
  })

  it('tells a server that wants a name and got none', () => {
    const diagnosis = diagnosisOf(helloRefused(112, { sni: null }))
    expect(finding(diagnosis, 'sni-rejected')?.because).toContain('none was sent')
  })

  it('is silent on the warning of that name with which OpenSSL goes on', () => {
    const { leaf } = makeChain()
    const script = conversation()
      .clientHello()
      .alert('server', 112, 1)
      .serverHello()
      .serverFlight([leaf.der])
      .finishHandshake()
      .data('client', 100)
      .data('server', 100)
    const { ids, verdict } = diagnosisOf(script)
    expect(verdict.outcome).toBe('completed')
    expect(ids).not.toContain('sni-rejected')
  })
})
