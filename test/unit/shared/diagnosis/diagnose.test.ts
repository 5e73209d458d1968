import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../support/conversation/certificates.ts'
import {
  answered,
  asked,
  clientPki,
  hiddenHandshake,
  refused,
  served,
  serverChain,
  shortlyAnswered,
} from '../../../support/conversation/client-authentication.ts'
import { diagnosisOf } from '../../../support/conversation/diagnosis.ts'
import {
  abbreviated,
  lateFlights,
  lateRequest,
  lateSuccess,
} from '../../../support/conversation/renegotiation.ts'
import { conversation } from '../../../support/conversation/script.ts'

const expectMtls = true
const expired = { notBefore: '2024-01-01T00:00:00Z', notAfter: '2025-01-01T00:00:00Z' }

describe('a request for a client certificate that was due and never came', () => {
  it('is the break of a TLS 1.2 handshake, at the end of the server’s flight', () => {
    const { verdict, facts, summary, ids } = diagnosisOf(
      served(asked().clientKeyExchange().finished('client')),
      {
        expectMtls,
      },
    )
    expect(verdict).toMatchObject({
      outcome: 'broken',
      break: {
        stage: 'certificate-request',
        by: 'none',
        how: 'none',
        alert: null,
        lastCompleted: 'server-certificate',
      },
    })
    expect(facts.conversation.messages[verdict.break?.row ?? -1]?.type).toBe('ServerHelloDone')
    expect(ids).toEqual(['client-certificate-not-requested'])
    expect(summary).toBe(
      'The handshake completed without mutual TLS: a client certificate was expected, and the server never asked for one.',
    )
  })

  it("is the break of a TLS 1.3 handshake, at the client's lone Finished", () => {
    const { verdict, facts, summary } = diagnosisOf(
      hiddenHandshake([]).data('client', 200).data('server', 6000),
      {
        expectMtls,
      },
    )
    expect(verdict.break).toMatchObject({ stage: 'certificate-request', row: facts.exchange.clientFinished })
    expect(summary).toContain('as the sizes of its records tell')
  })

  it('is none where nobody expected one', () => {
    expect(diagnosisOf(served(asked().clientKeyExchange().finished('client'))).verdict.break).toBeNull()
  })

  it('is none where one came, up front or late', () => {
    expect(diagnosisOf(served(answered(asked({}), [])), { expectMtls }).verdict.break).toBeNull()
    expect(diagnosisOf(lateSuccess(lateFlights()), { expectMtls }).verdict.break).toBeNull()
    expect(diagnosisOf(lateRequest(), { expectMtls }).verdict.break).toBeNull()
  })

  it('is one behind an abbreviated renegotiation, which carries no request', () => {
    expect(diagnosisOf(abbreviated(), { expectMtls }).verdict.break?.stage).toBe('certificate-request')
  })

  it('is none in a resumed session, in which nobody asks', () => {
    const resumed = conversation().clientHello().serverHello().finished('server').finished('client')
    expect(
      diagnosisOf(resumed.data('client', 9).data('server', 6000), { expectMtls }).verdict.break,
    ).toBeNull()
  })

  it('is none between the gateway and API Management, where there is no client certificate to ask for', () => {
    const { verdict, findings } = diagnosisOf(served(asked().clientKeyExchange().finished('client')), {
      expectMtls,
      leg: 'gateway-apim',
    })
    expect(verdict.break).toBeNull()
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('leaves an earlier break alone', () => {
    const { verdict, ids } = diagnosisOf(asked().alert('client', 48).fin('client'), { expectMtls })
    expect(verdict.break?.stage).toBe('server-certificate')
    expect(ids[0]).not.toBe('client-certificate-not-requested')
    expect(diagnosisOf(asked(), { expectMtls }).verdict.outcome).toBe('incomplete')
  })

  it('does not turn a bare connection test into a refusal of the server’s certificate', () => {
    const test = asked().finishHandshake().hiddenAlert('client').fin('client')
    const { verdict } = diagnosisOf(test, { expectMtls })
    expect(verdict.suspected?.kind).toBe('silent-refusal')
    expect(verdict.break?.stage).toBe('certificate-request')
  })
})

describe('a refusal that is only suspected', () => {
  it('becomes the break where the server’s certificate is provably bad', () => {
    const { leaf, intermediate } = makeChain(expired)
    const silent = asked(undefined, [leaf.der, intermediate.der])
      .finishHandshake()
      .hiddenAlert('client')
      .fin('client')
    const diagnosis = diagnosisOf(silent)
    expect(diagnosis.verdict).toMatchObject({
      outcome: 'broken',
      break: { stage: 'server-certificate', by: 'client' },
    })
    expect(diagnosis.ids[0]).toBe('server-certificate-expired')
    expect(diagnosis.summary).toContain(
      "The client refused the server's certificate by closing right after the handshake, because the certificate expired on",
    )
  })

  it('becomes the break where the client’s certificate is provably bad', () => {
    const bad = clientPki(expired)
    const diagnosis = diagnosisOf(shortlyAnswered(answered(asked({}), [bad.leaf, bad.issuing])))
    expect(diagnosis.verdict.break).toMatchObject({
      stage: 'client-certificate',
      by: 'server',
      how: 'close-notify',
    })
    expect(diagnosis.ids).toContain('gateway-400-certificate-error')
    expect(diagnosis.ids).not.toContain('handshake-completed')
  })

  it('stays a suspicion where nothing is wrong with either certificate', () => {
    const good = clientPki()
    for (const script of [
      asked(undefined, serverChain()).finishHandshake().hiddenAlert('client').fin('client'),
      shortlyAnswered(answered(asked({}), [good.leaf, good.issuing])),
      shortlyAnswered(answered(asked({}), [])),
    ]) {
      const { verdict, findings, ids } = diagnosisOf(script)
      expect(verdict).toMatchObject({ outcome: 'completed', break: null })
      expect(verdict.suspected).not.toBeNull()
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(ids).toContain('handshake-completed')
    }
  })

  it('is not proven by a fault of the other side’s certificate', () => {
    const good = clientPki()
    const script = shortlyAnswered(answered(asked({}), [good.leaf, good.issuing]))
    const diagnosis = diagnosisOf(script, { host: 'elsewhere.example' })
    expect(diagnosis.ids).toContain('server-name-mismatch')
    expect(diagnosis.verdict.break).toBeNull()
  })
})

describe('a renegotiation that the capture does not show to its end', () => {
  it('leaves the outcome open, whatever was expected', () => {
    for (const expected of [true, false]) {
      const { verdict, ids } = diagnosisOf(lateFlights(), { expectMtls: expected })
      expect(verdict).toMatchObject({ outcome: 'incomplete', break: null })
      expect(ids).not.toContain('handshake-completed')
    }
  })
})

describe('findings of one conversation', () => {
  it('carry the leg, the articles of the taxonomy, and evidence in bounds', () => {
    const { leaf } = clientPki()
    const diagnosis = diagnosisOf(refused(answered(asked({}), [leaf]), 48), { leg: 'client-gateway' })
    expect(diagnosis.findings.length).toBeGreaterThan(1)
    for (const found of diagnosis.findings) {
      expect(found.leg).toBe('client-gateway')
      expect(found.fixes.length).toBeGreaterThan(0)
      for (const evidence of found.evidence) {
        if (evidence.kind !== 'wire' || evidence.bytes === null || evidence.message === null) continue
        const raw = diagnosis.facts.conversation.messages[evidence.message]?.raw
        expect(evidence.bytes[0]).toBeLessThan(evidence.bytes[1])
        expect(evidence.bytes[1]).toBeLessThanOrEqual(raw?.length ?? 0)
      }
    }
  })

  it('are the same for the same conversation', () => {
    const script = refused(answered(asked({}), []), 40)
    const facts = script.facts()
    expect(diagnosisOf(script)).toEqual({ ...diagnosisOf(script), facts })
  })
})
