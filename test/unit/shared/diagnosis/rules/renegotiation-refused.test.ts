import { describe, expect, it } from 'vitest'
import { makeCertificate } from '../../../../support/conversation/certificates.ts'
import { answered, asked, clientPki } from '../../../../support/conversation/client-authentication.ts'
import { diagnosisOf, evidenceFor, finding } from '../../../../support/conversation/diagnosis.ts'
import {
  lateFlights,
  lateRequest,
  lateSuccess,
  startedByClient,
} from '../../../../support/conversation/renegotiation.ts'

const id = 'renegotiation-refused'
/** Bytes around what a record of AES-GCM holds, and what two messages of the client hold (RFC 5246). */
const AES_GCM = 24
const EMPTY_CERTIFICATE = 7
const CLIENT_KEY_EXCHANGE = 37

describe('renegotiation-refused', () => {
  it("finds the client's alert behind the late request", () => {
    const diagnosis = diagnosisOf(lateRequest().hiddenAlert('client').hiddenAlert('server').fin('server'))
    expect(diagnosis.ids[0]).toBe(id)
    const found = finding(diagnosis, id)
    expect(found).toMatchObject({ severity: 'error', confidence: 0.88 })
    const alert = diagnosis.facts.exchange.encryptedAlerts[0]
    expect(alert?.from).toBe('client')
    expect(evidenceFor(found, 'Alert')).toMatchObject({
      message: alert?.index,
      value: 'encrypted record of 26 bytes',
    })
    expect(diagnosis.summary).toBe(
      'The client refused the late request for a client certificate with an encrypted alert, because the client does not renegotiate.',
    )
  })

  it('finds a client that hangs up on it', () => {
    const diagnosis = diagnosisOf(lateRequest().fin('client'))
    expect(diagnosis.ids[0]).toBe(id)
    expect(diagnosis.summary).toBe(
      'The client hung up on the late request for a client certificate, without a word, most likely because the client does not renegotiate.',
    )
  })

  it("finds the server's refusal behind the client's late certificate", () => {
    const diagnosis = diagnosisOf(lateFlights().hiddenAlert('server').fin('server'))
    expect(diagnosis.ids[0]).toBe(id)
    expect(diagnosis.summary).toContain(
      'The server broke off the renegotiation in which it wanted a client certificate',
    )
  })

  it('tells by sizes whether the client had sent a certificate in it', () => {
    const answeredWith = (...lengths: number[]) => {
      const script = lateRequest().encrypted('client', 22, 300).encrypted('server', 22, 2500)
      for (const length of lengths) script.encrypted('client', 22, length + AES_GCM)
      return diagnosisOf(
        script.changeCipherSpec('client').encrypted('client', 22, 40).hiddenAlert('server').fin('server'),
      )
    }
    const none = answeredWith(EMPTY_CERTIFICATE, CLIENT_KEY_EXCHANGE)
    expect(none.summary).toBe(
      'The server broke off the renegotiation in which it wanted a client certificate with an encrypted alert, because the client sent no certificate, by the sizes of its records.',
    )
    const sent = answeredWith(1400, CLIENT_KEY_EXCHANGE, 264)
    expect(finding(sent, id)?.summary).toBe(
      'The server wanted a client certificate by renegotiation, was sent one, and then broke it off.',
    )
    expect(sent.summary).not.toContain('because')
    // One record may hold anything, and two may be a certificate without its proof.
    expect(finding(answeredWith(1400), id)?.summary).toContain('failed')
  })

  it('says whose renegotiation it was where the client began it', () => {
    const diagnosis = diagnosisOf(startedByClient().hiddenAlert('server').fin('server'))
    expect(diagnosis.summary).toBe(
      'The server refused the renegotiation that the client had begun with an encrypted alert, because a renegotiation by the client is not allowed there.',
    )
    expect(finding(diagnosis, id)?.summary).not.toContain('certificate')
  })

  it('does not blame a certificate that the first handshake had accepted', () => {
    const rogue = makeCertificate({
      cn: 'rogue',
      issuer: makeCertificate({ cn: 'Rogue CA', ca: true, keyName: 'other' }),
    })
    const first = answered(asked({ names: [clientPki().rootName] }), [rogue.der])
      .finished('server')
      .data('client', 200)
    const diagnosis = diagnosisOf(first.encrypted('server', 22, 28).hiddenAlert('server').fin('server'))
    expect(diagnosis.verdict.break?.stage).toBe('late-client-auth')
    expect(diagnosis.ids).not.toContain('client-certificate-untrusted')
  })

  it('is silent where the renegotiation went through, and where it only stalled', () => {
    expect(diagnosisOf(lateSuccess(lateFlights()).fin('client')).ids).not.toContain(id)
    expect(diagnosisOf(lateRequest().silenceAtEnd(60)).ids).not.toContain(id)
  })
})
