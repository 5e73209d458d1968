import { describe, expect, it } from 'vitest'
import {
  answered,
  asked,
  clientPki,
  EMPTY_ANSWER,
  hiddenHandshake,
  served,
} from '../../../../support/conversation/client-authentication.ts'
import { renegotiated } from '../../../../support/conversation/decrypted.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { TLS13 } from '../../../../support/conversation/messages.ts'
import { type ConversationScript, conversation } from '../../../../support/conversation/script.ts'

const id = 'client-certificate-not-requested'

describe('client-certificate-not-requested', () => {
  it('is worth knowing where the server closed its flight without a request', () => {
    const diagnosis = diagnosisOf(served(asked().clientKeyExchange().finished('client')))
    const found = finding(diagnosis, id)
    expect(found).toMatchObject({ severity: 'info', confidence: 0.97 })
    // ServerHelloDone, empty
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'ServerHelloDone'))).toEqual(
      Uint8Array.of(14, 0, 0, 0),
    )
    expect(diagnosis.verdict.outcome).toBe('completed')
  })

  it('is an error, and the break, where mutual TLS was expected', () => {
    const diagnosis = diagnosisOf(served(asked().clientKeyExchange().finished('client')), {
      expectMtls: true,
    })
    expect(finding(diagnosis, id)?.severity).toBe('error')
    expect(diagnosis.ids[0]).toBe(id)
    expect(diagnosis.verdict.break?.stage).toBe('certificate-request')
  })

  it('tells it by the size of a lone Finished in TLS 1.3', () => {
    const found = finding(diagnosisOf(served13()), id)
    expect(found).toMatchObject({ severity: 'info', confidence: 0.7 })
    expect(found?.evidence[0]).toMatchObject({ value: '53 bytes: the size of a Finished alone' })
  })

  it('is less sure where the client offered to be asked after the handshake', () => {
    const found = finding(diagnosisOf(served13(true)), id)
    expect(found?.confidence).toBe(0.45)
    expect(found?.explanation).toContain('post_handshake_auth')
  })

  it('stays worth knowing where something else broke it first, whatever was expected', () => {
    const diagnosis = diagnosisOf(asked().alert('client', 48).fin('client'), { expectMtls: true })
    expect(diagnosis.verdict.break?.stage).toBe('server-certificate')
    expect(finding(diagnosis, id)?.severity).toBe('info')
  })

  it('is an error in a capture that ends before the handshake does, where mutual TLS was expected', () => {
    const diagnosis = diagnosisOf(asked().clientKeyExchange(), { expectMtls: true })
    expect(diagnosis.verdict.outcome).toBe('incomplete')
    expect(finding(diagnosis, id)?.severity).toBe('error')
  })

  it('is silent where a request came, and where the answer in TLS 1.3 shows that one did', () => {
    expect(diagnosisOf(served(answered(asked({}), []))).ids).not.toContain(id)
    expect(diagnosisOf(hiddenHandshake(EMPTY_ANSWER)).ids).not.toContain(id)
  })

  it('is silent where it cannot be told: a resumed session, a flight with a hole', () => {
    const resumed = conversation()
      .clientHello()
      .serverHello()
      .finished('server')
      .finished('client')
      .data('client', 9)
    expect(diagnosisOf(resumed).ids).not.toContain(id)
    const hole = conversation().clientHello().serverHello().hole('server', 1400).serverHelloDone()
    expect(diagnosisOf(hole).ids).not.toContain(id)
  })

  it('is silent on a resumed TLS 1.3 session, in which no server may ask', () => {
    const script = conversation()
      .clientHello({ versions: [TLS13], keyShares: [0x001d] })
      .serverHello({ version: TLS13, resumed: true })
      .changeCipherSpec('server')
    script.hidden('server', 10).hidden('server', script.finishedLength)
    script.changeCipherSpec('client').hidden('client', script.finishedLength)
    const diagnosis = diagnosisOf(script.data('client', 200).data('server', 6000), { expectMtls: true })
    expect(diagnosis.ids).not.toContain(id)
    expect(diagnosis.verdict.outcome).toBe('completed')
  })
})

describe('a request that came late', () => {
  it('is one: nothing is said of the first handshake', () => {
    const { leaf, issuing } = clientPki()
    const late = renegotiated([leaf, issuing]).data('client', 200).data('server', 6000)
    expect(diagnosisOf(late).ids).not.toContain(id)
    const none = renegotiated(null).data('client', 200).data('server', 6000)
    expect(diagnosisOf(none).ids).toContain(id)
  })
})

function served13(postHandshakeAuth = false): ConversationScript {
  return hiddenHandshake([], { postHandshakeAuth }).data('client', 200).data('server', 6000)
}
