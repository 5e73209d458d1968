import { describe, expect, it } from 'vitest'
import { Hops } from '../../../../../src/shared/diagnosis/across/gateway-hint.ts'

/** `client>server`, one a way. */
function suggested(...ways: readonly string[]): string[] {
  const hops = new Hops()
  for (const way of ways) {
    const [client = '', server = ''] = way.split('>')
    hops.add({ address: client, port: 50_000 }, { address: server, port: 443 })
  }
  return hops.suggestions().map(({ gateway, apim }) => `${gateway} to ${apim}`)
}

describe('a machine that looks like the gateway', () => {
  it('answers clients and calls others', () => {
    expect(suggested('10.0.0.4>10.0.1.4', '10.0.0.5>10.0.1.4', '10.0.1.4>10.0.2.5')).toEqual([
      '10.0.1.4 to 10.0.2.5',
    ])
  })

  it('is told with the words of the command line', () => {
    const hops = new Hops()
    hops.add({ address: '10.0.0.4', port: 50_000 }, { address: '10.0.1.4', port: 443 })
    hops.add({ address: '10.0.1.4', port: 50_000 }, { address: '10.0.2.5', port: 443 })
    hops.add({ address: '10.0.1.4', port: 50_000 }, { address: '10.0.2.6', port: 443 })
    expect(hops.suggestions()[0]?.sentence).toBe(
      '10.0.1.4 looks like the gateway: it answers 10.0.0.4 and opens TLS connections to 10.0.2.5:443, 10.0.2.6:443. If it is, say so (--gateway 10.0.1.4) and the legs are told apart.',
    )
  })

  it('is none that only calls or only answers, calls itself, or is called back', () => {
    expect(suggested('10.0.0.4>10.0.1.4')).toEqual([])
    expect(suggested('10.0.0.4>10.0.0.4')).toEqual([])
    expect(suggested('10.0.0.4>10.0.1.4', '10.0.1.4>10.0.0.4')).toEqual([])
  })

  it('is nobody where many machines stand between others', () => {
    const chain = Array.from({ length: 8 }, (_, at) => `10.0.0.${at}>10.0.0.${at + 1}`)
    expect(suggested(...chain)).toEqual([])
  })

  it('is nobody where there are more ways than are remembered', () => {
    const hops = new Hops()
    for (let at = 0; at < 5000; at++) {
      hops.see({ client: `10.1.${at >> 8}.${at & 255}`, server: '10.0.1.4', port: 443 })
    }
    hops.see({ client: '10.0.1.4', server: '10.0.2.5', port: 443 })
    expect(hops.suggestions()).toEqual([])
  })
})
