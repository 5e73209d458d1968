import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Analysis, applyEvents, newAnalysis } from '../../../../src/renderer/state/analysis.ts'
import { askDocumentsOf, expectNearby } from '../../../../src/renderer/state/awaiting.ts'
import { latestDocument } from '../../../../src/renderer/state/documents.ts'
import { HandshakeList } from '../../../../src/renderer/state/handshakes/list.ts'
import {
  clearSelection,
  followHash,
  followMessages,
  selectFirst,
  selectHandshake,
  selectMessage,
} from '../../../../src/renderer/state/navigate.ts'
import {
  chosenHandshake,
  getState,
  selectedHandshake,
  setState,
} from '../../../../src/renderer/state/store.ts'
import type { HandshakeDocument } from '../../../../src/shared/contract/analysis.ts'
import { type HandshakeRow, rowOf } from '../../../../src/shared/ipc/handshake-row.ts'
import { broken, handshake, messages } from '../../../support/renderer/documents.ts'

const location = { hash: '' }
/** What the engine was asked, and how to have it answer. */
let asked: { readonly handshake: string; answer(json: string): void; refuse(message: string): void }[] = []
let opened = 0

const document = (tcpStream: number, given: Partial<HandshakeDocument> = {}): HandshakeDocument =>
  handshake({
    id: `h${tcpStream}`,
    tcpStream,
    messages: messages('C SYN', 'C ClientHello', 'S Alert'),
    ...given,
  })
const text = (tcpStream: number): string => JSON.stringify(document(tcpStream))
const bare = (tcpStream: number, given: Partial<HandshakeDocument> = {}): HandshakeRow => ({
  ...rowOf(document(tcpStream, given)),
  json: null,
})
const settled = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => {})

function open(...rows: HandshakeRow[]): Analysis {
  const analysis = newAnalysis(`a${++opened}`, { kind: 'lab' })
  const read: Analysis = { ...analysis, status: 'done', handshakes: HandshakeList.of(rows) }
  setState({ analysis: read })
  return read
}

beforeEach(() => {
  vi.useFakeTimers()
  location.hash = ''
  vi.stubGlobal('window', {
    location,
    history: {
      replaceState: (_state: unknown, _title: string, hash: string) => {
        location.hash = hash === '#' ? '' : hash
      },
    },
  })
  asked = []
  askDocumentsOf(
    ({ handshake }) =>
      new Promise((done) => {
        asked.push({
          handshake,
          answer: (json) => done({ ok: true, value: { json } }),
          refuse: (message) => done({ ok: false, error: { code: 'not-readable', message, hint: null } }),
        })
      }),
  )
})

