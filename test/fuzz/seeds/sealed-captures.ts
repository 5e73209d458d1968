import { type Exchange, synthesiseCapture } from '../../../src/main/capture-file/synthesise.ts'
import { TALK_CAPTURES } from './captures.ts'
import { KEY_LOG, PLAINTEXTS, type SealedTurn, seal } from './sealed.ts'
import { PLAINTEXTS_12, seal12 } from './sealed12.ts'

/** A capture, with its secrets, of peers that say what `plaintext` holds. */
export function captureOf(plaintext: Uint8Array): Uint8Array {
  return captureOfTurns(seal(plaintext), KEY_LOG)
}

/** `null` where the peers cannot speak: an input that names no suite. */
export function capture12Of(plaintext: Uint8Array): Uint8Array | null {
  const sealed = seal12(plaintext)
  return sealed && captureOfTurns(sealed.turns, sealed.keyLog)
}

function captureOfTurns(turns: readonly SealedTurn[], keyLog: string): Uint8Array {
  const start = 1_790_000_000_000_000
  const exchanges: Exchange[] = [{ atMicros: start, from: 'client', kind: 'open' }]
  for (const [index, { from, bytes }] of turns.entries())
    exchanges.push({ atMicros: start + 5000 * (index + 1), from, kind: 'data', bytes })
  exchanges.push({ atMicros: start + 5_000_000, from: 'server', kind: 'fin' })
  const client = { address: '10.20.0.4', port: 50_000 }
  const server = { address: '10.20.1.10', port: 443 }
  return synthesiseCapture([{ client, server, exchanges }], keyLog === '' ? {} : { keyLog })
}

/** Whole captures of the fuzzer's own: of each talk, and some whose secrets are in them. */
export const CAPTURES: readonly Uint8Array[] = [
  ...TALK_CAPTURES,
  ...PLAINTEXTS.map(captureOf),
  ...[0, 2, 5, 8, 9].flatMap((at) => capture12Of(PLAINTEXTS_12[at] ?? new Uint8Array(0)) ?? []),
]
