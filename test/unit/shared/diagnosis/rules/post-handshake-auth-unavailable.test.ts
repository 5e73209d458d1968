import { describe, expect, it } from 'vitest'
import {
  asked,
  FULL_ANSWER,
  hiddenHandshake,
  served,
} from '../../../../support/conversation/client-authentication.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'

const id = 'post-handshake-auth-unavailable'

describe('post-handshake-auth-unavailable', () => {
  it('warns where mutual TLS was expected and the client cannot be asked later', () => {
    const diagnosis = diagnosisOf(hiddenHandshake([]).data('client', 200).data('server', 6000), {
      expectMtls: true,
    })
    const found = finding(diagnosis, id)
    expect(found).toMatchObject({ severity: 'warning', confidence: 0.7 })
    // The whole ClientHello: what is missing has no bytes
    const hello = evidenceBytes(diagnosis.facts, evidenceFor(found, 'extensions'))
    expect(hello[0]).toBe(1)
    expect(diagnosis.ids[0]).toBe('client-certificate-not-requested')
  })

  it('is silent where the client offered it', () => {
    const script = hiddenHandshake([], { postHandshakeAuth: true }).data('client', 200).data('server', 6000)
    expect(diagnosisOf(script, { expectMtls: true }).ids).not.toContain(id)
  })

  it('is silent where nobody expected mutual TLS, where it was asked for, and in TLS 1.2', () => {
    expect(diagnosisOf(hiddenHandshake([]).data('server', 6000)).ids).not.toContain(id)
    expect(
      diagnosisOf(hiddenHandshake(FULL_ANSWER).data('server', 6000), { expectMtls: true }).ids,
    ).not.toContain(id)
    const tls12 = served(asked().clientKeyExchange().finished('client'))
    expect(diagnosisOf(tls12, { expectMtls: true }).ids).not.toContain(id)
  })
})
