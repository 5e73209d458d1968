/** What a capture reader hands on. Byte arrays are views, valid only during the call. */
export interface CaptureSink {
  /** A new interface (pcap: one, number 0). Numbers run on over sections. */
  interface?(interfaceIndex: number, linkType: number, snapLength: number, name: string | null): void
  packet(packet: CapturedPacket): void
  /** Decryption Secrets Block: `type` 0x544c534b is a TLS key log. */
  secrets?(type: number, bytes: Uint8Array): void
  /** Name Resolution Block entry. */
  name?(address: string, names: readonly string[]): void
  /** A comment of the file: on packet `frame`, or on a section, interface or other block (`null`). */
  comment?(frame: number | null, text: string): void
  warning(warning: CaptureWarning): void
}

/** One packet; the reader reuses the object. */
export interface CapturedPacket {
  /** 1-based, over all packets of the source. */
  frame: number
  interfaceIndex: number
  linkType: number
  /** Seconds since 1970 UTC, and nanoseconds within the second. A packet without a time (SPB): both 0. */
  seconds: number
  nanos: number
  /** `bytes[start, end)` is what was captured; `view` sees the same bytes at the same places. */
  bytes: Uint8Array
  view: DataView
  start: number
  end: number
  /** Length on the wire. */
  originalLength: number
}

export type CaptureWarningCode =
  | 'truncated-file'
  | 'damaged-block'
  | 'damaged-packet'
  | 'unsupported-link-type'
  | 'unsupported-block'
  | 'damaged-gzip'
  | 'limit-reached'

export interface CaptureWarning {
  readonly code: CaptureWarningCode
  /** Byte offset in the (decompressed) file; `null` where there is none. */
  readonly offset: number | null
  /** One sentence for the user. */
  readonly message: string
}

/** What is known when reading ends. */
export interface CaptureSummary {
  readonly kind: 'pcap' | 'pcapng'
  readonly compressed: boolean
  readonly packets: number
  /** Bytes read, after decompression. */
  readonly bytes: number
  readonly interfaces: number
  /** Comments on packets, interfaces and sections (pcapng). */
  readonly comments: number
  /** Why reading ended before the end, where the input could be read no further; what came before was handed on. */
  readonly failure: CaptureError | null
}

/** The input was no capture at all, or could not be read: one clear sentence, no stack. */
export class CaptureError extends Error {
  readonly code: 'not-found' | 'permission' | 'directory' | 'empty' | 'not-a-capture' | 'io'
  readonly path: string
  readonly offset: number | null
  constructor(
    code: 'not-found' | 'permission' | 'directory' | 'empty' | 'not-a-capture' | 'io',
    path: string,
    message: string,
    offset: number | null = null,
  ) {
    super(message)
    this.name = 'CaptureError'
    this.code = code
    this.path = path
    this.offset = offset
  }
}
