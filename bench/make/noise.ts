import { tcpFrame } from '../../src/main/capture-file/tcp-frame.ts'
import { utf8Bytes } from '../../src/shared/bytes/text.ts'
import { ByteWriter } from '../../src/shared/bytes/writer.ts'
import { TCP_ACK, TCP_PSH } from '../../src/shared/packet/segment.ts'
import type { Cast } from './cast.ts'
import type { Random } from './random.ts'

const FLOWS = 400
const PORTS = [7421, 7432, 18_611, 21_804, 22_177, 24_950, 29_311, 31_007]
const MACS = [Uint8Array.of(2, 0, 0, 0, 1, 1), Uint8Array.of(2, 0, 0, 0, 1, 2)] as const
const NO_BYTES = new Uint8Array(0)

interface Flow {
  readonly sides: readonly [Side, Side]
}

interface Side {
  readonly endpoint: { readonly mac: Uint8Array; readonly address: Uint8Array; readonly port: number }
  sequence: number
}

/** Packets that carry no TLS: long-lived connections of some in-house protocol, DNS, ARP, pings. */
export class Noise {
  readonly #random: Random
  readonly #cast: Cast
  readonly #flows: Flow[]

  constructor(random: Random, cast: Cast) {
    this.#random = random
    this.#cast = cast
    this.#flows = Array.from({ length: FLOWS }, (_, at) => flow(random, at))
  }

  next(): Uint8Array {
    const draw = this.#random.below(100)
    if (draw < 72) return this.#tcp()
    if (draw < 95) return this.#udp()
    return draw < 98 ? this.#echo() : this.#arp()
  }

  #tcp(): Uint8Array {
    const random = this.#random
    const { sides } = random.pick(this.#flows)
    const upwards = random.below(2)
    const from = sides[upwards === 1 ? 0 : 1]
    const to = sides[upwards === 1 ? 1 : 0]
    const payload = random.below(3) === 0 ? NO_BYTES : this.#bytes(40 + random.below(1400))
    const frame = tcpFrame({
      from: from.endpoint,
      to: to.endpoint,
      sequence: from.sequence,
      acknowledgement: to.sequence,
      flags: payload.length > 0 ? TCP_ACK | TCP_PSH : TCP_ACK,
      id: random.below(65_536),
      options: NO_BYTES,
      payload,
    })
    from.sequence = (from.sequence + payload.length) >>> 0
    return frame
  }

  /** DNS questions (RFC 1035 4.1). */
  #udp(): Uint8Array {
    const payload = question(this.#random.below(65_536), `host-${this.#random.below(5_000)}`)
    const [source, destination] = [49_152 + this.#random.below(16_000), 53]
    const datagram = new ByteWriter()
      .u16(source)
      .u16(destination)
      .u16(8 + payload.length)
      .u16(0)
      .raw(payload)
    return this.#ipv4(17, datagram.bytes())
  }

  #echo(): Uint8Array {
    return this.#ipv4(
      1,
      new ByteWriter().u8(8).u8(0).u16(0).u32(this.#random.u32()).raw(this.#bytes(56)).bytes(),
    )
  }

  #arp(): Uint8Array {
    return new ByteWriter()
      .raw(new Uint8Array(6).fill(0xff))
      .raw(MACS[0])
      .u16(0x0806)
      .raw(Uint8Array.of(0, 1, 8, 0, 6, 4, 0, 1))
      .raw(MACS[0])
      .u32(0x0a00_0001)
      .raw(new Uint8Array(6))
      .u32(this.#random.u32())
      .raw(new Uint8Array(18))
      .bytes()
  }

  /** The header checksum is left to the hardware, as captures on the sending host have it. */
  #ipv4(protocol: number, content: Uint8Array): Uint8Array {
    return new ByteWriter()
      .raw(MACS[1])
      .raw(MACS[0])
      .u16(0x0800)
      .u16(0x4500)
      .u16(20 + content.length)
      .u16(this.#random.below(65_536))
      .u16(0x4000)
      .u8(64)
      .u8(protocol)
      .u16(0)
      .u32(0x0a0a_0000 + this.#random.below(4096))
      .u32(0x0a0b_0000 + this.#random.below(64))
      .raw(content)
      .bytes()
  }

  #bytes(length: number): Uint8Array {
    const from = this.#random.below(this.#cast.bulk.length - length)
    return this.#cast.bulk.subarray(from, from + length)
  }
}

function flow(random: Random, at: number): Flow {
  const side = (index: 0 | 1, port: number): Side => ({
    endpoint: { mac: MACS[index], address: Uint8Array.of(10, 30 + index, at >> 8, at & 255), port },
    sequence: random.u32(),
  })
  return { sides: [side(0, 40_000 + at), side(1, random.pick(PORTS))] }
}

/** For the address of `host`.example.net. */
function question(id: number, host: string): Uint8Array {
  const out = new ByteWriter().u16(id).u16(0x0100).u16(1).u16(0).u16(0).u16(0)
  for (const label of [host, 'example', 'net']) out.vector(1, (inner) => inner.raw(utf8Bytes(label)))
  return out.u8(0).u16(1).u16(1).bytes()
}
