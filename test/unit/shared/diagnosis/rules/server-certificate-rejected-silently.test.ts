import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import { diagnosisOf, evidenceFor, finding } from '../../../../support/conversation/diagnosis.ts'
import { TLS13 } from '../../../../support/conversation/messages.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import { completed, silentlyClosed } from '../../../../support/conversation/situations.ts'

const { intermediate, leaf } = makeChain()
const expired = makeChain({ notAfter: '2026-05-30T00:00:00Z' }).leaf

describe('server-certificate-rejected-silently', () => {
  it('is a warning of at most 0.5 by itself, and the handshake counts as completed', () => {
    const diagnosis = diagnosisOf(silentlyClosed([leaf, intermediate]))
    const found = finding(diagnosis, 'server-certificate-rejected-silently')
    expect(diagnosis.verdict.outcome).toBe('completed')
    expect(found?.severity).toBe('warning')
    expect(found?.confidence).toBeLessThanOrEqual(0.5)
    expect(diagnosis.findings.some(({ severity }) => severity === 'error')).toBe(false)
    expect(evidenceFor(found, 'Alert')).toBeDefined()
  })

  it('is an error below the cause where the certificate is provably bad', () => {
    const diagnosis = diagnosisOf(silentlyClosed([expired, intermediate]))
    expect(diagnosis.verdict.break).toMatchObject({
      stage: 'server-certificate',
      by: 'client',
      how: 'close-notify',
    })
    expect(diagnosis.ids.slice(0, 2)).toEqual([
      'server-certificate-expired',
      'server-certificate-rejected-silently',
    ])
    expect(diagnosis.findings[1]?.severity).toBe('error')
  })

  it("is an error on the gateway's own leg", () => {
    const diagnosis = diagnosisOf(silentlyClosed([leaf, intermediate]), { leg: 'gateway-apim' })
    expect(diagnosis.verdict.outcome).toBe('broken')
    expect(diagnosis.ids[0]).toBe('server-certificate-rejected-silently')
  })

  it('sees it in TLS 1.3 too, by the sizes of the records', () => {
    const script = conversation()
      .clientHello({ versions: [TLS13], keyShares: [0x001d] })
      .serverHello({ version: TLS13 })
      .hiddenServerFlight()
      .hidden('client', 36)
      .hiddenAlert('client')
      .fin('client')
    expect(diagnosisOf(script).ids).toContain('server-certificate-rejected-silently')
  })

  it('is silent where application data flowed, and where the server closed first', () => {
    expect(diagnosisOf(completed([expired, intermediate])).ids).not.toContain(
      'server-certificate-rejected-silently',
    )
    const byServer = conversation()
      .clientHello()
      .serverHello()
      .serverFlight([leaf.der, intermediate.der])
      .finishHandshake()
      .hiddenAlert('server')
      .fin('server')
    expect(diagnosisOf(byServer).ids).not.toContain('server-certificate-rejected-silently')
  })
})
