import { describe, expect, it } from 'vitest'
import { readEnding, transportEnding } from '../../../../src/shared/conversation/ending.ts'
import { makeChain } from '../../../support/conversation/certificates.ts'
import { conversation, silence } from '../../../support/conversation/script.ts'
import { completed, helloRefused, refused, silentlyClosed } from '../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()
const chain = [leaf, intermediate]

describe('the ending', () => {
  it('is the first fatal alert, which explains the close behind it', () => {
    expect(readEnding(refused(chain, 48).facts())).toMatchObject({ by: 'client', how: 'alert', alert: 48 })
    expect(readEnding(helloRefused(40).facts())).toMatchObject({ by: 'server', how: 'alert', alert: 40 })
  })

  it('is not an alert of level warning', () => {
    const facts = conversation().clientHello().alert('server', 112, 1).fin('server').facts()
    expect(readEnding(facts)).toMatchObject({ by: 'server', how: 'fin' })
  })

  it('is close_notify where it was said in the clear', () => {
    const facts = conversation().clientHello().alert('client', 0, 1).fin('client').facts()
    expect(readEnding(facts)).toMatchObject({ by: 'client', how: 'close-notify', row: 3 })
  })

  it('is the FIN of whoever hung up, whatever the other one says to it then', () => {
    const facts = conversation().clientHello().fin('server').alert('client', 0, 1).fin('client').facts()
    expect(readEnding(facts)).toMatchObject({ by: 'server', how: 'fin', row: 3 })
  })

  it('is an encrypted alert before the FIN of its sender', () => {
    expect(readEnding(silentlyClosed(chain).facts())).toMatchObject({
      by: 'client',
      how: 'alert',
      alert: null,
    })
  })

  it('is the first FIN or RST where nothing was said', () => {
    expect(readEnding(completed(chain).facts())).toMatchObject({ by: 'client', how: 'fin' })
    const reset = conversation().clientHello().rst('server').facts()
    expect(readEnding(reset)).toMatchObject({ by: 'server', how: 'rst', row: 3 })
  })

  it('is the network where the hop count of a reset is not that of its sender', () => {
    const script = conversation().clientHello().rst('server').side('server', { ttl: 120, resetTtl: 62 })
    expect(readEnding(script.facts())).toMatchObject({ by: 'network', how: 'rst' })
  })

  it('is a time-out after three seconds of silence, or two unanswered repeats', () => {
    const waited = conversation().clientHello().silenceAtEnd(3)
    const repeated = conversation().clientHello().retransmission('client', 200).retransmission('client', 200)
    const syns = silence().syn().synRetransmission().synRetransmission()
    for (const script of [waited, repeated, syns]) {
      expect(readEnding(script.facts())).toMatchObject({ by: 'network', how: 'timeout' })
    }
    expect(readEnding(conversation().clientHello().silenceAtEnd(1).facts())).toMatchObject({ by: 'none' })
  })

  it('is the silence of the other side, not the one who hung up on it', () => {
    const facts = conversation().clientHello().wait(5).rst('client').facts()
    expect(transportEnding(facts)).toMatchObject({ by: 'network', how: 'timeout', row: 3 })
  })

  it('is silence too where the one who hung up was waiting for bytes that were lost', () => {
    const waiting = conversation().clientHello().serverHello().hole('server', 1460).wait(20).fin('client')
    expect(transportEnding(waiting.facts())).toMatchObject({ by: 'network', how: 'timeout' })
  })

  it('is silence too where the one who hung up was waiting for the rest of a flight', () => {
    const waiting = conversation().clientHello().serverHello().wait(20).fin('client')
    expect(transportEnding(waiting.facts())).toMatchObject({ by: 'network', how: 'timeout' })
    const answered = conversation().clientHello().serverHello().serverHelloDone().wait(20).fin('client')
    expect(transportEnding(answered.facts())).toMatchObject({ by: 'client', how: 'fin' })
  })
})
