import { describe, expect, it } from 'vitest'
import { judge } from '../../../../src/shared/conversation/verdict/verdict.ts'
import { answered, asked, clientPki, served } from '../../../support/conversation/client-authentication.ts'
import {
  answeredLate,
  askedLate,
  exchanged,
  openedClientFlight,
  openedServerFlight,
  renegotiated,
} from '../../../support/conversation/decrypted.ts'
import * as messages from '../../../support/conversation/messages.ts'
import { lateRequest } from '../../../support/conversation/renegotiation.ts'
import { conversation } from '../../../support/conversation/script.ts'

const pki = clientPki()

describe('a TLS 1.3 session with its secrets', () => {
  it('reads request, both certificates and both Finished, and guesses at nothing', () => {
    const facts = openedClientFlight(openedServerFlight({ names: [pki.rootName] }), [pki.leaf]).facts()
    expect(facts.exchange.exact).toEqual({ client: true, server: true })
    expect(facts.requested).toBe('initial')
    expect(facts.certificateRequest?.body.certificateAuthorities.map(({ text }) => text)).toEqual([
      'CN=Client Root CA',
    ])
    expect(facts.serverChain).toHaveLength(2)
    expect(facts.clientChain[0]?.reading.body.subject?.text).toBe('CN=client.contoso')
    expect(facts.clientAnswer).toBe('certificate')
    expect(facts.exchange.likely.size).toBe(0)
    const { messages: rows } = facts.conversation
    expect(rows[facts.exchange.clientFinished ?? -1]).toMatchObject({ type: 'Finished', from: 'client' })
    expect(rows[facts.exchange.serverFinished ?? -1]).toMatchObject({ type: 'Finished', from: 'server' })
  })

  it('counts tickets by their type, whatever their size, and data by its', () => {
    const script = openedClientFlight(openedServerFlight(), null)
    const { exchange } = exchanged(script.said('server', messages.newSessionTicket13()), '200 OK').facts()
    expect(exchange.tickets).toBe(1)
    expect(exchange.applicationData.server.records).toBe(1)
    expect(exchange.clientAnswer).toBe('finished-only')
  })

  it('takes a close_notify of the server for no refusal, and an alert for one', () => {
    const flight = () => openedClientFlight(openedServerFlight({}), [pki.leaf])
    expect(judge(flight().openedAlert('server', 0).fin('server').facts()).outcome).toBe('completed')
    const refused = judge(flight().openedAlert('server', 42).fin('server').facts())
    expect(refused.break).toMatchObject({
      stage: 'client-certificate',
      by: 'server',
      how: 'alert',
      alert: 42,
    })
  })

  it('reads the refusal also where it came before the Finished of the client', () => {
    const script = openedServerFlight({}).said('client', messages.certificate13([]))
    const early = script.openedAlert('server', 116).said('client', messages.finished()).fin('server')
    expect(judge(early.facts()).break).toMatchObject({
      stage: 'client-certificate',
      by: 'server',
      alert: 116,
    })
  })

  it('blames the refusal of the certificate even behind tickets', () => {
    const script = openedClientFlight(openedServerFlight({}), [pki.leaf])
    const late = script.said('server', messages.newSessionTicket13()).openedAlert('server', 48).fin('server')
    expect(judge(late.facts()).break).toMatchObject({ stage: 'client-certificate', alert: 48 })
  })

  it('reads an alert of the client about the server certificate', () => {
    const verdict = judge(openedServerFlight().openedAlert('client', 48).fin('client').facts())
    expect(verdict.break).toMatchObject({ stage: 'server-certificate', by: 'client', alert: 48 })
  })

  it('mixes: secrets of the server alone tell the request, sizes the answer', () => {
    const facts = openedServerFlight({}).hidden('client', 8).hidden('client', 36).facts()
    expect(facts.exchange.exact).toEqual({ client: false, server: true })
    expect(facts.requested).toBe('initial')
    expect(facts.clientAnswer).toBe('empty-certificate')
  })

  it('mixes: secrets of the application data alone leave the flights to their sizes', () => {
    const script = openedServerFlightHidden().hidden('client', 900).hidden('client', 264).hidden('client', 36)
    const facts = exchanged(script, '200 OK').facts()
    expect(facts.exchange.exact).toEqual({ client: false, server: false })
    expect(facts.clientAnswer).toBe('certificate')
    expect(facts.http.responses[0]?.http.status).toBe(200)
    expect(facts.exchange.tickets).toBe(0)
  })
})