afterEach(async () => {
  clearSelection()
  for (const { refuse } of asked) refuse('over')
  await settled()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('a handshake whose document came with its row', () => {
  it('is selected at once, and the engine is asked nothing', () => {
    open(rowOf(document(1)), bare(2))
    selectHandshake('h1')
    expect(getState().selection).toMatchObject({ handshake: 'h1', message: 1 })
    expect(selectedHandshake(getState())?.id).toBe('h1')
    expect([asked, getState().awaited]).toEqual([[], null])
  })
})

describe('a handshake whose document is with the engine', () => {
  it('is marked at once and shown when it comes; what was shown stays until then', async () => {
    open(rowOf(document(1)), bare(2))
    selectHandshake('h1')
    selectHandshake('h2')
    expect(chosenHandshake(getState())).toBe('h2')
    expect(selectedHandshake(getState())?.id).toBe('h1')
    asked[0]?.answer(text(2))
    await settled()
    expect(selectedHandshake(getState())).toEqual(document(2))
    expect(getState()).toMatchObject({ awaited: null, selection: { handshake: 'h2', message: 1 } })
    expect(location.hash).toBe('#h2/m1')
  })

  it('is asked for once, however often it is looked at', async () => {
    const analysis = open(bare(1), bare(2))
    selectHandshake('h1')
    asked[0]?.answer(text(1))
    await settled()
    const first = latestDocument(analysis, 'h1')
    selectHandshake('h2')
    asked[1]?.answer(text(2))
    await settled()
    selectHandshake('h1')
    expect(asked.map(({ handshake }) => handshake)).toEqual(['h1', 'h2'])
    expect(selectedHandshake(getState())).toBe(first)
  })

  it('stands alone where it takes longer, so that no other’s messages stand beside it', async () => {
    open(rowOf(document(1)), bare(2))
    selectHandshake('h1')
    selectHandshake('h2')
    await vi.advanceTimersByTimeAsync(250)
    expect(getState().selection).toEqual({ handshake: 'h2', message: null, bytes: null, field: null })
    expect(selectedHandshake(getState())).toBeNull()
    asked[0]?.answer(text(2))
    await settled()
    expect(getState().selection).toMatchObject({ handshake: 'h2', message: 1 })
  })

  it('says why it cannot be had, and is asked for again when it is chosen again', async () => {
    open(rowOf(document(1)), bare(2))
    selectHandshake('h2')
    asked[0]?.refuse('a.pcap: no such file.')
    await settled()
    expect(getState().awaited).toEqual({ handshake: 'h2', fault: 'a.pcap: no such file.' })
    expect(selectedHandshake(getState())).toBeNull()
    selectHandshake('h2')
    asked[1]?.answer('{}')
    await settled()
    expect(getState().awaited?.fault).toBe('What the engine told of h2 is no handshake.')
    selectHandshake('h1')
    expect(getState().awaited).toBeNull()
    expect(selectedHandshake(getState())?.id).toBe('h1')
  })

  it('that was passed by is not asked for: of those chosen meanwhile only the last', async () => {
    open(...[1, 2, 3, 4, 5].map((stream) => bare(stream)))
    for (const id of ['h1', 'h2', 'h3', 'h4', 'h5']) selectHandshake(id)
    asked[0]?.answer(text(1))
    await settled()
    expect(asked.map(({ handshake }) => handshake)).toEqual(['h1', 'h5'])
    expect(selectedHandshake(getState())).toBeNull()
    asked[1]?.answer(text(5))
    await settled()
    expect(selectedHandshake(getState())?.id).toBe('h5')
  })

  it('is given up for what is shown already', async () => {
    open(rowOf(document(1)), bare(2))
    selectHandshake('h1')
    selectMessage(2)
    selectHandshake('h2')
    selectHandshake('h1')
    asked[0]?.answer(text(2))
    await settled()
    expect(getState()).toMatchObject({ awaited: null, selection: { handshake: 'h1', message: 2 } })
  })

  it('is led to by a link, to the very message', async () => {
    open(bare(1), bare(2))
    location.hash = '#h2/m2'
    followHash()
    followHash()
    expect(asked).toHaveLength(1)
    asked[0]?.answer(text(2))
    await settled()
    expect(getState().selection).toMatchObject({ handshake: 'h2', message: 2 })
  })

  it('is asked for ahead of its turn once nothing else is', async () => {
    const analysis = open(bare(1), bare(2), bare(3))
    expectNearby(analysis, ['h2', 'h3'])
    selectHandshake('h1')
    for (const stream of [2, 1, 3]) {
      asked.at(-1)?.answer(text(stream))
      await settled()
    }
    expect(asked.map(({ handshake }) => handshake)).toEqual(['h2', 'h1', 'h3'])
    selectHandshake('h3')
    expect(selectedHandshake(getState())?.id).toBe('h3')
    expect(asked).toHaveLength(3)
  })

  it('is not asked for ahead of its turn where the engine takes long, nor where its row brought it', async () => {
    const analysis = open(bare(1), bare(2), rowOf(document(3)), bare(4))
    selectHandshake('h1')
    await vi.advanceTimersByTimeAsync(250)
    asked[0]?.answer(text(1))
    await settled()
    expectNearby(analysis, ['h2'])
    expect(asked).toHaveLength(1)
    selectHandshake('h4')
    asked[1]?.answer(text(4))
    await settled()
    expectNearby(analysis, ['h3'])
    expect(asked.map(({ handshake }) => handshake)).toEqual(['h1', 'h4'])
  })

  it('is the first to be shown where it is the first that broke', async () => {
    open(rowOf(document(1)), bare(2), bare(7, { ...broken({}), id: 'h7', tcpStream: 7 }))
    selectFirst()
    selectFirst()
    expect(asked.map(({ handshake }) => handshake)).toEqual(['h7'])
    asked[0]?.answer(JSON.stringify(document(7, { outcome: 'broken' })))
    await settled()
    expect(getState()).toMatchObject({ selectionIsUsers: false, selection: { handshake: 'h7' } })
    selectFirst()
    expect(asked).toHaveLength(1)
  })

  it('stays on screen as it was, told again without its document, until that has come', async () => {
    const before = open(rowOf(document(1)))
    selectHandshake('h1')
    selectMessage(2)
    const after = applyEvents(before, [{ kind: 'handshakes', analysis: before.id, handshakes: [bare(1)] }], 0)
    setState({ analysis: after })
    followMessages(before)
    expect(selectedHandshake(getState())).toEqual(document(1))
    const later = document(1, { messages: messages('C SYN', 'S SYN-ACK', 'C ClientHello', 'S Alert') })
    asked[0]?.answer(JSON.stringify(later))
    await settled()
    expect(selectedHandshake(getState())).toEqual(later)
    expect(getState().selection.handshake).toBe('h1')
  })
})
