import { SECRETS_TLS_KEY_LOG } from '../../../src/main/capture-file/pcapng-format.ts'
import { synthesiseCapture } from '../../../src/main/capture-file/synthesise.ts'
import { type Recording, recordHandshake } from '../decrypt/loopback.ts'
import {
  block,
  enhancedPacket,
  interfaceDescription,
  join,
  OrderedBytes,
  option,
  pcapHeader,
  pcapRecord,
  sectionHeader,
} from '../packets/capture.ts'
import { ethernet, ipv4, udp } from '../packets/frame.ts'
import { readAll } from '../packets/read.ts'

/** Captures of many connections whose packets stand mixed, in every form that a reader has to know where it is in. */
export interface Interleaved {
  readonly frames: readonly Uint8Array[]
  /** Opens all of them. */
  readonly keyLog: string
}

/** @param each connections of each kind @param random below 1, the same every time if the test is to be */
export async function interleaved(each: number, random: () => number): Promise<Interleaved> {
  const kinds: Recording[] = [
    await recordHandshake(),
    await recordHandshake({
      server: { maxVersion: 'TLSv1.2', requestCert: true, rejectUnauthorized: false },
    }),
    await recordHandshake({ server: { maxVersion: 'TLSv1.2' }, client: { minVersion: 'TLSv1.2' } }),
  ]
  const lanes: Uint8Array[][] = []
  for (let at = 0; at < each * kinds.length; at++) {
    const { record } = kinds[at % kinds.length] as Recording
    const client = { ...record.client, port: 20_000 + at }
    const { packets } = await readAll(synthesiseCapture([{ ...record, client }]))
    const whole = packets.map(({ bytes }) => bytes)
    // Some stop answering: they stay open to the end of the capture.
    lanes.push(at % 5 === 4 ? whole.slice(0, 5) : whole)
  }
  const frames: Uint8Array[] = []
  for (let left = lanes.filter((lane) => lane.length > 0); left.length > 0; ) {
    // Few at a time, so that connections begin all over the capture.
    const lane = left[Math.floor(random() * Math.min(6, left.length))]
    const frame = lane?.shift()
    if (frame !== undefined) frames.push(frame)
    left = left.filter((one) => one.length > 0)
  }
  return { frames, keyLog: kinds.map(({ keyLog }) => keyLog).join('') }
}

const START = 1_790_000_000

export function asPcap(frames: readonly Uint8Array[]): Uint8Array {
  const records = frames.map((frame, at) =>
    pcapRecord(frame, { seconds: START + Math.floor(at / 1000), fraction: (at % 1000) * 1000 }),
  )
  return join([pcapHeader(), ...records])
}

/** Sections of both byte orders, two interfaces each whose clocks tick differently, and one that comes late. */
export function asSections(frames: readonly Uint8Array[], keyLog: string | null): Uint8Array {
  const pieces: Uint8Array[] = []
  const half = Math.ceil(frames.length / 2)
  for (const [section, bigEndian] of [false, true].entries()) {
    const resolution = (digits: number): Uint8Array => option(9, Uint8Array.of(digits), bigEndian)
    pieces.push(sectionHeader(bigEndian))
    pieces.push(interfaceDescription(1, bigEndian))
    pieces.push(interfaceDescription(1, bigEndian, [resolution(9)]))
    if (section === 0 && keyLog !== null) pieces.push(secretsBlock(keyLog, bigEndian))
    const own = frames.slice(section * half, (section + 1) * half)
    for (const [at, frame] of own.entries()) {
      if (at === Math.floor(own.length / 2)) pieces.push(interfaceDescription(1, bigEndian, [resolution(3)]))
      const millis = BigInt(START) * 1000n + BigInt(section * half + at)
      const interfaceId = at < own.length / 2 ? at % 2 : at % 3
      const time = millis * ([1000n, 1_000_000n, 1n][interfaceId] ?? 1n)
      pieces.push(enhancedPacket(frame, { time, interfaceId, bigEndian }))
    }
  }
  return join(pieces)
}

function secretsBlock(keyLog: string, bigEndian: boolean): Uint8Array {
  const bytes = Buffer.from(keyLog, 'latin1')
  const body = new OrderedBytes(bigEndian).u32(SECRETS_TLS_KEY_LOG).u32(bytes.length).raw(bytes).bytes()
  return block(10, body, bigEndian)
}

/** Each IP datagram that is long enough in two pieces, the second one some packets later. */
export function inFragments(frames: readonly Uint8Array[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  const late: Uint8Array[] = []
  for (const [at, frame] of frames.entries()) {
    const payload = frame.subarray(34)
    if (payload.length < 64) pieces.push(frame)
    else {
      const [source, destination] = [dotted(frame, 26), dotted(frame, 30)]
      const id = at & 0xffff
      const fields = { source, destination, id }
      pieces.push(ethernet(ipv4(payload.subarray(0, 40), { ...fields, moreFragments: true })))
      late.push(ethernet(ipv4(payload.subarray(40), { ...fields, fragmentOffset: 40 })))
    }
    // In order within a connection, which sends on before it is whole.
    if (late.length > 3 || at === frames.length - 1) pieces.push(...late.splice(0))
  }
  return pieces
}

/** Every second frame within VXLAN (RFC 7348), its network told by the outer addresses. */
export function inTunnels(frames: readonly Uint8Array[]): Uint8Array[] {
  return frames.map((frame, at) => {
    if (at % 2 === 0) return frame
    const vxlan = join([Uint8Array.of(8, 0, 0, 0, 0, 0, 42, 0), frame])
    const outer = { protocol: 17, source: '192.0.2.1', destination: '192.0.2.2' }
    return ethernet(ipv4(udp(50_000, 4789, vxlan), outer))
  })
}

function dotted(bytes: Uint8Array, at: number): string {
  return bytes.subarray(at, at + 4).join('.')
}
