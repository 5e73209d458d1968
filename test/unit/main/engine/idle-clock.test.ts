import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CLIENT_ISN, opening, pcap, RST, tcpFrame } from '../../../robustness/support/flood.ts'
import { readConversations } from '../../../support/engine/read-conversations.ts'

/** A connection that is reset, and then a pipe that stays open and silent. */
async function* reset(silenceMillis: number, told: () => number, seen: number[]): AsyncGenerator<Uint8Array> {
  const frames = [
    ...opening(),
    tcpFrame({ client: 0, sequence: CLIENT_ISN + 1, flags: RST, acknowledgement: 1 }),
  ]
  for await (const chunk of pcap(frames)) yield chunk
  await wait(silenceMillis)
  seen.push(told())
}

describe('a pipe that falls silent', () => {
  it('does not keep back what was decided', async () => {
    let conversations = 0
    const seen: number[] = []
    const count = (): void => {
      conversations++
    }
    await readConversations(
      reset(2_000, () => conversations, seen),
      count,
    )
    expect(seen).toEqual([1])
  })

  it('is given the time in which something may follow', async () => {
    let conversations = 0
    const seen: number[] = []
    const count = (): void => {
      conversations++
    }
    await readConversations(
      reset(100, () => conversations, seen),
      count,
    )
    expect(seen).toEqual([0])
    expect(conversations).toBe(1)
  })
})
