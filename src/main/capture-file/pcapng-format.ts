/** pcapng as draft-ietf-opsawg-pcapng lays it out: block types, option codes, and the walk over options. */

export const BLOCK_SECTION_HEADER = 0x0a0d0d0a
export const BLOCK_INTERFACE_DESCRIPTION = 1
/** Obsolete, still written by some tools. */
export const BLOCK_PACKET = 2
export const BLOCK_SIMPLE_PACKET = 3
export const BLOCK_NAME_RESOLUTION = 4
export const BLOCK_INTERFACE_STATISTICS = 5
export const BLOCK_ENHANCED_PACKET = 6
export const BLOCK_JOURNAL_EXPORT = 9
export const BLOCK_DECRYPTION_SECRETS = 10
export const BLOCK_CUSTOM = 0x00000bad
export const BLOCK_CUSTOM_NO_COPY = 0x40000bad

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d

export const OPTION_END = 0
export const OPTION_COMMENT = 1
export const SECTION_HARDWARE = 2
export const SECTION_OS = 3
export const SECTION_USER_APPLICATION = 4
export const INTERFACE_NAME = 2
export const INTERFACE_DESCRIPTION = 3
export const INTERFACE_TIME_RESOLUTION = 9
export const INTERFACE_TIME_OFFSET = 14

/** Decryption Secrets Block: a TLS key log in the NSS format. */
export const SECRETS_TLS_KEY_LOG = 0x544c534b

/** Type, length in front, length behind. */
export const BLOCK_OVERHEAD = 12

/** The next multiple of four: blocks, options and packet data are padded to it. */
export function padded(length: number): number {
  return Math.ceil(length / 4) * 4
}

/** Calls `visit` with code and value range of each option in `[at, end)`, up to the end or to damage. */
export function forEachOption(
  view: DataView,
  littleEndian: boolean,
  at: number,
  end: number,
  visit: (code: number, start: number, end: number) => void,
): void {
  while (at + 4 <= end) {
    const code = view.getUint16(at, littleEndian)
    const length = view.getUint16(at + 2, littleEndian)
    if (code === OPTION_END || at + 4 + length > end) return
    visit(code, at + 4, at + 4 + length)
    at += 4 + padded(length)
  }
}
