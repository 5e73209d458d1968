import type { LadderMessage } from './conversation.ts'

/**
 * A message stands where its last packet does. Packets that arrived out of order, and bytes that were held
 * back until TLS was recognised, reach the builder late; what one peer sent stays in the order it was sent.
 * @returns the very rows where they stand in order already, as they nearly always do
 */
export function inPacketOrder(rows: readonly LadderMessage[]): readonly LadderMessage[] {
  return isInPacketOrder(rows) ? rows : sorted(rows)
}

function isInPacketOrder(rows: readonly LadderMessage[]): boolean {
  let before = 0
  let client = 0
  let server = 0
  for (const { frames, layer, from } of rows) {
    let frame = frames[frames.length - 1] ?? 0
    if (layer === 'tls') {
      if (from === 'client') frame = client = Math.max(client, frame)
      else frame = server = Math.max(server, frame)
    }
    if (frame < before) return false
    before = frame
  }
  return true
}

function sorted(rows: readonly LadderMessage[]): LadderMessage[] {
  const reached = { client: 0, server: 0 }
  return rows
    .map((row, at) => {
      const frame = row.frames.at(-1) ?? 0
      if (row.layer !== 'tls') return { row, at, frame }
      reached[row.from] = Math.max(reached[row.from], frame)
      return { row, at, frame: reached[row.from] }
    })
    .sort((a, b) => a.frame - b.frame || a.at - b.at)
    .map(({ row }) => row)
}
