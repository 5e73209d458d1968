import { describe, expect, it } from 'vitest'
import { synthesiseCapture } from '../../../../../src/main/capture-file/synthesise.ts'
import { LossyPath, type PathFault, type Peer } from '../../../../../src/main/lab/path/lossy-path.ts'
import type { Conversation } from '../../../../../src/shared/conversation/conversation.ts'
import { readConversations } from '../../../../support/engine/read-conversations.ts'

const CLIENT = { address: '10.20.0.4', port: 50_000 }
const SERVER = { address: '10.20.2.5', port: 443 }
const START = 1_700_000_000_000_000
const SECOND = 1_000_000

interface Run {
  readonly path: LossyPath
  readonly heard: string[]
}

function run(loses: PathFault['loses'], capturedAt: Peer = 'client'): Run {
  const heard: string[] = []
  const path = new LossyPath(
    CLIENT,
    SERVER,
    { loses, capturedAt },
    {
      opened: () => heard.push('opened'),
      data: (to, bytes) => heard.push(`${to} ${bytes.length}`),
      closed: (to) => heard.push(`${to} closed`),
    },
  )
  path.open(START)
  return { path, heard }
}

async function conversationOf({ path }: Run): Promise<Conversation | null> {
  let found: Conversation | null = null
  await readConversations(
    synthesiseCapture([{ client: CLIENT, server: SERVER, exchanges: [], frames: path.frames }]),
    (conversation) => {
      found = conversation
    },
  )
  return found
}

/** When something was sent again, in seconds from the beginning. */
function dues({ path }: Run, times: number): number[] {
  return Array.from({ length: times }, () => {
    const due = path.dueMicros ?? 0
    path.timeOut()
    return Math.round((due - START) / SECOND)
  })
}

const large = ({ size }: { size: number }) => size > 1400

describe('a path that loses packets', () => {
  it('loses nothing where it is told to lose nothing, and has no timer then', async () => {
    const one = run(() => false)
    one.path.write('client', new Uint8Array(3000), START + 10)
    one.path.write('server', new Uint8Array(20), START + 20)
    one.path.close('client', START + 30)
    one.path.close('server', START + 40)
    expect(one.heard).toEqual([
      'opened',
      'server 1460',
      'server 1460',
      'server 80',
      'client 20',
      'server closed',
      'client closed',
    ])
    expect(one.path.dueMicros).toBeNull()
    const conversation = await conversationOf(one)
    expect(conversation?.transport).toMatchObject({ synAckSeen: true, closed: 'fin', synRetransmissions: 0 })
    expect(conversation?.transport.client).toMatchObject({
      delivered: 3000,
      unacknowledged: 0,
      missingBytes: 0,
    })
  })

  it('doubles the time from one SYN to the next (RFC 6298)', async () => {
    const one = run(() => true)
    expect(dues(one, 4)).toEqual([1, 3, 7, 15])
    expect(one.heard).toEqual([])
    const conversation = await conversationOf(one)
    expect(conversation?.transport).toMatchObject({ synSeen: true, synAckSeen: false, synRetransmissions: 4 })
  })

  it('hands on nothing behind a gap, and keeps it until the gap is filled', () => {
    const one = run((packet) => large(packet) && packet.times < 3)
    one.path.write('client', new Uint8Array(2000), START)
    expect(one.heard).toEqual(['opened'])
    expect(dues(one, 1)).toEqual([1])
    expect(one.heard).toEqual(['opened'])
    expect(dues(one, 1)).toEqual([3])
    expect(one.heard).toEqual(['opened', 'server 1460', 'server 540'])
    expect(one.path.dueMicros).toBeNull()
  })

  it('sends what else was lost as soon as the first of it is acknowledged', () => {
    const one = run((packet) => large(packet) && packet.times === 1)
    one.path.write('client', new Uint8Array(5 * 1460 + 10), START)
    expect(dues(one, 1)).toEqual([1])
    expect(one.heard.filter((line) => line === 'server 1460')).toHaveLength(5)
    expect(one.heard.at(-1)).toBe('server 10')
  })

  it('sends nothing new, not even a FIN, while it waits for what was sent again', async () => {
    const one = run((packet) => packet.from === 'client' && large(packet))
    one.path.write('client', new Uint8Array(2000), START)
    dues(one, 2)
    one.path.close('client', START + 4 * SECOND)
    one.path.write('client', new Uint8Array(10), START + 5 * SECOND)
    const conversation = await conversationOf(one)
    expect(conversation?.transport.client).toMatchObject({ finSeen: false, delivered: 2000 })
    expect(one.heard).toEqual(['opened'])
  })

  it('shows at the sender what is sent again, and at the receiver what is missing and asked for', async () => {
    const seen = async (at: Peer): Promise<Conversation | null> => {
      const one = run((packet) => packet.from === 'server' && large(packet), at)
      one.path.write('client', new Uint8Array(100), START)
      one.path.write('server', new Uint8Array(2000), START + 10)
      dues(one, 3)
      return conversationOf(one)
    }
    expect((await seen('server'))?.transport.server).toMatchObject({
      unansweredRetransmissions: 3,
      missingBytes: 0,
      duplicateAcks: 1,
      unacknowledged: 2000,
    })
    expect((await seen('client'))?.transport.server).toMatchObject({
      unansweredRetransmissions: 0,
      missingBytes: 1460,
      duplicateAcks: 1,
      unacknowledged: 2000,
    })
  })

  it('has the SYN-ACK sent again by its own timer and not acknowledged twice', async () => {
    const one = run((packet) => packet.from === 'server', 'server')
    dues(one, 6)
    const conversation = await conversationOf(one)
    expect(conversation?.transport).toMatchObject({ synAckSeen: true })
    expect(conversation?.transport.server).toMatchObject({ ackSeen: false, retransmissions: 3 })
    expect(one.heard).toEqual([])
  })
})
