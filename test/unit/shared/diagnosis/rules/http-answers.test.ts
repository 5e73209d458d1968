import { describe, expect, it } from 'vitest'
import { handshakeDocument } from '../../../../../src/shared/contract/handshake-document.ts'
import { readFacts } from '../../../../../src/shared/conversation/facts.ts'
import { diagnose } from '../../../../../src/shared/diagnosis/diagnose.ts'
import { answered, asked, clientPki } from '../../../../support/conversation/client-authentication.ts'
import {
  answeredLate,
  askedLate,
  exchanged,
  GATEWAY,
  gatewayPage,
  openedClientFlight,
  openedServerFlight,
  renegotiated,
} from '../../../../support/conversation/decrypted.ts'
import { contextOf, diagnosisOf, finding } from '../../../../support/conversation/diagnosis.ts'
import { type ConversationScript, conversation } from '../../../../support/conversation/script.ts'

const pki = clientPki()
const NO_CERTIFICATE = 'No required SSL certificate was sent'
const CERTIFICATE_ERROR = 'The SSL certificate error'

/** A handshake in which a certificate was asked for, in either version, with its secrets. */
const HANDSHAKES: readonly (readonly [string, (chain: readonly Uint8Array[]) => ConversationScript])[] = [
  ['TLS 1.3', (chain) => openedClientFlight(openedServerFlight({ names: [pki.rootName] }), chain)],
  [
    'TLS 1.2',
    (chain) => {
      const script = asked({ names: [pki.rootName] })
        .clientCertificate(chain)
        .clientKeyExchange()
      if (chain.length > 0) script.certificateVerify()
      return script.openedFinished('client').openedFinished('server')
    },
  ],
]

function page(script: ConversationScript, sentence: string): ConversationScript {
  return exchanged(script, '400 Bad Request', { headers: GATEWAY, body: gatewayPage(sentence) })
    .openedAlert('server', 0)
    .fin('server')
}

