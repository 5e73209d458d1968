import { describe, expect, it } from 'vitest'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import { helloRefused } from '../../../../support/conversation/situations.ts'

describe('reset-after-client-hello', () => {
  it('fires on a reset straight after the ClientHello, and points at the name it asked for', () => {
    const diagnosis = diagnosisOf(conversation().clientHello().rst('server'))
    const found = finding(diagnosis, 'reset-after-client-hello')
    expect(diagnosis.ids[0]).toBe('reset-after-client-hello')
    const name = evidenceFor(found, 'server_name.host_name')
    expect(ascii(evidenceBytes(diagnosis.facts, name))).toBe('apim.contoso.internal')
    expect(evidenceFor(found, 'RST')).toMatchObject({ message: 3 })
  })

  it('fires on a FIN as well', () => {
    const diagnosis = diagnosisOf(conversation().clientHello().fin('server').fin('client'))
    expect(diagnosis.ids[0]).toBe('reset-after-client-hello')
    expect(finding(diagnosis, 'reset-after-client-hello')?.summary).toContain('FIN')
  })

  it('blames a middlebox where the hop count of the reset is not that of the server', () => {
    const script = conversation().clientHello().rst('server').side('server', { ttl: 57, resetTtl: 63 })
    const diagnosis = diagnosisOf(script)
    const found = finding(diagnosis, 'reset-after-client-hello')
    expect(diagnosis.verdict.break?.by).toBe('network')
    expect(found?.explanation).toContain('63 hops left, packets of the server with 57')
    expect(found?.confidence).toBeGreaterThan(0.9)
  })

  it('says so where the hello names no host', () => {
    const diagnosis = diagnosisOf(conversation().clientHello({ sni: null }).rst('server'))
    expect(finding(diagnosis, 'reset-after-client-hello')?.explanation).toContain('no SNI')
    expect(diagnosis.ids).toContain('sni-missing')
  })

  it('is silent where an alert came first, where the ServerHello came, and where the client reset', () => {
    const scripts = [
      helloRefused(40),
      conversation().clientHello().serverHello().rst('server'),
      conversation().clientHello().rst('client'),
    ]
    for (const script of scripts) expect(diagnosisOf(script).ids).not.toContain('reset-after-client-hello')
  })
})
