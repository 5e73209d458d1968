import { describe, expect, it } from 'vitest'
import { diagnosisOf, evidenceFor, finding } from '../../../../support/conversation/diagnosis.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import { helloRefused } from '../../../../support/conversation/situations.ts'

describe('plain-http-on-tls-port', () => {
  it('fires on a client that speaks HTTP, and points at its request', () => {
    const script = conversation()
      .http('client', 'Request', 'GET /status-0123456789abcdef HTTP/1.1')
      .http('server', 'Response', 'HTTP/1.1 400 Bad Request')
      .fin('server')
      .with({ notTls: 'http' })
    const diagnosis = diagnosisOf(script)
    const found = finding(diagnosis, 'plain-http-on-tls-port')
    expect(diagnosis.ids[0]).toBe('plain-http-on-tls-port')
    expect(evidenceFor(found, 'Request')).toMatchObject({
      message: 2,
      value: expect.stringContaining('GET /status'),
    })
  })

  it('fires on a server that answers a ClientHello with HTTP', () => {
    const script = conversation()
      .clientHello()
      .http('server', 'Response', 'HTTP/1.1 400 Bad Request')
      .fin('server')
    const diagnosis = diagnosisOf(script)
    expect(finding(diagnosis, 'plain-http-on-tls-port')?.summary).toContain('answers in plain HTTP')
  })

  it('is silent where TLS was spoken, and behind the CONNECT of a proxy', () => {
    const proxied = conversation()
      .http('client', 'Request', 'CONNECT apim.contoso.internal:443 HTTP/1.1')
      .http('server', 'Response', 'HTTP/1.1 200 Connection established')
      .clientHello()
      .rst('server')
      .with({ startedBy: 'http-connect' })
    for (const script of [helloRefused(40), proxied]) {
      expect(diagnosisOf(script).ids).not.toContain('plain-http-on-tls-port')
    }
  })
})
