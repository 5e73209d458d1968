import { parseAddress } from '../../shared/packet/address.ts'
import { type Endpoint, TCP_ACK, TCP_SYN } from '../../shared/packet/segment.ts'
import { type FrameEndpoint, tcpFrame } from './tcp-frame.ts'

interface End {
  readonly endpoint: FrameEndpoint
  readonly firstSequence: number
  nextId: number
}

const NO_BYTES: Uint8Array = new Uint8Array(0)

/** Writes the packets of one TCP connection, as frames of an Ethernet between its two ends. */
export class PacketWriter {
  /** Payload that fills a packet of Ethernet's size; the SYNs announce it as MSS. */
  readonly segmentSize: number
  readonly #client: End
  readonly #server: End

  /** @throws RangeError if an address is no literal, or the two are of different families */
  constructor(client: Endpoint, server: Endpoint) {
    this.#client = endOf(client, 1, 0x10_0000)
    this.#server = endOf(server, 2, 0x20_0000)
    const family = this.#client.endpoint.address.length
    if (family !== this.#server.endpoint.address.length) {
      throw new RangeError(`${client.address} and ${server.address} are of different address families`)
    }
    this.segmentSize = family === 4 ? 1460 : 1440
  }

  /** @param sequence and @param acknowledgement count from the SYN of either side, which is 0 */
  frame(
    from: 'client' | 'server',
    sequence: number,
    acknowledgement: number,
    flags: number,
    payload: Uint8Array = NO_BYTES,
  ): Uint8Array {
    const [own, other] = from === 'client' ? [this.#client, this.#server] : [this.#server, this.#client]
    const id = own.nextId
    own.nextId = (own.nextId + 1) & 0xffff
    const announced = Uint8Array.of(2, 4, this.segmentSize >> 8, this.segmentSize & 0xff)
    return tcpFrame({
      from: own.endpoint,
      to: other.endpoint,
      sequence: (own.firstSequence + sequence) % 2 ** 32,
      acknowledgement: (flags & TCP_ACK) === 0 ? 0 : (other.firstSequence + acknowledgement) % 2 ** 32,
      flags,
      id,
      options: (flags & TCP_SYN) === 0 ? NO_BYTES : announced,
      payload,
    })
  }
}

function endOf(endpoint: Endpoint, number: number, firstSequence: number): End {
  const address = parseAddress(endpoint.address)
  if (address === null) throw new RangeError(`${endpoint.address} is no IP address`)
  return {
    // Locally administered, so that nobody's device is named.
    endpoint: { mac: Uint8Array.of(2, 0, 0, 0, 0, number), address, port: endpoint.port },
    firstSequence,
    nextId: 1,
  }
}
