import { describe, expect, it } from 'vitest'
import { judge } from '../../../../../src/shared/conversation/verdict/verdict.ts'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import { TLS12, TLS13 } from '../../../../support/conversation/messages.ts'
import { type ConversationScript, conversation, silence } from '../../../../support/conversation/script.ts'
import {
  completed,
  helloRefused,
  refused,
  refusedTls13,
  served,
  silentlyClosed,
} from '../../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()
const chain = [leaf, intermediate]
const requested = { request: {} }
const verdictOf = (script: ConversationScript) => judge(script.facts())

function tls13() {
  return conversation()
    .clientHello({ versions: [TLS13, TLS12], keyShares: [0x001d] })
    .serverHello({ version: TLS13 })
    .hiddenServerFlight({ request: true })
}

function mutual() {
  return served(chain, requested)
    .clientCertificate([leaf.der])
    .clientKeyExchange()
    .certificateVerify()
    .finished('client')
}

describe('the verdict at tcp', () => {
  it('is broken by a reset or by silence in answer to the SYN', () => {
    const reset = silence().syn().rst('server').transport({ refused: true })
    expect(verdictOf(reset).break).toMatchObject({
      stage: 'tcp',
      by: 'server',
      how: 'rst',
      lastCompleted: null,
    })
    const silent = silence().syn().synRetransmission().synRetransmission()
    expect(verdictOf(silent).break).toMatchObject({ stage: 'tcp', by: 'network', how: 'timeout' })
  })

  it('is incomplete where the capture ends right there, or began in the middle', () => {
    expect(verdictOf(silence().syn()).outcome).toBe('incomplete')
    const midway = silence().data('client', 90).data('server', 90).transport({ startsMidway: true })
    expect(verdictOf(midway)).toMatchObject({ outcome: 'incomplete', break: null })
  })
})

describe('the verdict at the hellos', () => {
  it('is broken at client-hello by alert, reset, close and silence', () => {
    const scripts = {
      alert: helloRefused(40),
      rst: conversation().clientHello().rst('server'),
      fin: conversation().clientHello().fin('server'),
      timeout: conversation().clientHello().silenceAtEnd(10),
    }
    for (const [how, script] of Object.entries(scripts)) {
      expect(verdictOf(script).break).toMatchObject({ stage: 'client-hello', how, lastCompleted: 'tcp' })
    }
  })

  it('is incomplete where bytes of the server are missing and somebody closed soon', () => {
    const script = conversation().clientHello().hole('server', 900).fin('client')
    expect(verdictOf(script).outcome).toBe('incomplete')
  })

  it('is broken by the network where those bytes never came and silence followed', () => {
    const script = conversation().clientHello().hole('server', 1460).silenceAtEnd(30)
    expect(verdictOf(script).break).toMatchObject({ stage: 'client-hello', by: 'network', how: 'timeout' })
  })

  it('is broken at server-hello where the client refuses its parameters', () => {
    const script = conversation().clientHello().serverHello().alert('client', 70).fin('client')
    expect(verdictOf(script).break).toMatchObject({
      stage: 'server-hello',
      by: 'client',
      lastCompleted: 'client-hello',
    })
  })
})

