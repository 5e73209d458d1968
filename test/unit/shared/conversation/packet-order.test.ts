import { describe, expect, it } from 'vitest'
import type { LadderMessage } from '../../../../src/shared/conversation/conversation.ts'
import { LadderRow } from '../../../../src/shared/conversation/ladder-row.ts'
import { inPacketOrder } from '../../../../src/shared/conversation/packet-order.ts'
import type { Peer } from '../../../../src/shared/conversation/vocabulary.ts'

function row(layer: LadderMessage['layer'], from: Peer, ...frames: number[]): LadderRow {
  return new LadderRow(0, from, layer, layer, 0, frames)
}

describe('the order of the ladder', () => {
  it('is the one the rows came in where that is the order of their last packets', () => {
    const rows = [
      row('tcp', 'client', 1),
      row('tls', 'client', 2, 4),
      row('tls', 'server', 4, 5),
      row('tcp', 'server', 6),
    ]
    expect(inPacketOrder(rows)).toBe(rows)
  })

  it('puts a row that came late where its last packet stands', () => {
    const [hello, reset, answer] = [
      row('tls', 'client', 4),
      row('tcp', 'client', 9),
      row('tls', 'server', 5, 7),
    ]
    expect(inPacketOrder([hello, reset, answer])).toEqual([hello, answer, reset])
  })

  it('keeps what one peer said in the order it was said, whatever its packets', () => {
    const [first, second, close] = [row('tls', 'client', 8), row('tls', 'client', 6), row('tcp', 'server', 7)]
    expect(inPacketOrder([first, second, close])).toEqual([close, first, second])
  })
})
