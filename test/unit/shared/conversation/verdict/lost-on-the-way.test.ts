import { describe, expect, it } from 'vitest'
import { judge } from '../../../../../src/shared/conversation/verdict/verdict.ts'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import { TLS13 } from '../../../../support/conversation/messages.ts'
import { type ConversationScript, conversation, silence } from '../../../../support/conversation/script.ts'
import { served } from '../../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()
const chain = [leaf, intermediate]
const verdictOf = (script: ConversationScript) => judge(script.facts())

/** TLS 1.3 up to the client's flight, which holds a certificate. */
function tls13() {
  return conversation()
    .clientHello({ versions: [TLS13], keyShares: [0x001d] })
    .serverHello({ version: TLS13 })
    .hiddenServerFlight({ request: true })
}

function finishedTls13() {
  return tls13().hidden('client', 1900).hidden('client', 264).hidden('client', 36)
}

const NETWORK = { by: 'network', how: 'timeout' } as const

describe('the verdict on what was lost on the way', () => {
  it('blames no client for a flight that was sent again until it hung up', () => {
    const repeated = () =>
      served(chain).retransmission('server', 1460, true).retransmission('server', 1460, true)
    // Acknowledged in the end, behind the close: it did not have all of it before.
    const closed = repeated().wait(2).fin('client')
    expect(verdictOf(closed).break).toMatchObject({ stage: 'server-certificate', ...NETWORK })
    // Sent again once: that happens, and the client saw it and left.
    const once = served(chain).retransmission('server', 1460, true).fin('client')
    expect(verdictOf(once).break).toMatchObject({ stage: 'server-certificate', by: 'client', how: 'fin' })
  })

  it('blames no client for a certificate that came after it had hung up', () => {
    const late = conversation().clientHello().serverHello().fin('client').certificate([leaf.der])
    expect(verdictOf(late).break).toMatchObject({ stage: 'server-hello', by: 'client' })
  })

  it('calls a second without the rest a time-out where packets are known to be lost, else three', () => {
    const half = (seconds: number) =>
      conversation().clientHello().serverHello().hole('server', 1460).wait(seconds).fin('client')
    const lost = { duplicateAcks: 1, unacknowledged: 1460 }
    expect(verdictOf(half(1.5).side('server', lost)).break).toMatchObject(NETWORK)
    expect(verdictOf(half(0.3).side('server', lost)).outcome).toBe('incomplete')
    expect(verdictOf(half(1.5)).outcome).toBe('incomplete')
    expect(verdictOf(half(3.5)).break).toMatchObject(NETWORK)
  })

  it('calls no TLS 1.3 handshake complete of which the server still asks for packets', () => {
    const hole = () =>
      tls13()
        .hole('client', 2896)
        .hidden('client', 36)
        .side('client', { duplicateAcks: 1, unacknowledged: 3000 })
    expect(verdictOf(hole())).toMatchObject({ outcome: 'incomplete', break: null })
    expect(verdictOf(hole().silenceAtEnd(9)).break).toMatchObject({ stage: 'client-certificate', ...NETWORK })
    expect(verdictOf(hole().wait(60).fin('server')).break).toMatchObject({
      stage: 'client-certificate',
      ...NETWORK,
    })
  })

  it('calls no TLS 1.3 handshake complete whose last flight nobody acknowledged', () => {
    const left = (seconds: number) =>
      finishedTls13().side('client', { unacknowledged: 2300 }).wait(seconds).fin('client')
    expect(verdictOf(left(0.2))).toMatchObject({ outcome: 'incomplete', break: null })
    expect(verdictOf(left(4)).break).toMatchObject({ stage: 'client-certificate', ...NETWORK })
    // The usual one: acknowledged.
    expect(verdictOf(finishedTls13().fin('client')).outcome).toBe('completed')
  })

  it('takes a foreign reset behind the flight of a TLS 1.3 client for what it is', () => {
    const cut = finishedTls13().rst('server').side('server', { ttl: 120, resetTtl: 63 })
    expect(verdictOf(cut).break).toMatchObject({ stage: 'client-certificate', by: 'network', how: 'rst' })
  })

  it('says of a capture of one direction that it is one, whatever ends it', () => {
    const unseen = { ttl: null, ackSeen: true }
    const client = silence().syn().clientHello().side('server', unseen).wait(9).fin('client')
    const server = tls13().side('client', unseen).encrypted('server', 23, 19).fin('server')
    const reset = silence().syn().clientHello().side('server', unseen).rst('client')
    for (const script of [client, server, reset]) {
      expect(verdictOf(script)).toMatchObject({
        outcome: 'incomplete',
        unknown: 'the capture holds one direction only',
      })
    }
  })

  it('believes an alert that can be read, though one direction is all there is', () => {
    const script = silence()
      .synAck()
      .alert('server', 40)
      .fin('server')
      .side('client', { ttl: null, ackSeen: true })
      .side('server', { ackSeen: true })
    expect(verdictOf(script).unknown).not.toBe('the capture holds one direction only')
  })
})
