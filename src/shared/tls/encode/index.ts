/** Encoders of TLS messages and records, for scripted servers, the probe and tests. */

export type { ExtensionInput, KeyShareEntry } from './extensions.ts'
export * as extension from './extensions.ts'
export * from './handshake.ts'
export * from './records.ts'
