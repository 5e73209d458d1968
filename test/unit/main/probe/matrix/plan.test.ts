import { describe, expect, it } from 'vitest'
import { cellRequest } from '../../../../../src/main/probe/matrix/cell-request.ts'
import { matrixQuestion, planMatrix } from '../../../../../src/main/probe/matrix/index.ts'
import { EVERYTHING, EXTENSION } from '../../../../../src/main/probe/tls-client/index.ts'
import { credential, question } from './fake-server.ts'

const CREDENTIAL = { chain: [Uint8Array.of(1), Uint8Array.of(2)], schemes: [], sign: () => new Uint8Array(0) }
const given = { credential: CREDENTIAL, subject: 'CN=client' }

describe('the grid of a matrix', () => {
  it('has every version, certificate, SNI and protocol', () => {
    const { axes, places, notes } = planMatrix(question())
    expect(axes.tls.map(({ id }) => id)).toEqual(['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'])
    expect(axes.certificate.map(({ id }) => id)).toEqual(['none', 'leaf', 'chain'])
    expect(axes.sni.map(({ id }) => id)).toEqual(['sni', 'no-sni'])
    expect(axes.alpn.map(({ id }) => id)).toEqual(['h2', 'http/1.1'])
    expect(places).toHaveLength(48)
    expect(new Set(places.map((place) => place.join())).size).toBe(48)
    expect(notes).toEqual([])
  })

  it('asks first what is likeliest to work, last what is rarest', () => {
    const { axes, places, order } = planMatrix(question())
    const named = (at: number): string[] => {
      const [tls = 0, certificate = 0, sni = 0] = places[order.at(at) ?? 0] ?? []
      return [axes.tls[tls]?.id ?? '', axes.certificate[certificate]?.id ?? '', axes.sni[sni]?.id ?? '']
    }
    expect(named(0)).toEqual(['TLS 1.3', 'chain', 'sni'])
    expect(named(-1)).toEqual(['TLS 1.0', 'none', 'no-sni'])
    expect([...order].sort((a, b) => a - b)).toEqual(places.map((_, at) => at))
  })

  it('knows leaf and chain for one where the chain is the leaf, and says so', () => {
    const { axes, notes } = planMatrix(question({ credentials: [credential(1)] }))
    expect(axes.certificate.map(({ id }) => id)).toEqual(['none', 'certificate'])
    expect(notes).toEqual([expect.stringContaining('leaf only and full chain are the same')])
  })

  it('takes each further certificate once, with its whole chain', () => {
    const { axes } = planMatrix(question({ credentials: [credential(2), credential(1), credential(3)] }))
    expect(axes.certificate.map(({ id, sent }) => [id, sent])).toEqual([
      ['none', 'nothing'],
      ['leaf', 'leaf'],
      ['chain', 'full'],
      ['certificate-2', 'full'],
      ['chain-3', 'full'],
    ])
  })

  it('asks without SNI alone where the host is an address', () => {
    const { base } = question()
    const { axes, notes } = planMatrix(
      question({ base: { ...base, host: '10.0.0.4', hello: { ...EVERYTHING, serverName: null } } }),
    )
    expect(axes.sni.map(({ serverName }) => serverName)).toEqual([null])
    expect(notes).toEqual([expect.stringContaining('10.0.0.4 is an address')])
  })

  it('leaves the axes that are not asked about as a probe has them', () => {
    const { axes, places } = planMatrix(question({ only: ['certificate'] }))
    expect(axes.tls.map(({ hello }) => hello.versions)).toEqual([[0x304, 0x303, 0x302, 0x301]])
    expect(axes.sni.map(({ id }) => id)).toEqual(['sni'])
    expect(axes.alpn.map(({ protocols }) => protocols)).toEqual([[]])
    expect(places).toHaveLength(3)
    expect(planMatrix(question({ only: ['tls'] })).axes.certificate.map(({ id }) => id)).toEqual(['chain'])
  })

  it('makes of each place a request that differs in nothing else', () => {
    const asked = question()
    const plan = planMatrix(asked)
    for (const place of plan.places) {
      const request = cellRequest(asked, plan, place, { address: '10.0.0.4', port: 443 })
      const [tls = 0, certificate = 0, sni = 0, alpn = 0] = place
      expect(request.hello.versions).toEqual([0x301 + tls])
      expect(request.credential === null).toBe(certificate === 0)
      expect(request.sendChain).toBe(certificate === 1 ? 'leaf' : 'full')
      expect(request.hello.serverName).toBe(sni === 0 ? 'apim.contoso.internal' : null)
      expect(request.hello.alpn).toEqual([alpn === 0 ? 'h2' : 'http/1.1'])
      expect(request).toMatchObject({ host: 'apim.contoso.internal', connect: { address: '10.0.0.4' } })
    }
  })
})

describe('what a person types for a matrix', () => {
  it('restricts the axes by the options of the probe', () => {
    const asked = matrixQuestion(
      { target: 'apim.contoso.internal', tls: '1.2-1.3', sni: false, alpn: 'h2', sendChain: 'leaf' },
      [given],
      null,
    )
    const { axes } = planMatrix(asked)
    expect(axes.tls.map(({ id }) => id)).toEqual(['TLS 1.2', 'TLS 1.3'])
    expect(axes.certificate.map(({ id }) => id)).toEqual(['none', 'leaf'])
    expect(axes.sni.map(({ id }) => id)).toEqual(['no-sni'])
    expect(axes.alpn.map(({ id }) => id)).toEqual(['h2'])
  })

  it('lets every server ask late, with a certificate or none', () => {
    const { axes } = planMatrix(matrixQuestion({ target: 'apim.contoso.internal' }, [], null))
    expect(axes.tls.at(-1)?.hello.extensions).toContain(EXTENSION.postHandshakeAuth)
    expect(axes.tls.at(-2)?.hello.extensions).not.toContain(EXTENSION.postHandshakeAuth)
  })

  it('speaks as the profile does: no version, no ALPN that its client does not know', () => {
    const { axes, notes } = planMatrix(
      matrixQuestion({ target: 'apim.contoso.internal', profile: 'minimal-tls12' }, [], null),
    )
    expect(axes.tls.map(({ id }) => id)).toEqual(['TLS 1.2'])
    expect(axes.alpn.map(({ id }) => id)).toEqual(['no-alpn'])
    expect(notes.join(' ')).toContain('no ALPN')
  })

  it('takes no more certificates and protocols than anybody reads', () => {
    const target = 'apim.contoso.internal'
    expect(() => matrixQuestion({ target }, new Array(9).fill(given), null)).toThrow('it takes 8')
    expect(() => matrixQuestion({ target, alpn: 'a,b,c,d,e' }, [], null)).toThrow('a matrix takes 4')
  })
})
