import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EngineSession } from '../../../../src/main/engine/session.ts'
import { findScenario, recordLab, runScenario } from '../../../../src/main/lab/index.ts'
import type { CompareSideRequest } from '../../../../src/shared/ipc/compare-channels.ts'
import { type AnalysisEvent, engineChannels, type Response } from '../../../../src/shared/ipc/contract.ts'

const events: AnalysisEvent[] = []
const session = new EngineSession((event) => events.push(event))
const folder = mkdtempSync(join(tmpdir(), 'tlscope-compare-'))
const file = join(folder, 'tls13-mutual-ok.pcapng')
let analysis = ''

beforeAll(async () => {
  const scenarios = ['tls12-mutual-ok', 'client-certificate-required-tls12'].flatMap((id) => {
    const scenario = findScenario(id)
    return scenario === null ? [] : [scenario]
  })
  const both = join(folder, 'both.pcapng')
  writeFileSync(both, (await recordLab(scenarios)).pcapng)
  writeFileSync(file, (await runScenario('tls13-mutual-ok')).pcapng)
  const opened = await session.answer('analysis:open', { paths: [both], options: {} })
  if (!opened.ok) throw new Error(opened.error.message)
  analysis = (opened.value as { analysis: string }).analysis
  while (!events.some(({ kind }) => kind === 'done')) await new Promise((resolve) => setTimeout(resolve, 10))
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function open(handshake: string): CompareSideRequest {
  return { kind: 'open', analysis, handshake, name: `both.pcapng#${handshake}` }
}

async function compared(
  a: CompareSideRequest,
  b: CompareSideRequest,
  roles: unknown = null,
): Promise<Response<'compare:run'>> {
  const outcome = await session.answer('compare:run', { a, b, roles })
  if (!outcome.ok) throw new Error(outcome.error.message)
  return engineChannels['compare:run'].response.parse(outcome.value)
}

describe('a comparison that the window asks for', () => {
  it('is of two handshakes of what is open', async () => {
    const { document } = await compared(open('h0'), open('h1'))
    expect(document.a).toMatchObject({ path: 'both.pcapng#h0', handshake: 'h0', outcome: 'completed' })
    expect(document.b).toMatchObject({ handshake: 'h1', outcome: 'broken' })
    expect(document.firstDivergence?.sentence).toContain('in A the client sends its certificate')
    expect(document.firstDivergence?.sentence).toContain('in B an empty one')
  })

  it('is of an open handshake and one of a file', async () => {
    const { document } = await compared(open('h0'), { kind: 'file', path: file, handshake: null })
    expect(document.b).toMatchObject({ path: 'tls13-mutual-ok.pcapng', version: 'TLS 1.3' })
    expect(document.firstDivergence?.row).toBe(3)
  })

  it('says why a pair of roles shows nothing', async () => {
    const { document } = await compared(open('h0'), open('h1'), ['direct', 'gateway'])
    expect(document.a.role).toBe('direct')
    expect(document.notes.join(' ')).toContain('client-certificate-not-forwarded is not shown')
  })

  it('gives the bytes of a message and where they differ, until another is asked for', async () => {
    const { comparison, document } = await compared(open('h0'), open('h1'))
    const hello = document.rows.find(({ a }) => a?.type === 'ClientHello')
    const asked = await session.answer('compare:bytes', { comparison, row: hello?.number })
    if (!asked.ok) throw new Error(asked.error.message)
    const bytes = engineChannels['compare:bytes'].response.parse(asked.value)
    // The random of a ClientHello (RFC 8446 4.1.2).
    expect(bytes.ranges[0]?.a[0]).toBe(6)
    expect(bytes.a[0]).toBe(1)
    const tcp = await session.answer('compare:bytes', { comparison, row: 1 })
    expect(tcp).toMatchObject({ ok: false, error: { code: 'no-bytes' } })
    await compared(open('h0'), open('h0'))
    const late = await session.answer('compare:bytes', { comparison, row: 3 })
    expect(late).toMatchObject({ ok: false, error: { code: 'no-such-comparison' } })
  })

  it('is refused in a sentence where a side is not there', async () => {
    const missing = await session.answer('compare:run', {
      a: open('h0'),
      b: { kind: 'file', path: join(folder, 'missing.pcapng'), handshake: null },
      roles: null,
    })
    expect(missing).toMatchObject({ ok: false, error: { code: 'given-file' } })
    const gone = await session.answer('compare:run', { a: open('h0'), b: open('h7'), roles: null })
    expect(gone).toMatchObject({ ok: false, error: { code: 'no-such-handshake' } })
    const alike = await session.answer('compare:run', {
      a: open('h0'),
      b: open('h1'),
      roles: ['direct', 'direct'],
    })
    expect(alike).toMatchObject({ ok: false, error: { code: 'bad-request' } })
  })
})