describe.each(HANDSHAKES)('the HTTP answer behind a %s handshake', (version, handshake) => {
  it('proves gateway-400-no-certificate by its page', () => {
    const diagnosis = diagnosisOf(page(handshake([]), NO_CERTIFICATE))
    expect(diagnosis.verdict.break).toMatchObject({
      stage: 'client-certificate',
      by: 'server',
      how: 'http-status',
      lastCompleted: 'certificate-request',
    })
    expect(diagnosis.ids.slice(0, 2)).toEqual([
      'gateway-400-no-certificate',
      'client-certificate-required-not-sent',
    ])
    expect(diagnosis.findings[0]).toMatchObject({ severity: 'error', confidence: 0.97 })
    expect(diagnosis.summary).toBe(
      'The server refused the client with HTTP 400 Bad Request, because the client sent no certificate.',
    )
    expect(diagnosis.ids.includes('late-rejection')).toBe(version === 'TLS 1.3')
  })

  it('proves gateway-400-certificate-error by its page, and names the fault behind it', () => {
    const stranger = clientPki({ eku: ['serverAuth'] })
    const diagnosis = diagnosisOf(page(handshake([stranger.leaf, stranger.issuing]), CERTIFICATE_ERROR))
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'client-certificate', how: 'http-status' })
    expect(diagnosis.ids.slice(0, 2)).toEqual(['gateway-400-certificate-error', 'client-eku-missing'])
    expect(finding(diagnosis, 'client-eku-missing')?.severity).toBe('error')
    expect(diagnosis.findings[0]?.explanation).toContain('not made for client authentication')
  })

  it('takes a 400 with another page for the same where the client had sent nothing', () => {
    const body = '<html>custom</html>'
    const diagnosis = diagnosisOf(exchanged(handshake([]), '400 Bad Request', { body }).fin('server'))
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'client-certificate', how: 'http-status' })
    expect(diagnosis.ids[0]).toBe('client-certificate-required-not-sent')
  })

  it('takes a 400 with another page for a refusal of a certificate only where that has a fault', () => {
    const bad = (leaf: Uint8Array) =>
      diagnosisOf(exchanged(handshake([leaf, pki.issuing]), '400 Bad Request'))
    expect(bad(pki.leaf).verdict.outcome).toBe('completed')
    const faulty = bad(clientPki({ eku: ['serverAuth'] }).leaf)
    expect(faulty.verdict.break).toMatchObject({ stage: 'client-certificate', how: 'http-status' })
    expect(faulty.ids[0]).toBe('client-eku-missing')
    expect(finding(faulty, 'gateway-400-certificate-error')?.severity).toBe('warning')
  })

  it.each([
    ['direct', 'apim-403-client-certificate', 0.97],
    ['unknown', 'apim-403-client-certificate', 0.45],
    ['client-gateway', 'client-certificate-not-forwarded', 0.45],
  ] as const)('reads a 403 on the leg %s as %s', (leg, id, confidence) => {
    const diagnosis = diagnosisOf(exchanged(handshake([pki.leaf]), '403 Invalid client certificate'), { leg })
    expect(diagnosis.verdict.break).toMatchObject({
      stage: 'application',
      by: 'server',
      how: 'http-status',
      lastCompleted: 'finished',
    })
    expect(diagnosis.findings[0]).toMatchObject({ id, severity: 'error', confidence, leg })
    expect(diagnosis.summary).toContain(
      'The server refused the request with HTTP 403 Invalid client certificate',
    )
  })

  it('reads a 403 behind the gateway as a certificate that cannot get there', () => {
    const behind = (sent: readonly Uint8Array[]) =>
      diagnosisOf(exchanged(handshake(sent), '403 Invalid client certificate'), { leg: 'gateway-apim' })
    const found = finding(behind([]), 'client-certificate-not-forwarded')
    expect(found).toMatchObject({
      severity: 'error',
      confidence: 0.45,
      fixes: ['forward-client-certificate'],
    })
    expect(found?.summary).toContain('The caller here is the gateway')
    // Whoever sends one is no Application Gateway.
    expect(behind([pki.leaf]).ids).not.toContain('client-certificate-not-forwarded')
  })

  it('takes a challenge that is then met for no refusal', () => {
    const script = exchanged(exchanged(handshake([pki.leaf]), '401 Unauthorized'), '200 OK')
    const diagnosis = diagnosisOf(script, { leg: 'direct' })
    expect(diagnosis.verdict.outcome).toBe('completed')
    expect(diagnosis.findings.every(({ severity }) => severity !== 'error')).toBe(true)
    expect(finding(diagnosis, 'handshake-completed')?.explanation).toContain('HTTP answered 200 OK.')
  })

  it.each(['502 Bad Gateway', '504 Gateway Timeout'])('sends one to the other leg behind a %s', (status) => {
    const answer = (headers: string, leg: 'client-gateway' | 'unknown') =>
      diagnosisOf(exchanged(handshake([pki.leaf]), status, { headers }), { leg })
    expect(answer(GATEWAY, 'unknown').findings[0]).toMatchObject({
      id: 'gateway-502-backend',
      confidence: 0.97,
    })
    expect(answer('', 'client-gateway').findings[0]).toMatchObject({
      id: 'gateway-502-backend',
      confidence: 0.88,
    })
    expect(answer('', 'unknown').verdict.break).toMatchObject({ stage: 'application', how: 'http-status' })
  })

  it('holds a status path that does not say 200 for what breaks the probe', () => {
    const answer = (status: string, path = '/status-0123456789abcdef?x=1') =>
      diagnosisOf(exchanged(handshake([pki.leaf]), status, { path }))
    expect(answer('404 Not Found').findings[0]).toMatchObject({ id: 'probe-path-status', severity: 'error' })
    expect(answer('302 Found').findings[0]?.id).toBe('probe-path-status')
    expect(answer('200 Service Operational').verdict.outcome).toBe('completed')
    expect(answer('404 Not Found', '/orders').verdict.outcome).toBe('completed')
  })

  it('gives the public document the status, and nothing that is secret', () => {
    const facts = exchanged(handshake([pki.leaf]), '403 Forbidden', {
      path: '/a?sig=s3cret',
      body: 'b0dy',
    }).facts()
    const document = handshakeDocument(facts, diagnose(facts, contextOf()), 'unknown')
    expect(document.break).toMatchObject({
      stage: 'application',
      how: 'http-status',
      detail: '403 Forbidden',
    })
    const rows = document.messages.filter(({ layer }) => layer === 'http')
    expect(rows.map(({ type, from, encrypted, decrypted }) => [type, from, encrypted, decrypted])).toEqual([
      ['Request', 'client', true, true],
      ['Response', 'server', true, true],
    ])
    expect(rows[0]?.detail).toBe('GET /a HTTP/1.1 · Host apim.contoso.internal')
    const text = JSON.stringify(document)
    for (const secret of ['s3cret', 'secret', 'b0dy']) expect(text).not.toContain(secret)
  })
})

describe('a 403 in a session that was resumed', () => {
  it('says that nobody sends a certificate there', () => {
    const resumed = conversation()
      .clientHello()
      .serverHello()
      .openedFinished('server')
      .openedFinished('client')
    const diagnosis = diagnosisOf(exchanged(resumed, '403 Forbidden'), { leg: 'direct' })
    expect(finding(diagnosis, 'apim-403-client-certificate')?.explanation).toContain(
      'what counts is what the client sent when that session began',
    )
  })
})

