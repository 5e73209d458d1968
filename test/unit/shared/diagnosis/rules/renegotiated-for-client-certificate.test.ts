import { describe, expect, it } from 'vitest'
import { answered, asked } from '../../../../support/conversation/client-authentication.ts'
import { diagnosisOf, finding } from '../../../../support/conversation/diagnosis.ts'
import {
  abbreviated,
  lateFlights,
  lateSuccess,
  startedByClient,
} from '../../../../support/conversation/renegotiation.ts'

const id = 'renegotiated-for-client-certificate'

describe('renegotiated-for-client-certificate', () => {
  it('warns of a full second handshake that the server began', () => {
    const diagnosis = diagnosisOf(lateSuccess(lateFlights()))
    expect(finding(diagnosis, id)).toMatchObject({
      severity: 'warning',
      confidence: 0.7,
      fixes: ['solution-e-negotiate'],
    })
    expect(finding(diagnosis, id)?.evidence[0]).toMatchObject({ field: 'record' })
    expect(diagnosis.ids[0]).toBe(id)
  })

  it('is what came late where mutual TLS was expected: nothing broke', () => {
    const diagnosis = diagnosisOf(lateSuccess(lateFlights()), { expectMtls: true })
    expect(diagnosis.verdict.outcome).toBe('completed')
    expect(finding(diagnosis, 'client-certificate-not-requested')?.severity).toBe('info')
  })

  it('is silent where the client began it, and where a certificate was asked for up front', () => {
    expect(diagnosisOf(lateSuccess(lateFlights(startedByClient()))).ids).not.toContain(id)
    const upFront = answered(asked({}), []).finished('server').data('client', 200).encrypted('server', 22, 28)
    expect(diagnosisOf(lateSuccess(lateFlights(upFront))).ids).not.toContain(id)
  })

  it('is silent on an abbreviated handshake', () => {
    expect(diagnosisOf(abbreviated()).ids).not.toContain(id)
  })
})
