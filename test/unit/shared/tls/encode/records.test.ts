import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '../../../../../src/shared/bytes/text.ts'
import {
  encodeAlertRecord,
  encodeChangeCipherSpecRecord,
  encodeHandshakeRecords,
  encodeRecords,
  encodeServerHelloDone,
  MAX_PLAINTEXT_LENGTH,
} from '../../../../../src/shared/tls/encode/index.ts'
import { bytes } from '../../../../support/tls-samples.ts'

/** A second, plain reading of records, independent of the record layer. */
function split(wire: Uint8Array) {
  const records: { type: number; version: number; payload: Uint8Array }[] = []
  for (let at = 0; at < wire.length; ) {
    const view = new DataView(wire.buffer, wire.byteOffset + at)
    const length = view.getUint16(3)
    records.push({
      type: view.getUint8(0),
      version: view.getUint16(1),
      payload: wire.subarray(at + 5, at + 5 + length),
    })
    at += 5 + length
  }
  return records
}

describe('records', () => {
  it('carry the payload whole, however it is fragmented', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 5 }),
        (payload, fragments) => {
          const records = split(encodeRecords(22, payload, { version: 0x0301, fragments }))
          expect(concat(records.map((record) => record.payload))).toEqual(payload)
          expect(records.every((record) => record.type === 22 && record.version === 0x0301)).toBe(true)
          records.slice(0, -1).forEach((record, index) => {
            expect(record.payload.length).toBe(fragments[Math.min(index, fragments.length - 1)])
          })
        },
      ),
    )
  })

  it('are of the greatest size allowed where none is asked for', () => {
    const sizes = split(encodeRecords(23, new Uint8Array(MAX_PLAINTEXT_LENGTH + 5))).map(
      (record) => record.payload.length,
    )
    expect(sizes).toEqual([16384, 5])
  })

  it('may be empty', () => {
    expect(encodeRecords(23, new Uint8Array(0))).toEqual(Uint8Array.of(23, 3, 3, 0, 0))
  })

  it('refuse fragments that would never end', () => {
    for (const fragments of [0, -1, Number.NaN]) {
      expect(() => encodeRecords(22, bytes(3), { fragments })).toThrow(RangeError)
    }
  })

  it('hold several handshake messages in one, or one message in several', () => {
    const done = encodeServerHelloDone()
    expect(split(encodeHandshakeRecords([done, done])).map((record) => record.payload.length)).toEqual([8])
    expect(split(encodeHandshakeRecords([done, done], { fragments: [3, 5] }))).toHaveLength(2)
  })

  it('hold alerts and a change of cipher spec', () => {
    expect(encodeAlertRecord(48)).toEqual(Uint8Array.of(21, 3, 3, 0, 2, 2, 48))
    expect(encodeAlertRecord(0, 'warning', { version: 0x0301 })).toEqual(Uint8Array.of(21, 3, 1, 0, 2, 1, 0))
    expect(encodeChangeCipherSpecRecord()).toEqual(Uint8Array.of(20, 3, 3, 0, 1, 1))
  })
})
