import { addressText } from '../../../src/shared/packet/address.ts'
import type { UdpDatagramView } from '../../../src/shared/packet/datagram.ts'
import { PacketDecoder } from '../../../src/shared/packet/decoder.ts'
import type { TcpSegmentView } from '../../../src/shared/packet/segment.ts'

export interface Seen<View> {
  readonly view: View
  readonly source: string
  readonly destination: string
  readonly payload: Uint8Array
}

/** A decoder that keeps copies of all it hands on. */
export class Collector {
  readonly tcp: Seen<TcpSegmentView>[] = []
  readonly udp: Seen<UdpDatagramView>[] = []
  others = 0
  readonly decoder = new PacketDecoder({
    tcp: (view) => this.tcp.push(copy(view)),
    udp: (view) => this.udp.push(copy(view)),
    other: () => {
      this.others++
    },
  })
  #frame = 0

  /** Decodes a packet, put somewhere in the middle of a larger buffer as the reader does. */
  packet(bytes: Uint8Array, options: { linkType?: number; wire?: number; atMicros?: number } = {}): this {
    const buffer = new Uint8Array(bytes.length + 64).fill(0xee)
    buffer.set(bytes, 32)
    this.decoder.decode(
      options.linkType ?? 1,
      buffer,
      32,
      32 + bytes.length,
      options.wire ?? bytes.length,
      ++this.#frame,
      options.atMicros ?? 0,
    )
    return this
  }
}

/** The one TCP segment of one packet; fails where there is none. */
export function onlyTcp(
  bytes: Uint8Array,
  options: { linkType?: number; wire?: number } = {},
): Seen<TcpSegmentView> {
  const collector = new Collector().packet(bytes, options)
  const seen = collector.tcp[0]
  if (seen === undefined || collector.tcp.length + collector.udp.length + collector.others !== 1) {
    throw new Error(`expected one TCP segment, got ${collector.tcp.length}, ${collector.others} others`)
  }
  return seen
}

function copy<View extends TcpSegmentView | UdpDatagramView>(view: View): Seen<View> {
  return {
    view: { ...view },
    source: addressText(view.bytes, view.sourceAt, view.addressLength),
    destination: addressText(view.bytes, view.destinationAt, view.addressLength),
    payload: view.bytes.slice(view.payloadStart, view.payloadEnd),
  }
}
