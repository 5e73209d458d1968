/** Captures of any length, made while they are read: nothing of them is ever held but one chunk. */

export interface TcpPacket {
  /** Number of the client, from 0; its address and port follow from it. */
  readonly client: number
  readonly fromClient?: boolean
  readonly sequence: number
  readonly acknowledgement?: number
  readonly flags: number
  readonly payload?: Uint8Array
}

export const SYN = 0x02
export const SYN_ACK = 0x12
export const ACK = 0x10
export const RST = 0x14
export const FIN_ACK = 0x11

const CHUNK = 256 * 1024
const START_SECONDS = 1_790_000_000

/** A little-endian pcap of Ethernet frames. @param micros between one frame and the next */
export async function* pcap(frames: Iterable<Uint8Array>, micros = 1): AsyncGenerator<Uint8Array> {
  let chunk = new Uint8Array(CHUNK)
  let view = new DataView(chunk.buffer)
  view.setUint32(0, 0xa1b2c3d4, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, 262_144, true)
  view.setUint32(20, 1, true)
  let at = 24
  let now = 0
  for (const frame of frames) {
    if (at + 16 + frame.length > chunk.length) {
      yield chunk.subarray(0, at)
      chunk = new Uint8Array(Math.max(CHUNK, 16 + frame.length))
      view = new DataView(chunk.buffer)
      at = 0
    }
    view.setUint32(at, START_SECONDS + Math.floor(now / 1e6), true)
    view.setUint32(at + 4, now % 1e6, true)
    view.setUint32(at + 8, frame.length, true)
    view.setUint32(at + 12, frame.length, true)
    chunk.set(frame, at + 16)
    at += 16 + frame.length
    now += micros
  }
  yield chunk.subarray(0, at)
}

/** Ethernet, IPv4, TCP; server 10.255.0.1:443. */
export function tcpFrame(packet: TcpPacket): Uint8Array {
  const payload = packet.payload ?? NOTHING
  const frame = new Uint8Array(54 + payload.length)
  const view = new DataView(frame.buffer)
  view.setUint16(12, 0x0800)
  frame[14] = 0x45
  view.setUint16(16, 40 + payload.length)
  frame[22] = 64
  frame[23] = 6
  const up = packet.fromClient ?? true
  const client = 0x0a000000 + Math.floor(packet.client / 50_000) + 1
  const port = 10_000 + (packet.client % 50_000)
  view.setUint32(26, up ? client : 0x0aff0001)
  view.setUint32(30, up ? 0x0aff0001 : client)
  view.setUint16(34, up ? port : 443)
  view.setUint16(36, up ? 443 : port)
  view.setUint32(38, packet.sequence >>> 0)
  view.setUint32(42, (packet.acknowledgement ?? 0) >>> 0)
  frame[46] = 0x50
  frame[47] = packet.flags
  view.setUint16(48, 65_535)
  frame.set(payload, 54)
  return frame
}

const NOTHING = new Uint8Array(0)
export const CLIENT_ISN = 1000
export const SERVER_ISN = 900_000

export function opening(client = 0): Uint8Array[] {
  return [
    tcpFrame({ client, sequence: CLIENT_ISN, flags: SYN }),
    tcpFrame({
      client,
      fromClient: false,
      sequence: SERVER_ISN,
      acknowledgement: CLIENT_ISN + 1,
      flags: SYN_ACK,
    }),
    tcpFrame({ client, sequence: CLIENT_ISN + 1, acknowledgement: SERVER_ISN + 1, flags: ACK }),
  ]
}

/** One direction's bytes from `offset` on, in segments of `size`, in order. */
export function* segments(
  bytes: Uint8Array,
  size: number,
  fields: { client?: number; fromClient?: boolean; offset?: number; acknowledged?: number } = {},
): Generator<Uint8Array> {
  const { client = 0, fromClient = true, offset = 0, acknowledged = 0 } = fields
  const [own, other] = fromClient ? [CLIENT_ISN, SERVER_ISN] : [SERVER_ISN, CLIENT_ISN]
  for (let at = 0; at < bytes.length; at += size) {
    yield tcpFrame({
      client,
      fromClient,
      sequence: own + 1 + offset + at,
      acknowledgement: other + 1 + acknowledged,
      flags: ACK,
      payload: bytes.subarray(at, at + size),
    })
  }
}