describe('the verdict at the certificates', () => {
  it("is broken at the server's certificate by the client's alert, in either version", () => {
    for (const script of [refused(chain, 48), refusedTls13(48)]) {
      expect(verdictOf(script).break).toMatchObject({
        stage: 'server-certificate',
        by: 'client',
        how: 'alert',
        alert: 48,
        lastCompleted: 'server-hello',
      })
    }
  })

  it("is broken at the client's certificate by the server's alert in TLS 1.2", () => {
    expect(verdictOf(mutual().alert('server', 48).fin('server')).break).toMatchObject({
      stage: 'client-certificate',
      by: 'server',
      alert: 48,
      lastCompleted: 'certificate-request',
    })
  })

  it("is broken there in TLS 1.3 by a record of an alert's size behind the Finished of the client", () => {
    const script = tls13()
      .hidden('client', 900)
      .hidden('client', 264)
      .hidden('client', 36)
      .hiddenAlert('server')
      .fin('server')
    expect(verdictOf(script).break).toMatchObject({
      stage: 'client-certificate',
      by: 'server',
      how: 'alert',
      alert: null,
    })
  })

  it("is broken there in TLS 1.3 by a record of an alert's size in the middle of the client's flight", () => {
    const script = tls13()
      .hidden('client', 900)
      .hiddenAlert('server')
      .fin('server')
      .hidden('client', 264)
      .hidden('client', 36)
    expect(verdictOf(script).break).toMatchObject({
      stage: 'client-certificate',
      by: 'server',
      how: 'alert',
      alert: null,
    })
  })

  it('is broken at finished by bad_record_mac, and where no certificate was asked for', () => {
    const wrongKey = mutual().alert('server', 20).fin('server')
    expect(verdictOf(wrongKey).break?.stage).toBe('finished')
    const plain = served(chain).clientKeyExchange().finished('client').alert('server', 40).fin('server')
    expect(verdictOf(plain).break?.stage).toBe('finished')
  })

  it('does not blame a certificate where a TLS 1.2 session was resumed without one', () => {
    const script = conversation().clientHello().serverHello().finished('server').rst('client')
    expect(verdictOf(script).break).toMatchObject({
      stage: 'finished',
      by: 'client',
      lastCompleted: 'server-hello',
    })
  })

  it('is broken where the flight of a TLS 1.3 client was never heard', () => {
    const script = tls13()
      .hidden('client', 1900)
      .hidden('client', 264)
      .hidden('client', 36)
      .retransmission('client', 1460)
      .retransmission('client', 1460)
    expect(verdictOf(script).break).toMatchObject({
      stage: 'client-certificate',
      by: 'network',
      how: 'timeout',
    })
    const heard = tls13()
      .hidden('client', 8)
      .hidden('client', 36)
      .hidden('server', 234)
      .hidden('server', 234)
      .silenceAtEnd(60)
    expect(verdictOf(heard).outcome).toBe('completed')
  })

  it('is incomplete where the capture ends in the middle of the handshake', () => {
    for (const script of [served(chain), tls13()]) expect(verdictOf(script).outcome).toBe('incomplete')
  })
})

describe('the verdict behind the handshake', () => {
  it('is completed where it served, however it was closed', () => {
    expect(verdictOf(completed(chain))).toEqual({
      outcome: 'completed',
      break: null,
      suspected: null,
      unknown: null,
    })
    expect(verdictOf(mutual().finished('server').data('client', 90).data('server', 9000)).outcome).toBe(
      'completed',
    )
  })

  it('is broken by silence where the client says goodbye after seconds without an answer, and is answered then', () => {
    const asked = () => mutual().finished('server').data('client', 90)
    const gaveUp = asked().wait(4).hiddenAlert('client').hiddenAlert('server').fin('server')
    expect(verdictOf(gaveUp).break).toMatchObject({ stage: 'application', by: 'network', how: 'timeout' })
    for (const soon of [
      asked().wait(1).hiddenAlert('client').hiddenAlert('server').fin('server'),
      asked().wait(4).data('server', 900).hiddenAlert('client').fin('client'),
      asked().wait(4).hiddenAlert('server').hiddenAlert('client').fin('client'),
    ])
      expect(verdictOf(soon).outcome).toBe('completed')
  })

  it('is completed with a suspicion where the client closed and no data flowed', () => {
    const verdict = verdictOf(silentlyClosed(chain))
    expect(verdict).toMatchObject({ outcome: 'completed', break: null })
    expect(verdict.suspected).toMatchObject({
      kind: 'silent-refusal',
      break: { stage: 'server-certificate', by: 'client', how: 'close-notify' },
    })
  })

  it('is completed with a suspicion where a short answer follows a request for a certificate', () => {
    const script = served(chain, requested)
      .clientCertificate([])
      .clientKeyExchange()
      .finished('client')
      .finished('server')
      .data('client', 90)
      .data('server', 390)
      .hiddenAlert('server')
      .fin('server')
    expect(verdictOf(script).suspected).toMatchObject({
      kind: 'short-answer',
      break: { stage: 'client-certificate', by: 'server' },
    })
  })

  it('is broken at late-client-auth where a renegotiation is refused or stalls', () => {
    const working = () => served(chain).finishHandshake().data('client', 100).encrypted('server', 22, 28)
    const refusedOne = working().hiddenAlert('client').hiddenAlert('server').fin('server')
    expect(verdictOf(refusedOne).break).toMatchObject({
      stage: 'late-client-auth',
      by: 'client',
      how: 'alert',
    })
    const stalled = working().silenceAtEnd(120)
    expect(verdictOf(stalled).break).toMatchObject({
      stage: 'late-client-auth',
      by: 'network',
      how: 'timeout',
    })
  })
})
