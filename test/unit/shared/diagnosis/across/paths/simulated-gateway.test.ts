import { describe, expect, it } from 'vitest'
import { joinLegs } from '../../../../../../src/shared/diagnosis/across/paths/join.ts'
import type { LegSighting } from '../../../../../../src/shared/diagnosis/across/paths/shape.ts'
import { back, broke, front } from './sightings.ts'

/**
 * A gateway with clients, a pool of backend connections and probes of its own, played by chance. Whose request went over
 * which connection is known here, so whatever is joined can be held against it: nothing may be joined that does not
 * belong together.
 */

interface Played {
  readonly sightings: LegSighting[]
  /** `front back`. */
  readonly truth: ReadonlySet<string>
}

interface BackConnection {
  readonly name: string
  from: number
  to: number
  readonly requests: { from: number; to: number; path: string; port: number | null; fails: boolean }[]
  busyUntil: number
  fails: boolean
}

const PATHS = ['/orders', '/customers', '/stock']
const STATUS_PATH = '/status-0123456789abcdef'
const IDLE = 400

/** @param reads what can be read: `sender` (X-Forwarded-For), `requests`, or `nothing` */
function played(seed: number, clients: number, reads: 'sender' | 'requests' | 'nothing'): Played {
  const random = generator(seed)
  const pool: BackConnection[] = []
  const fronts: LegSighting[] = []
  const truth = new Set<string>()
  let names = 0
  let clock = 0
  const open = (at: number): BackConnection => {
    const made = {
      name: `b${names++}`,
      from: at,
      to: at,
      requests: [],
      busyUntil: at,
      fails: random() < 0.2,
    }
    pool.push(made)
    return made
  }
  for (let client = 0; client < clients; client++) {
    clock += random() * 300
    const port = 40_000 + client
    const asked: { from: number; to: number; path: string; fails: boolean }[] = []
    const name = `f${client}`
    let at = clock + 5
    for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
      const path = PATHS[Math.floor(random() * PATHS.length)] ?? '/'
      const idle = pool.find((one) => !one.fails && one.busyUntil < at && at - one.busyUntil < IDLE)
      const used = idle ?? open(at + 1)
      const to = at + 10 + random() * 80
      used.requests.push({ from: at + 2, to: to - 2, path, port, fails: used.fails })
      used.busyUntil = to
      used.to = to - 1
      truth.add(`${name} ${used.name}`)
      asked.push({ from: at, to, path, fails: used.fails })
      at = to + random() * 200
    }
    const last = asked.at(-1)?.to ?? at
    fronts.push(
      front(name, {
        port,
        from: clock,
        to: last + 5,
        requests:
          reads === 'nothing'
            ? []
            : asked.map(({ from, to, path, fails }) => ({
                fromMicros: from,
                toMicros: to,
                path,
                ...(fails ? { status: 502, statusText: '502 Bad Gateway' } : {}),
              })),
        spells: reads === 'nothing' ? asked.map(({ from, to }) => [from, to] as const) : [],
      }),
    )
    // The gateway's probe, for nobody.
    if (random() < 0.15) {
      const probe = open(clock + random() * 60)
      probe.fails = true
      probe.to = probe.from + 8
      probe.requests.push({ from: probe.from + 2, to: probe.to, path: STATUS_PATH, port: null, fails: false })
    }
  }
  return { sightings: [...fronts, ...pool.map((one) => sighted(one, reads))], truth }
}

function sighted(one: BackConnection, reads: 'sender' | 'requests' | 'nothing'): LegSighting {
  const { name, from, to, requests, fails } = one
  // A pooled connection stays open after its last request.
  const end = fails ? to : to + IDLE
  const isProbe = requests[0]?.path === STATUS_PATH
  return back(name, {
    from,
    to: end,
    broke: fails && !isProbe ? broke('server-certificate', to - 1) : null,
    requests:
      reads === 'nothing' || (fails && !isProbe)
        ? []
        : requests.map(({ from: start, to: stop, path, port }) => ({
            fromMicros: start,
            toMicros: stop,
            path,
            forwardedFor: reads === 'sender' && port !== null ? { address: '10.0.0.4', port } : null,
          })),
    spells:
      reads === 'nothing' && !fails
        ? requests.map(({ from: start, to: stop }) => [start, stop] as const)
        : [],
  })
}

/** Numbers in [0, 1) that are the same on every machine (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function joinedPairs(sightings: readonly LegSighting[]): string[] {
  return joinLegs(sightings, []).flatMap(({ front: one, back: behind }) =>
    behind.map(({ handshake }) => `${one.handshake} ${handshake}`),
  )
}

describe('a gateway that is played by chance', () => {
  it.each(['sender', 'requests', 'nothing'] as const)(
    'has nothing joined that does not belong together: %s',
    (reads) => {
      let joined = 0
      for (let seed = 1; seed <= 40; seed++) {
        const { sightings, truth } = played(seed, 60, reads)
        const pairs = joinedPairs(sightings)
        joined += pairs.length
        expect(
          pairs.filter((pair) => !truth.has(pair)),
          `seed ${seed}`,
        ).toEqual([])
      }
      expect(joined).toBeGreaterThan(40)
    },
  )

  it('has every request joined whose sender the gateway wrote down', () => {
    const { sightings, truth } = played(7, 200, 'sender')
    const readable = new Set(
      sightings.filter(({ requests }) => requests.length > 0).map(({ handshake }) => handshake),
    )
    const pairs = new Set(joinedPairs(sightings))
    const owed = [...truth].filter((pair) => readable.has(pair.split(' ')[1] ?? ''))
    expect(owed.length).toBeGreaterThan(100)
    expect(owed.filter((pair) => !pairs.has(pair))).toEqual([])
  })
})
