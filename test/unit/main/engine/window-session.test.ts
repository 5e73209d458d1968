import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { EngineSession } from '../../../../src/main/engine/session.ts'
import { WindowSession } from '../../../../src/main/engine/window-session.ts'
import { engineChannels } from '../../../../src/shared/ipc/contract.ts'
import type { SessionRequest } from '../../../../src/shared/ipc/session-channels.ts'
import { library } from '../incident/session/filling.ts'
import { handshake } from '../incident/session/handshakes.ts'

const document = (name: string): string =>
  fileURLToPath(new URL(`../../../azure/documents/${name}`, import.meta.url))

/** Asked as the window asks: over the session, whose answer must fit the contract. */
async function filled(about: Partial<SessionRequest> = {}) {
  const request = { answers: [], analysis: null, names: {}, places: {}, sku: null, tier: null, ...about }
  const outcome = await new EngineSession(() => {}).answer('session:fill', request)
  if (!outcome.ok) throw new Error(outcome.error.message)
  return engineChannels['session:fill'].response.parse(outcome.value)
}

describe('the session of the window', () => {
  it('begins with everything open', async () => {
    const { document: session, unread } = await filled()
    expect(session.progress).toMatchObject({ answered: 0, total: 19 })
    expect(unread).toEqual([])
  })

  it('is filled from files and from pasted text', async () => {
    const { document: session } = await filled({
      answers: [
        { item: null, path: document('gateway-show.json') },
        { item: 'nsg', name: 'pasted text 1', text: 'Kari knows' },
      ],
    })
    const item = (id: string) => session.items.find((one) => one.id === id)
    expect(item('gateway-sku')?.state).toBe('answered')
    expect(item('nsg')?.notes).toEqual([{ name: 'pasted text 1', text: 'Kari knows' }])
  })

  it('tells of a file that is not there, and reads the others', async () => {
    const { document: session, unread } = await filled({
      answers: [
        { item: null, path: document('no-such.json') },
        { item: null, path: document('apim-show.json') },
      ],
    })
    expect(unread).toEqual([
      `${document('no-such.json')}: no such file, expected the saved output of a command`,
    ])
    expect(session.situation.tier).toBe('classic')
  })

  it('goes by what the user says of SKU and tier, and passes over names that are none', async () => {
    const { document: session } = await filled({
      sku: 'v1',
      tier: 'consumption',
      names: { rg: 'rg-edge', nonsense: 'x' },
    })
    expect(session.situation).toEqual({ sku: 'v1', tier: 'consumption' })
    expect(session.names).toEqual([{ name: 'rg', value: 'rg-edge', from: 'typed' }])
    expect(session.items.find(({ id }) => id === 'apim-ca-store')?.state).toBe('not-applicable')
  })

  it('does not keep what was asked before', async () => {
    const engine = new EngineSession(() => {})
    const ask = (answers: SessionRequest['answers']) =>
      engine.answer('session:fill', { answers, analysis: null, names: {}, places: {}, sku: null, tier: null })
    await ask([{ item: null, path: document('gateway-show.json') }])
    const outcome = await ask([])
    expect(outcome).toMatchObject({ ok: true, value: { document: { progress: { answered: 0 } } } })
  })

  it('is written down as Markdown', async () => {
    const engine = new EngineSession(() => {})
    const request = { answers: [], analysis: null, names: {}, places: {}, sku: null, tier: null }
    const outcome = await engine.answer('session:markdown', request)
    expect(outcome).toMatchObject({ ok: true })
    expect(JSON.stringify(outcome)).toContain('# Session: gateway and API Management')
  })

  it('refuses a request that is malformed', async () => {
    const outcome = await new EngineSession(() => {}).answer('session:fill', { answers: [{ text: 'x' }] })
    expect(outcome).toMatchObject({ ok: false, error: { code: 'bad-request' } })
  })
})

describe('the captures beside a session', () => {
  const held = () => {
    const state = {
      changes: 1,
      asked: 0,
      reading: false,
      handshakes: [handshake({ id: 'h0', leg: 'direct' })],
    }
    const captures = {
      get changes() {
        return state.changes
      },
      ways: [],
      source: (number: number) =>
        number === 0 ? { input: { path: 'a.pcapng', input: 'a.pcapng' }, document: null } : null,
      handshakesOf: async () => {
        state.asked++
        if (state.reading) state.changes++
        return state.handshakes
      },
    }
    const session = new WindowSession(
      () => captures,
      async () => library,
    )
    const fill = async (about: Partial<SessionRequest> = {}) => {
      const request = { answers: [], analysis: 'a', names: {}, places: {}, sku: null, tier: null, ...about }
      const { document: told } = await session.answers['session:fill'](request)
      return told.items.find(({ id }) => id === 'live-direct')?.facts.map(({ text }) => text) ?? []
    }
    return { state, fill }
  }
  const note = { item: 'nsg', name: 'pasted text 1', text: 'Kari knows' }

  it('are judged once for all answers that change nothing of them', async () => {
    const { state, fill } = held()
    const first = await fill()
    expect(first).toEqual(['h0: completed with TLS 1.2.'])
    expect(await fill({ answers: [note] })).toEqual(first)
    expect(await fill({ names: { rg: 'rg-edge' } })).toEqual(first)
    expect(state.asked).toBe(1)
  })

  it('are judged again where they changed, where a machine was named, or where a row of the log came', async () => {
    const { state, fill } = held()
    await fill()
    state.changes++
    state.handshakes = [...state.handshakes, handshake({ id: 'h1', leg: 'direct', sni: 'other' })]
    expect(await fill()).toHaveLength(2)
    expect(state.asked).toBe(2)
    await fill({ places: { gateway: '10.0.1.5' } })
    expect(state.asked).toBe(3)
    const row = JSON.stringify([{ error_info: 'ERRORINFO_UPSTREAM_NO_LIVE', clientPort: 50123 }])
    await fill({ answers: [{ item: null, name: 'pasted text 2', text: row }] })
    expect(state.asked).toBe(4)
  })

  it('are not kept while they are still read', async () => {
    const { state, fill } = held()
    state.reading = true
    await fill()
    state.reading = false
    await fill()
    await fill()
    expect(state.asked).toBe(2)
  })
})
