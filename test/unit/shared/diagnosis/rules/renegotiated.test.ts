import { describe, expect, it } from 'vitest'
import { asked, served } from '../../../../support/conversation/client-authentication.ts'
import { diagnosisOf, finding } from '../../../../support/conversation/diagnosis.ts'
import {
  abbreviated,
  lateFlights,
  lateRequest,
  lateSuccess,
} from '../../../../support/conversation/renegotiation.ts'

describe('renegotiated', () => {
  it('tells of a second handshake inside the first, and shows its first record', () => {
    const diagnosis = diagnosisOf(lateSuccess(lateFlights()))
    const found = finding(diagnosis, 'renegotiated')
    expect(diagnosis.verdict.outcome).toBe('completed')
    expect(found).toMatchObject({ severity: 'info', confidence: 0.97 })
    expect(found?.explanation).toContain('certificates could be exchanged')
    expect(found?.evidence[0]).toMatchObject({
      message: diagnosis.facts.exchange.renegotiation?.startedAt,
      value: 'handshake record of 28 bytes from the server, behind a finished handshake',
    })
  })

  it('says that an abbreviated one carries no certificate', () => {
    const diagnosis = diagnosisOf(abbreviated())
    expect(finding(diagnosis, 'renegotiated')?.explanation).toContain('carries no certificate')
    expect(diagnosis.ids).not.toContain('renegotiated-for-client-certificate')
  })

  it('is silent on one handshake, and on a second one that came to nothing', () => {
    expect(diagnosisOf(served(asked().clientKeyExchange().finished('client'))).ids).not.toContain(
      'renegotiated',
    )
    expect(diagnosisOf(lateRequest().hiddenAlert('client').fin('server')).ids).not.toContain('renegotiated')
  })
})
