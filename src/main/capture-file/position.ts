import type { PcapPlace } from './pcap-reader.ts'
import type { PcapngPlace } from './pcapng-reader.ts'

/** Where reading an uncompressed capture may begin in the middle: between two packets, with all that its reader knew. */
export interface CapturePosition {
  /** In bytes from the beginning of the file. */
  readonly offset: number
  readonly place: PcapPlace | PcapngPlace
}
