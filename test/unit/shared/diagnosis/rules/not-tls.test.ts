import { describe, expect, it } from 'vitest'
import { diagnosisOf, finding } from '../../../../support/conversation/diagnosis.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import { helloRefused } from '../../../../support/conversation/situations.ts'

describe('not-tls', () => {
  it('warns of a stream that is neither TLS nor HTTP', () => {
    const found = finding(diagnosisOf(conversation().fin('server').with({ notTls: 'other' })), 'not-tls')
    expect(found?.severity).toBe('warning')
    expect(found?.summary).toContain('10.0.1.5:443')
    expect(found?.evidence[0]).toMatchObject({ message: 0 })
  })

  it('is silent on TLS, on HTTP, and where nothing was said', () => {
    const http = conversation()
      .http('client', 'Request', 'GET / HTTP/1.1')
      .fin('server')
      .with({ notTls: 'http' })
    const nothing = conversation().fin('client').with({ notTls: 'nothing' })
    for (const script of [helloRefused(40), http, nothing]) {
      expect(diagnosisOf(script).ids).not.toContain('not-tls')
    }
  })
})