describe('a request for the certificate behind the handshake', () => {
  const open = () => openedClientFlight(openedServerFlight(undefined, { postHandshakeAuth: true }), null)

  it('is told from one of the first handshake, and its answer is the one in question', () => {
    const facts = answeredLate(askedLate(open(), { names: [pki.rootName] }), [pki.leaf]).facts()
    expect(facts.requested).toBe('post-handshake')
    expect(facts.exchange.clientAnswer).toBe('finished-only')
    expect(facts.clientAnswer).toBe('certificate')
    expect(facts.exchange.late).toMatchObject({ how: 'post-handshake', finishedAt: expect.any(Number) })
  })

  it('breaks at late client authentication where the server refuses the answer', () => {
    const refused = answeredLate(askedLate(open()), [pki.leaf]).openedAlert('server', 48).fin('server')
    expect(judge(refused.facts()).break).toMatchObject({ stage: 'late-client-auth', by: 'server', alert: 48 })
  })

  it('breaks where the client hangs up on it, and where nobody goes on', () => {
    expect(judge(askedLate(open()).fin('client').facts()).break).toMatchObject({
      stage: 'late-client-auth',
      by: 'client',
      how: 'fin',
    })
    expect(judge(askedLate(open()).silenceAtEnd(10).facts()).break).toMatchObject({
      stage: 'late-client-auth',
      how: 'timeout',
    })
    expect(judge(askedLate(open()).facts()).outcome).toBe('incomplete')
  })

  it('is over once the server has answered the request of HTTP all the same', () => {
    expect(judge(exchanged(askedLate(open()), '200 OK').facts()).outcome).toBe('completed')
  })
})

describe('a decrypted session of TLS 1.2', () => {
  it('tells a fatal alert behind the handshake from close_notify', () => {
    const done = () => asked({}).clientCertificate([pki.leaf]).clientKeyExchange().certificateVerify()
    const finished = () => done().openedFinished('client').openedFinished('server')
    expect(judge(finished().openedAlert('server', 0).fin('server').facts()).outcome).toBe('completed')
    expect(judge(finished().openedAlert('server', 46).fin('server').facts()).break).toMatchObject({
      stage: 'client-certificate',
      alert: 46,
    })
    expect(judge(finished().openedAlert('client', 48).fin('client').facts()).break).toMatchObject({
      stage: 'server-certificate',
      by: 'client',
      alert: 48,
    })
    expect(
      judge(done().openedFinished('client').alert('server', 51).fin('server').facts()).break,
    ).toMatchObject({
      alert: 51,
    })
  })

  it('reads the request inside a renegotiation, and the certificate in answer', () => {
    const facts = renegotiated([pki.leaf]).facts()
    expect(facts.requested).toBe('renegotiation')
    expect(facts.clientAnswer).toBe('certificate')
    expect(facts.exchange.clientAnswer).toBe('finished-only')
    expect(facts.exchange.renegotiation).toMatchObject({ startedBy: 'server', full: true, readable: true })
    expect(facts.clientChain).toHaveLength(1)
  })

  it('knows a renegotiation without a request from what it could read', () => {
    const facts = renegotiated(null).facts()
    expect(facts.requested).toBeNull()
    expect(facts.exchange.renegotiation).toMatchObject({ full: true, readable: true })
  })

  it('reads no_renegotiation, a warning, as the no that it is', () => {
    const script = lateRequest().openedAlert('client', 100, 1).fin('server')
    expect(judge(script.facts()).break).toMatchObject({ stage: 'late-client-auth', by: 'client', alert: 100 })
  })

  it('lets HTTP decide where the server goes on without the renegotiation', () => {
    const ignored = () =>
      asked()
        .clientKeyExchange()
        .openedFinished('client')
        .openedFinished('server')
        .said('server', messages.handshake(0, new Uint8Array(0)))
    expect(judge(exchanged(ignored(), '200 OK').facts()).outcome).toBe('completed')
    expect(judge(exchanged(ignored(), '403 Forbidden').facts()).break).toMatchObject({
      stage: 'late-client-auth',
      how: 'http-status',
    })
  })

  it('leaves a session without secrets to what it was', () => {
    const facts = served(answered(asked({}), [pki.leaf])).facts()
    expect(facts.http.responses).toEqual([])
    expect(judge(facts).outcome).toBe('completed')
  })
})

function openedServerFlightHidden() {
  return conversation()
    .clientHello({ versions: [messages.TLS13], keyShares: [0x001d] })
    .serverHello({ version: messages.TLS13 })
    .hiddenServerFlight({ request: true })
}
