import { describe, expect, it } from 'vitest'
import {
  type AskedCell,
  type MatrixLimits,
  type MatrixObserver,
  matrixDocument,
  planMatrix,
  runMatrix,
} from '../../../../../src/main/probe/matrix/index.ts'
import { matrixSchema } from '../../../../../src/shared/contract/matrix.ts'
import {
  type Asked,
  askedOf,
  type Behaviour,
  FAST,
  FINE,
  fakeServer,
  NOT_SPOKEN,
  question,
  REFUSED_PORT,
} from './fake-server.ts'

interface Told {
  readonly limits?: Partial<MatrixLimits>
  readonly observer?: MatrixObserver
  readonly signal?: AbortSignal
  readonly question?: ReturnType<typeof question>
}

async function ask(behave: (asked: Asked, time: number) => Behaviour, told: Told = {}) {
  const asked = told.question ?? question()
  const plan = planMatrix(asked)
  let time = 0
  const server = fakeServer((request) => behave(request, time++))
  const run = await runMatrix(asked, plan, server, { ...FAST, ...told.limits }, told.observer, told.signal)
  const document = matrixSchema.parse(matrixDocument(asked, plan, run))
  const words = new Map<string, number>()
  for (const { word } of document.cells) words.set(word, (words.get(word) ?? 0) + 1)
  return { plan, run, document, requests: server.requests, words: Object.fromEntries(words) }
}

