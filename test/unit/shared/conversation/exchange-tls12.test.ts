import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../support/conversation/certificates.ts'
import { conversation } from '../../../support/conversation/script.ts'
import { completed, served } from '../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()
const chain = [leaf, intermediate]
const requested = { request: {} }

/** A full handshake that served one request. */
function working() {
  return served(chain).finishHandshake().data('client', 100).data('server', 200)
}

describe('the exchange of TLS 1.2', () => {
  it('finds both Finished behind the ChangeCipherSpecs, and the data behind them', () => {
    const { exchange, conversation: ladder } = completed(chain).facts()
    expect(ladder.messages[exchange.clientFinished ?? -1]).toMatchObject({
      from: 'client',
      type: 'EncryptedHandshake',
    })
    expect(exchange.completedAt).toBe(exchange.serverFinished)
    expect(exchange.applicationData.client).toMatchObject({ records: 1, bytes: 144 })
    expect(exchange.applicationData.server).toMatchObject({ records: 1, bytes: 924 })
    expect(exchange.likely.get(exchange.clientFinished ?? -1)).toBe('Finished')
    expect(exchange.abbreviated).toBe(false)
  })

  it("tells the client's answer to a request from the message itself", () => {
    const empty = served(chain, requested).clientCertificate([]).clientKeyExchange().finished('client')
    expect(empty.facts().exchange.clientAnswer).toBe('empty-certificate')
    const sent = served(chain, requested).clientCertificate([leaf.der]).clientKeyExchange()
    expect(sent.facts().exchange.clientAnswer).toBe('certificate')
    expect(working().facts().exchange.clientAnswer).toBe('finished-only')
    expect(served(chain).facts().exchange.clientAnswer).toBe('unknown')
  })

  it('knows an abbreviated handshake: no key exchange, and the server finishes first', () => {
    const { exchange } = conversation()
      .clientHello()
      .serverHello()
      .finished('server')
      .finished('client')
      .data('client', 100)
      .facts()
    expect(exchange.abbreviated).toBe(true)
    expect(exchange.completedAt).toBe(exchange.clientFinished)
  })

  it('is not complete until both have finished', () => {
    expect(served(chain).clientKeyExchange().finished('client').facts().exchange.completedAt).toBeNull()
  })

  it('follows a full renegotiation: HelloRequest, flights both ways, new keys', () => {
    const { exchange } = working()
      .encrypted('server', 22, 28)
      .encrypted('client', 22, 250)
      .encrypted('server', 22, 2600)
      .encrypted('client', 22, 1500)
      .encrypted('client', 20, 25)
      .encrypted('client', 22, 40)
      .encrypted('server', 20, 25)
      .encrypted('server', 22, 40)
      .facts()
    expect(exchange.renegotiation).toMatchObject({ startedBy: 'server', completed: true, full: true })
    expect(exchange.likely.get(exchange.renegotiation?.startedAt ?? -1)).toBe('HelloRequest')
  })

  it('knows a renegotiation that resumes: nothing before the ChangeCipherSpec of the client', () => {
    const { exchange } = working()
      .encrypted('client', 22, 250)
      .encrypted('server', 22, 120)
      .encrypted('server', 20, 25)
      .encrypted('server', 22, 40)
      .encrypted('client', 20, 25)
      .encrypted('client', 22, 40)
      .facts()
    expect(exchange.renegotiation).toMatchObject({ startedBy: 'client', completed: true, full: false })
  })

  it('sees a renegotiation that the client left unanswered', () => {
    const { exchange } = working().encrypted('server', 22, 28).facts()
    expect(exchange.renegotiation).toMatchObject({ completed: false, clientAnswered: null })
  })

  it('lists encrypted alerts by their outer type', () => {
    const { exchange } = working().hiddenAlert('client').facts()
    expect(exchange.encryptedAlerts).toEqual([{ index: expect.any(Number), from: 'client' }])
  })
})
