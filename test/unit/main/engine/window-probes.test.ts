import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EngineSession } from '../../../../src/main/engine/session.ts'
import {
  type AnalysisEvent,
  analysisEventSchema,
  type EngineChannel,
  engineChannels,
  type Outcome,
} from '../../../../src/shared/ipc/contract.ts'
import { documentOf } from '../../../../src/shared/ipc/handshake-row.ts'
import type { ProbeOptions } from '../../../../src/shared/ipc/probe-options.ts'
import { PASSPHRASE, type ProbeServers, startProbeServers } from '../../../support/probe-servers.ts'

const events: AnalysisEvent[] = []
/** What is answered to the next questions, in order. */
const answers: (string | boolean | null)[] = []
const session = new EngineSession((event) => {
  events.push(event)
  if (event.kind === 'probe-question') void answer(event)
})
const folder = mkdtempSync(join(tmpdir(), 'tlscope-probes-'))
let servers: ProbeServers

async function answer({ analysis, question }: Extract<AnalysisEvent, { kind: 'probe-question' }>) {
  const given = answers.shift() ?? null
  if (question.kind === 'passphrase') await tell('probe:answer-passphrase', { analysis, passphrase: given })
  else await tell('probe:confirm', { analysis, go: given === true })
}

async function tell(channel: EngineChannel, payload: unknown): Promise<Outcome<unknown>> {
  const outcome = await session.answer(channel, payload)
  if (outcome.ok)
    expect(engineChannels[channel].response.safeParse(outcome.value).error?.issues).toBeUndefined()
  return outcome
}

async function ask<T>(channel: EngineChannel, payload: unknown): Promise<T> {
  const outcome = await tell(channel, payload)
  if (!outcome.ok) throw new Error(outcome.error.message)
  return outcome.value as T
}