describe('a request for the certificate that was never made', () => {
  const unasked = () => openedClientFlight(openedServerFlight(), null)

  it('is an error once HTTP refuses the caller, and stands behind what the policy said', () => {
    const diagnosis = diagnosisOf(exchanged(unasked(), '403 Forbidden'), { leg: 'direct' })
    expect(diagnosis.ids.slice(0, 2)).toEqual([
      'apim-403-client-certificate',
      'client-certificate-not-requested',
    ])
    expect(finding(diagnosis, 'client-certificate-not-requested')).toMatchObject({
      severity: 'error',
      confidence: 0.7,
    })
    expect(finding(diagnosis, 'post-handshake-auth-unavailable')?.severity).toBe('warning')
  })

  it('is the break itself where mutual TLS was expected, and is read, not guessed', () => {
    const diagnosis = diagnosisOf(exchanged(unasked(), '401 Unauthorized'), { expectMtls: true })
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'certificate-request', how: 'http-status' })
    expect(diagnosis.findings[0]).toMatchObject({
      id: 'client-certificate-not-requested',
      confidence: 0.97,
    })
    expect(diagnosis.findings[0]?.explanation).not.toContain('TLS 1.2')
  })

  it('is worth knowing where all went well', () => {
    const diagnosis = diagnosisOf(exchanged(unasked(), '200 OK'))
    expect(finding(diagnosis, 'client-certificate-not-requested')?.severity).toBe('info')
    expect(diagnosis.verdict.outcome).toBe('completed')
  })

  it('is no error on the leg of a gateway, which has no certificate', () => {
    const diagnosis = diagnosisOf(exchanged(unasked(), '403 Forbidden'), { leg: 'gateway-apim' })
    expect(finding(diagnosis, 'client-certificate-not-requested')?.severity).toBe('info')
  })

  it('shows by HTTP/2 that the server wants the request over HTTP/1.1', () => {
    const reset = Uint8Array.of(0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 13)
    const script = unasked()
      .plaintext('server', Uint8Array.of(0, 0, 0, 4, 0, 0, 0, 0, 0))
      .plaintext('server', reset)
    expect(diagnosisOf(script).ids).toContain('post-handshake-auth-unavailable')
  })
})

describe('a late request that could be read', () => {
  it('tells why the server refused the certificate it got', () => {
    const open = openedClientFlight(openedServerFlight(undefined, { postHandshakeAuth: true }), null)
    const script = answeredLate(askedLate(open, { names: [pki.rootName] }), [
      clientPki({ eku: ['serverAuth'] }).leaf,
    ])
    const diagnosis = diagnosisOf(script.openedAlert('server', 43).fin('server'))
    expect(diagnosis.verdict.break?.stage).toBe('late-client-auth')
    expect(diagnosis.ids[0]).toBe('client-eku-missing')
    expect(diagnosis.summary).toContain('after the handshake, then refused the client')
    expect(diagnosis.ids).not.toContain('renegotiation-refused')
    const document = handshakeDocument(diagnosis.facts, diagnosis, 'unknown')
    expect(document.mutualTls).toEqual({
      requested: 'post-handshake',
      caNames: ['CN=Client Root CA'],
      clientCertificate: 'sent',
    })
  })

  it('proves a renegotiation for the certificate, and one that was for something else', () => {
    const late = diagnosisOf(exchanged(renegotiated([pki.leaf]), '200 OK'))
    expect(finding(late, 'renegotiated-for-client-certificate')).toMatchObject({ confidence: 0.97 })
    const document = handshakeDocument(late.facts, late, 'unknown')
    expect(document.mutualTls).toMatchObject({ requested: 'renegotiation', clientCertificate: 'sent' })
    const other = diagnosisOf(exchanged(renegotiated(null), '200 OK'))
    expect(other.ids).toContain('renegotiated')
    expect(other.ids).not.toContain('renegotiated-for-client-certificate')
    expect(handshakeDocument(other.facts, other, 'unknown').mutualTls.requested).toBe('no')
  })
})

describe('what stays hidden', () => {
  it('offers the TLS 1.2 test where sizes alone speak of a refusal in TLS 1.3', () => {
    const script = openedServerFlight({}).hidden('client', 900).hidden('client', 264).hidden('client', 36)
    const diagnosis = diagnosisOf(script.hiddenAlert('server').fin('server'))
    expect(diagnosis.ids[0]).toBe('client-certificate-rejected')
    expect(diagnosis.findings[0]?.explanation).toContain('TLS 1.2')
  })

  it('leaves the gateway’s page a guess without secrets', () => {
    const script = answered(asked({}), []).finished('server').data('client', 120).data('server', 390)
    const diagnosis = diagnosisOf(script.hiddenAlert('server').fin('server'))
    expect(finding(diagnosis, 'gateway-400-no-certificate')).toMatchObject({
      severity: 'warning',
      confidence: 0.55,
    })
    expect(readFacts(diagnosis.facts.conversation).http.refusal).toBeNull()
  })
})