describe('a matrix', () => {
  it('asks every combination once, and gives each its own handshake', async () => {
    const { document, requests, words } = await ask(() => FINE)
    expect(words).toEqual({ ok: 48 })
    expect(requests).toHaveLength(48)
    expect(new Set(requests.map((request) => JSON.stringify(askedOf(request)))).size).toBe(48)
    expect(new Set(document.cells.map(({ handshake }) => handshake)).size).toBe(48)
    for (const cell of document.cells) {
      const handshake = document.analysis.handshakes.find(({ id }) => id === cell.handshake)
      expect(handshake?.version).toBe(cell.tls)
      expect(handshake?.alpn.offered).toEqual([cell.alpn])
      const path = document.analysis.sources[handshake?.source ?? -1]?.path
      expect(path).toContain(`apim.contoso.internal:443: ${cell.tls}, `)
    }
  })

  it('looks the name up once: every probe but the first goes to the address that the first one reached', async () => {
    const { requests, document } = await ask(() => FINE)
    expect(requests[0]?.connect).toBeNull()
    expect(requests.slice(1).every(({ connect }) => connect?.address === '10.0.0.4')).toBe(true)
    expect(requests.every(({ host }) => host === 'apim.contoso.internal')).toBe(true)
    expect(document.target.address).toBe('10.0.0.4')
  })

  it('never has more probes under way than allowed', async () => {
    let underWay = 0
    let most = 0
    const asked = question()
    const server = fakeServer(() => FINE)
    await runMatrix(
      asked,
      planMatrix(asked),
      {
        ...server,
        run: async (...args) => {
          underWay++
          most = Math.max(most, underWay)
          const run = await server.run(...args)
          underWay--
          return run
        },
      },
      { ...FAST, concurrency: 3 },
    )
    expect(most).toBe(3)
  })

  it('is polite to other machines and does not spare its own', async () => {
    const began: number[] = []
    const observe = (): Behaviour => {
      began.push(performance.now())
      return FINE
    }
    const only = question({ only: ['certificate', 'sni'] })
    await ask(observe, { question: only, limits: { perSecond: 20, concurrency: 6 } })
    expect(began).toHaveLength(6)
    // Timers may fire a little early.
    expect((began.at(-1) ?? 0) - (began[0] ?? 0)).toBeGreaterThan(5 * 50 * 0.9)
    const loopback = { ...only, base: { ...only.base, connect: { address: '127.0.0.1', port: 443 } } }
    const startedAt = performance.now()
    await ask(() => FINE, { question: loopback, limits: { perSecond: 0.1, concurrency: 6 } })
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  it('stops at the cap and says what was not asked', async () => {
    const { words, requests, document } = await ask(() => FINE, { limits: { connections: 10 } })
    expect(requests).toHaveLength(10)
    expect(words).toEqual({ ok: 10, 'not-asked': 38 })
    expect(document.notes).toEqual([
      '38 combinations were not asked: a matrix makes 10 connections to one target at the most.',
    ])
    expect(document.interrupted).toBe(false)
  })

  it('keeps what was done when it is ended', async () => {
    const controller = new AbortController()
    const { words, document } = await ask(() => FINE, {
      signal: controller.signal,
      observer: {
        cell: (_index, _cell, settled) => {
          if (settled === 12) controller.abort()
        },
      },
    })
    expect(words.ok).toBeGreaterThanOrEqual(12)
    expect(words.ok).toBeLessThan(20)
    expect((words.ok ?? 0) + (words['not-asked'] ?? 0)).toBe(48)
    expect(document.interrupted).toBe(true)
    for (const cell of document.cells) expect(cell.handshake === null).toBe(cell.word === 'not-asked')
  })

  it('asks a closed port twice, and of the rest says that nobody asked, not that it failed', async () => {
    const { words, document, requests } = await ask(() => REFUSED_PORT)
    expect(requests).toHaveLength(2)
    expect(words).toEqual({ refused: 2, 'not-asked': 46 })
    expect(document.notes).toEqual([
      '46 combinations were not asked: the first two probes did not get as far as TLS.',
    ])
    expect(document.differences).toEqual([
      expect.objectContaining({
        kind: 'none-works',
        sentence: expect.stringContaining('No probe got as far as TLS'),
      }),
    ])
  })

  it('is not put off by a first connection that fails by chance', async () => {
    const { words, document } = await ask((_asked, time) => (time === 0 ? REFUSED_PORT : FINE))
    expect(words).toEqual({ refused: 1, ok: 47 })
    const [cell] = document.cells.filter(({ word }) => word === 'refused')
    expect(cell).toMatchObject({ asked: 2, unsteady: true })
  })

  it('gives up on a server that stops taking connections', async () => {
    const { words, document, requests } = await ask((_asked, time) => (time < 10 ? FINE : REFUSED_PORT))
    expect(requests.length).toBeLessThan(30)
    expect(words.ok).toBe(10)
    expect(words['not-asked']).toBeGreaterThan(18)
    expect(document.notes.join()).toContain('did not get as far as TLS any more')
  })

  it('asks for leave before anything is sent, and takes a no', async () => {
    const asked: (readonly string[])[] = []
    const permit = (addresses: readonly string[]): boolean => {
      asked.push(addresses)
      return true
    }
    expect((await ask(() => FINE, { observer: { permit } })).words).toEqual({ ok: 48 })
    expect(asked).toHaveLength(48)
    const { words, requests, document } = await ask(() => FINE, { observer: { permit: () => false } })
    expect(requests).toHaveLength(1)
    expect(words).toEqual({ 'not-asked': 48 })
    expect(document.notes).toEqual(['48 combinations were not asked: nobody allowed it.'])
  })

  it('asks a lonely answer again, and counts it if it stays', async () => {
    const isLonely = ({ version, sent, sni, alpn }: Asked): boolean =>
      version === 'TLS 1.3' && sent === 2 && sni === null && alpn === 'h2'
    const { requests, document } = await ask((asked) =>
      isLonely(asked) ? { how: 'rst', stage: 'finished' } : FINE,
    )
    expect(requests.filter((request) => isLonely(askedOf(request)))).toHaveLength(2)
    expect(document.cells.filter(({ asked }) => asked === 2)).toMatchObject([
      { word: 'reset', unsteady: false },
    ])
    expect(document.differences[0]?.sentence).toMatch(
      /^Breaks only with TLS 1\.3, with the full chain, without SNI and with ALPN h2: /,
    )
  })

  it('calls a cell that answers differently unsteady, and lets it explain nothing', async () => {
    let times = 0
    const { document } = await ask(({ version, sent, sni, alpn }) => {
      if (version !== 'TLS 1.2' || sent !== 1 || sni === null || alpn !== 'h2') return FINE
      return times++ === 0 ? { how: 'timeout', stage: 'finished' } : FINE
    })
    const unsteady = document.cells.filter((cell) => cell.unsteady)
    expect(unsteady).toMatchObject([{ word: 'silence', tls: 'TLS 1.2', certificate: 'leaf', asked: 2 }])
    expect(unsteady[0]?.sentence).toContain('first silence, then ok')
    expect(document.differences.map(({ kind }) => kind)).toEqual(['works', 'unsteady'])
  })

  it('does not ask again where the server plainly does not speak a version', async () => {
    const { requests } = await ask(({ version }) => (version === 'TLS 1.2' ? FINE : NOT_SPOKEN))
    expect(requests).toHaveLength(48)
  })

  it('tells of each cell as it is settled, with its run for whoever saves it', async () => {
    const cells: [number, AskedCell][] = []
    const saved: number[] = []
    await ask(() => FINE, {
      observer: {
        cell: (index, cell) => cells.push([index, cell]),
        asked: async (index, run, analysis) => {
          expect(analysis.handshakes).toHaveLength(1)
          expect(run.cancelled).toBe(false)
          saved.push(index)
        },
      },
    })
    expect(cells.map(([index]) => index).sort((a, b) => a - b)).toEqual([...Array(48).keys()])
    expect(saved).toHaveLength(48)
  })
})