async function until<T>(find: () => T | undefined): Promise<T> {
  for (;;) {
    const found = find()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function probed(options: ProbeOptions): Promise<string> {
  const { analysis } = await ask<{ analysis: string }>('probe:start', { options })
  await until(() => events.find((event) => event.kind === 'done' && event.analysis === analysis))
  return analysis
}

function sourceOf(analysis: string) {
  const event = events.find((one) => one.kind === 'source' && one.analysis === analysis)
  return event?.kind === 'source' ? event.source : null
}

beforeAll(async () => {
  servers = await startProbeServers(folder)
}, 30_000)

afterAll(() => {
  servers.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a probe, asked as the window asks it', () => {
  it('tells its stages, then its ladder and what only it knows', async () => {
    const analysis = await probed({ target: `127.0.0.1:${servers.plain}` })
    const stages = events.flatMap((event) =>
      event.kind === 'probe-stage' && event.analysis === analysis ? [event.report.stage] : [],
    )
    expect(stages.slice(0, 4)).toEqual(['dns', 'tcp', 'tls', 'http'])
    expect(sourceOf(analysis)).toMatchObject({ kind: 'probe', probe: { http: { status: 200 } } })
    for (const event of events) expect(analysisEventSchema.safeParse(event).error?.issues).toBeUndefined()
  })

  it('hands over the bytes of its messages, and those of the probe before', async () => {
    const first = await probed({ target: `127.0.0.1:${servers.plain}` })
    const second = await probed({ target: `127.0.0.1:${servers.plain}` })
    for (const analysis of [first, second]) {
      const row = events.flatMap((event) =>
        event.kind === 'handshakes' && event.analysis === analysis ? event.handshakes : [],
      )[0]
      const document = row === undefined ? null : documentOf(row.json ?? '')
      const message = document?.messages.findIndex(({ type }) => type === 'ServerHello') ?? -1
      const { raw } = await ask<{ raw: Uint8Array }>('message:bytes', {
        analysis,
        handshake: document?.id,
        message,
      })
      expect(raw[0]).toBe(2)
    }
  })

  it('says at which option it stumbles', async () => {
    const wrong: readonly (readonly [ProbeOptions, string])[] = [
      [{ target: 'a b' }, 'option:target'],
      [{ target: 'a.example', tls: '9' }, 'option:tls'],
      [{ target: 'a.example', profile: 'netscape' }, 'option:profile'],
      [{ target: 'a.example', credential: { cert: join(folder, 'absent.pem') } }, 'option:cert'],
      [{ target: 'a.example', credential: { pfx: servers.files.cert } }, 'option:credential'],
      [{ target: 'a.example', trustedRoots: [servers.files.key] }, 'option:trustedRoots'],
    ]
    for (const [options, code] of wrong) {
      const outcome = await tell('probe:start', { options })
      expect(outcome).toMatchObject({ ok: false, error: { code } })
    }
  })

  it('asks for a passphrase until it is right, and not again for the same files', async () => {
    const { cert, lockedKey: key } = servers.files
    const options = { target: `localhost:${servers.strict}`, credential: { cert, key } }
    const before = events.length
    answers.push('not this one', PASSPHRASE)
    const analysis = await probed(options)
    const asked = events.slice(before).filter(({ kind }) => kind === 'probe-question')
    expect(asked.map((event) => event.kind === 'probe-question' && event.question)).toMatchObject([
      { kind: 'passphrase', file: key, attempt: 1 },
      { kind: 'passphrase', file: key, attempt: 2 },
    ])
    expect(sourceOf(analysis)?.probe?.acceptance[0]).toMatchObject({ status: 'accepted', answer: 'sent' })
    const again = events.length
    await probed(options)
    expect(events.slice(again).filter(({ kind }) => kind === 'probe-question')).toEqual([])
    expect(JSON.stringify(events)).not.toContain(PASSPHRASE)
  })

  it('does not begin where the passphrase is kept back', async () => {
    const { rogueCert, lockedKey } = servers.files
    answers.push(null)
    const outcome = await tell('probe:start', {
      options: { target: `localhost:${servers.strict}`, credential: { cert: rogueCert, key: lockedKey } },
    })
    expect(outcome).toMatchObject({ ok: false, error: { code: 'option:key' } })
  })

  it('sends nothing to a public address without leave', async () => {
    answers.push(false)
    const analysis = await probed({ target: '203.0.113.7:443', timeout: '1' })
    const probe = sourceOf(analysis)?.probe
    expect(probe).toMatchObject({ cancelled: true, attempts: [] })
  })

  it('is cancelled while it waits', async () => {
    const { analysis } = await ask<{ analysis: string }>('probe:start', {
      options: { target: `127.0.0.1:${servers.silent}` },
    })
    await until(() =>
      events.find(
        (one) => one.kind === 'probe-stage' && one.analysis === analysis && one.report.stage === 'tcp',
      ),
    )
    await ask('probe:cancel', {})
    await until(() => events.find((event) => event.kind === 'done' && event.analysis === analysis))
    expect(sourceOf(analysis)?.probe?.cancelled).toBe(true)
  })

  it('is saved without its secrets, and with them only where they are asked for', async () => {
    const analysis = await probed({ target: `127.0.0.1:${servers.plain}` })
    const save = async (withSecrets: boolean): Promise<string> => {
      const output = join(folder, `saved-${withSecrets}.pcapng`)
      await ask('probe:save', { analysis, output, withSecrets })
      return readFileSync(output, 'latin1')
    }
    expect(await save(false)).not.toContain('TRAFFIC_SECRET')
    expect(await save(true)).toContain('SERVER_TRAFFIC_SECRET_0')
  })

  it('knows its profiles, the doubtful values first', async () => {
    const { profiles } = await ask<{
      profiles: readonly { id: string; sources: readonly { confidence: string }[] }[]
    }>('probe:profiles', {})
    const gateway = profiles.find(({ id }) => id === 'appgw-v2-backend')
    expect(gateway?.sources[0]?.confidence).toBe('unverified')
  })
})

describe('a matrix, asked as the window asks it', () => {
  it('tells cell by cell, then what tells them apart; each cell has its ladder', async () => {
    const { cert, key } = servers.files
    const { matrix, cells, axes } = await ask<{ matrix: string; cells: number; axes: { tls: unknown[] } }>(
      'matrix:start',
      {
        probe: { target: `localhost:${servers.strict}`, credential: { cert, key }, tls: '1.2-1.3' },
        credentials: [],
        only: ['tls', 'certificate'],
      },
    )
    expect(axes.tls).toHaveLength(2)
    const done = await until(() => events.find((event) => event.kind === 'matrix-done'))
    expect(done).toMatchObject({ analysis: matrix })
    const told = events.flatMap((event) => (event.kind === 'matrix-cell' ? [event] : []))
    expect(new Set(told.map(({ index }) => index)).size).toBe(cells)
    const { analysis } = await ask<{ analysis: string }>('matrix:open-cell', { matrix, index: cells - 1 })
    await until(() => events.find((event) => event.kind === 'done' && event.analysis === analysis))
    expect(sourceOf(analysis)?.probe?.http?.status).toBe(200)
    for (const event of events) expect(analysisEventSchema.safeParse(event).error?.issues).toBeUndefined()
  }, 60_000)

  it('has no ladder for a cell that nobody asked, nor for another matrix', async () => {
    expect(await tell('matrix:open-cell', { matrix: 'other', index: 0 })).toMatchObject({
      ok: false,
      error: { code: 'no-such-matrix' },
    })
  })
})
