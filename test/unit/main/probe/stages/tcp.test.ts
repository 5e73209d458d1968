import { connect, Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { synthesiseCapture } from '../../../../../src/main/capture-file/synthesise.ts'
import { type Surroundings, THIS_MACHINE } from '../../../../../src/main/probe/stages/surroundings.ts'
import { connectStage } from '../../../../../src/main/probe/stages/tcp.ts'
import { loopback } from '../support/loopback.ts'

const lab = loopback()

/** Addresses that behave as told: an error's code, `silent`, or a port on loopback where they really are. */
function network(addresses: Readonly<Record<string, string | number>>): Surroundings {
  return {
    ...THIS_MACHINE,
    connect: (address) => {
      const is = addresses[address]
      if (typeof is === 'number') return connect({ host: '127.0.0.1', port: is, allowHalfOpen: true })
      const socket = new Socket()
      if (is !== undefined && is !== 'silent') {
        setTimeout(() => socket.destroy(Object.assign(new Error(is), { code: is })), 5)
      }
      return socket
    },
  }
}

const to = (...addresses: string[]) => ({ addresses, port: 443, timeoutMs: 400 })

describe('connecting', () => {
  it('takes the first address that answers, and tells of those before', async () => {
    const port = await lab.server(() => {})
    const around = network({
      '192.0.2.1': 'silent',
      '192.0.2.2': 'ECONNREFUSED',
      '192.0.2.3': port,
      '192.0.2.4': port,
    })
    const { attempts, last, transport, told } = await connectStage(
      around,
      to('192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'),
      undefined,
    )
    transport?.destroy()
    expect(attempts.map(({ address, result }) => `${address} ${result}`)).toEqual([
      '192.0.2.1 silent',
      '192.0.2.2 refused',
      '192.0.2.3 connected',
    ])
    expect(told.result).toBe('done')
    expect(told.summary).toMatch(
      /^Connected to 192\.0\.2\.3:443 in [\d.]+ ms, after 192\.0\.2\.1:443 did not answer within \d+ ms/,
    )
    expect(last?.server).toEqual({ address: '192.0.2.3', port: 443 })
    expect(last?.client.address).toBe('127.0.0.1')
    expect(last?.client.port).toBeGreaterThan(0)
    expect(last?.exchanges).toEqual([
      { from: 'client', kind: 'syn', atMicros: attempts[2]?.startedMicros },
      { from: 'client', kind: 'open', atMicros: attempts[2]?.endedMicros },
    ])
  })

  it('shares its time among the addresses', async () => {
    const around = network({ '192.0.2.1': 'silent', '192.0.2.2': 'silent', '192.0.2.3': 'silent' })
    const started = performance.now()
    const { attempts, last, told } = await connectStage(
      around,
      to('192.0.2.1', '192.0.2.2', '192.0.2.3'),
      undefined,
    )
    const took = performance.now() - started
    expect(took).toBeGreaterThan(350)
    expect(took).toBeLessThan(1500)
    expect(attempts.map(({ result }) => result)).toEqual(['silent', 'silent', 'silent'])
    expect(last?.exchanges.map(({ from, kind }) => `${from} ${kind}`)).toEqual(['client syn'])
    expect(told.summary).toContain('a firewall drops the packets, or no machine has that address')
  })

  it.each([
    ['ECONNREFUSED', 'refused', 'refused the connection'],
    ['ETIMEDOUT', 'silent', 'did not answer within'],
    ['EHOSTUNREACH', 'unreachable', 'cannot be reached (EHOSTUNREACH)'],
    ['ENETUNREACH', 'unreachable', 'cannot be reached (ENETUNREACH)'],
    ['EADDRNOTAVAIL', 'failed', 'failed (EADDRNOTAVAIL)'],
  ])('tells %s as %s', async (code, result, words) => {
    const { attempts, last, told } = await connectStage(
      network({ '192.0.2.1': code }),
      to('192.0.2.1'),
      undefined,
    )
    expect(attempts).toMatchObject([{ result, fault: { code } }])
    expect(told).toMatchObject({ result: 'failed', summary: expect.stringContaining(words) })
    expect(last?.client.port).toBe(0)
    // What was tried can be shown as packets.
    expect(synthesiseCapture(last === null ? [] : [last]).length).toBeGreaterThan(200)
  })

  it('tells of a socket that cannot even be made', async () => {
    const around: Surroundings = {
      ...THIS_MACHINE,
      connect: () => {
        throw Object.assign(new RangeError('port'), { code: 'ERR_SOCKET_BAD_PORT' })
      },
    }
    const { attempts } = await connectStage(around, to('192.0.2.1'), undefined)
    expect(attempts).toMatchObject([{ result: 'failed', fault: { code: 'ERR_SOCKET_BAD_PORT' } }])
  })

  it('stops at once', async () => {
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 30)
    const started = performance.now()
    const around = network({ '192.0.2.1': 'silent', '192.0.2.2': 'silent' })
    const asked = { ...to('192.0.2.1', '192.0.2.2'), timeoutMs: 20_000 }
    const { attempts, told } = await connectStage(around, asked, abort.signal)
    expect(performance.now() - started).toBeLessThan(1000)
    expect(attempts.map(({ result }) => result)).toEqual(['cancelled'])
    expect(told.summary).toBe('Stopped on request.')
  })

  it('writes addresses as packets carry them', async () => {
    const around = network({ 'FE80:0::1%lo': 'ENETUNREACH' })
    const { attempts, last } = await connectStage(around, to('FE80:0::1%lo'), undefined)
    expect(attempts[0]?.address).toBe('FE80:0::1%lo')
    expect(last).toMatchObject({ client: { address: '::' }, server: { address: 'fe80::1' } })
  })
})
