/** The empty byte string: one for all, since a view costs more than what most fields hold. */
export const NO_BYTES: Uint8Array = new Uint8Array(0)
