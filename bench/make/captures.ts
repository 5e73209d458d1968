import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Cast, makeCast } from './cast.ts'
import { tlsConnection } from './connection.ts'
import { Noise } from './noise.ts'
import { PcapFile } from './pcap-file.ts'
import { Random } from './random.ts'

/** How large the captures of the benchmark are. */
export interface Sizes {
  /** The capture of bulk data: its size in bytes, and its handshakes. */
  readonly bulkBytes: number
  readonly bulkHandshakes: number
  /** The capture of other traffic: its packets that carry no TLS, and its handshakes. */
  readonly noisePackets: number
  readonly noiseHandshakes: number
  readonly smallFiles: number
}

export const FULL: Sizes = {
  bulkBytes: 1_000_000_000,
  bulkHandshakes: 20_000,
  noisePackets: 1_000_000,
  noiseHandshakes: 1_000,
  smallFiles: 1_000,
}

export const SMALL: Sizes = {
  bulkBytes: 2_000_000,
  bulkHandshakes: 60,
  noisePackets: 2_000,
  noiseHandshakes: 10,
  smallFiles: 8,
}

/** The paths of the captures. */
export interface Captures {
  readonly bulk: string
  readonly noise: string
  readonly small: readonly string[]
}

const START_MICROS = Date.parse('2026-06-01T09:00:00Z') * 1000
/** Connections that talk at the same time. */
const AT_ONCE = 120
/** What a handshake and the headers of its packets take beside the bulk data, about. */
const HANDSHAKE_BYTES = 6_500
const HEADER_SHARE = 1.065
/** Connections that get past their handshake. */
const SERVED_SHARE = 0.9

/** Makes whichever capture is absent, always with the same bytes. Returns their paths. */
export function makeCaptures(folder: string, sizes: Sizes, say: (line: string) => void): Captures {
  mkdirSync(join(folder, 'small'), { recursive: true })
  let made: Cast | null = null
  const cast = (): Cast => {
    made ??= makeCast()
    return made
  }
  const bulk = join(folder, 'bulk.pcap')
  if (!existsSync(bulk)) {
    say(`making ${bulk} …`)
    makeBulk(bulk, cast(), sizes)
  }
  const noise = join(folder, 'noise.pcap')
  if (!existsSync(noise)) {
    say(`making ${noise} …`)
    makeNoise(noise, cast(), sizes)
  }
  const small: string[] = []
  for (let number = 0; number < sizes.smallFiles; number++) {
    const path = join(folder, 'small', `${String(number).padStart(4, '0')}.pcap`)
    small.push(path)
    if (!existsSync(path)) makeSmall(path, cast(), number)
  }
  return { bulk, noise, small }
}

function makeBulk(path: string, cast: Cast, sizes: Sizes): void {
  const random = new Random(1)
  const each = sizes.bulkBytes / sizes.bulkHandshakes
  const mean = Math.max(1_000, (each - HANDSHAKE_BYTES) / HEADER_SHARE / SERVED_SHARE)
  const file = new PcapFile(path)
  const talk = new Talk(random, (number) => {
    // A few connections carry most of the bytes, as everywhere.
    const share = number % 20 === 0 ? 10 : 0.526
    return tlsConnection(random, cast, number, Math.round(mean * share))
  })
  let atMicros = START_MICROS
  for (;;) {
    const frame = talk.next(sizes.bulkHandshakes)
    if (frame === null) break
    atMicros += 20 + random.below(120)
    file.packet(atMicros, frame)
  }
  file.close()
}

function makeNoise(path: string, cast: Cast, sizes: Sizes): void {
  const random = new Random(2)
  const noise = new Noise(random, cast)
  const file = new PcapFile(path)
  const talk = new Talk(random, (number) => tlsConnection(random, cast, number, 2_000 + random.below(8_000)))
  let atMicros = START_MICROS
  const at = (): number => {
    atMicros += 40 + random.below(300)
    return atMicros
  }
  const every = Math.max(1, Math.floor(sizes.noisePackets / sizes.noiseHandshakes / 25))
  for (let packet = 0; packet < sizes.noisePackets; packet++) {
    file.packet(at(), noise.next())
    const frame = packet % every === 0 ? talk.next(sizes.noiseHandshakes) : null
    if (frame !== null) file.packet(at(), frame)
  }
  for (
    let frame = talk.next(sizes.noiseHandshakes);
    frame !== null;
    frame = talk.next(sizes.noiseHandshakes)
  ) {
    file.packet(at(), frame)
  }
  file.close()
}

function makeSmall(path: string, cast: Cast, number: number): void {
  const random = new Random(1_000 + number)
  const file = new PcapFile(path)
  let atMicros = START_MICROS + number * 60e6
  for (let connection = 0; connection <= random.below(4); connection++) {
    for (const frame of tlsConnection(random, cast, number * 8 + connection, 500 + random.below(20_000))) {
      atMicros += 200 + random.below(4_000)
      file.packet(atMicros, frame)
    }
  }
  file.close()
}

/** Several connections, one packet of one of them at a time. */
class Talk {
  readonly #random: Random
  readonly #open: (number: number) => Iterator<Uint8Array>
  readonly #talking: Iterator<Uint8Array>[] = []
  #opened = 0

  constructor(random: Random, open: (number: number) => Iterator<Uint8Array>) {
    this.#random = random
    this.#open = open
  }

  /** `null` when the last of `connections` has nothing more to say. */
  next(connections: number): Uint8Array | null {
    for (;;) {
      while (this.#talking.length < AT_ONCE && this.#opened < connections) {
        this.#talking.push(this.#open(this.#opened++))
      }
      if (this.#talking.length === 0) return null
      const at = this.#random.below(this.#talking.length)
      const said = this.#talking[at]?.next()
      if (said !== undefined && said.done !== true) return said.value
      this.#talking.splice(at, 1)
    }
  }
}
