import { closeSync, openSync, renameSync, writeSync } from 'node:fs'

const BUFFER = 4 * 1024 * 1024
const SNAP_LENGTH = 262_144
const LINKTYPE_ETHERNET = 1

/** Writes a pcap (draft-ietf-opsawg-pcap, microseconds, little-endian) as a stream; it has its name when whole. */
export class PcapFile {
  readonly #path: string
  readonly #file: number
  readonly #buffer = new Uint8Array(BUFFER)
  readonly #view = new DataView(this.#buffer.buffer)
  #used = 0
  packets = 0
  bytes = 0

  constructor(path: string) {
    this.#path = path
    this.#file = openSync(`${path}.part`, 'w')
    this.#u32(0xa1b2c3d4)
    this.#u32(0x0004_0002)
    this.#u32(0)
    this.#u32(0)
    this.#u32(SNAP_LENGTH)
    this.#u32(LINKTYPE_ETHERNET)
  }

  packet(atMicros: number, frame: Uint8Array): void {
    if (this.#used + 16 + frame.length > BUFFER) this.#flush()
    this.#u32(Math.floor(atMicros / 1e6))
    this.#u32(Math.floor(atMicros % 1e6))
    this.#u32(frame.length)
    this.#u32(frame.length)
    this.#buffer.set(frame, this.#used)
    this.#used += frame.length
    this.bytes += 16 + frame.length
    this.packets++
  }

  close(): void {
    this.#flush()
    closeSync(this.#file)
    renameSync(`${this.#path}.part`, this.#path)
  }

  #u32(value: number): void {
    this.#view.setUint32(this.#used, value, true)
    this.#used += 4
  }

  #flush(): void {
    for (let at = 0; at < this.#used; ) at += writeSync(this.#file, this.#buffer, at, this.#used - at)
    this.#used = 0
  }
}
