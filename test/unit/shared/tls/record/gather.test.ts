import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Gather } from '../../../../../src/shared/tls/record/gather.ts'
import { bytes } from '../../../../support/tls-samples.ts'

/** Strings, each in pieces; gathered, and taken one after the other. */
const strings = fc.array(fc.array(fc.uint8Array({ maxLength: 90 }), { maxLength: 5 }), { maxLength: 12 })

function whole(pieces: readonly Uint8Array[]): number[] {
  return pieces.flatMap((piece) => [...piece])
}

describe('gathering bytes', () => {
  it.each([0, 64, 1024])('gives back what came, string by string, in blocks of %i', (blockLength) => {
    fc.assert(
      fc.property(strings, fc.boolean(), (all, known) => {
        const gather = new Gather(blockLength)
        const taken = all.map((pieces) => {
          const limit = known ? whole(pieces).length : undefined
          for (const piece of pieces) gather.append(piece, 0, piece.length, limit)
          expect(gather.length).toBe(whole(pieces).length)
          return gather.take()
        })
        // Later strings leave those alone that were taken before.
        expect(taken.map((string) => [...string])).toEqual(all.map(whole))
      }),
    )
  })

  it('takes no more memory than a few times what has come, whatever was announced', () => {
    const gather = new Gather()
    gather.append(bytes(100), 0, 100, 16_000_000)
    expect(gather.view().buffer.byteLength).toBeLessThanOrEqual(400)
    gather.append(bytes(900), 0, 900, 16_000_000)
    expect(gather.view().buffer.byteLength).toBeLessThanOrEqual(4000)
    expect(gather.take()).toHaveLength(1000)
  })

  it('lends its bytes until the next come', () => {
    const gather = new Gather()
    gather.append(bytes(60), 0, 60)
    const lent = gather.lend()
    expect(lent).toEqual(bytes(60))
    gather.append(bytes(60, 9), 0, 60)
    expect(gather.lend()).toEqual(bytes(60, 9))
    expect(gather.length).toBe(0)
  })
})
