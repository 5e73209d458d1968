import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EngineSession } from '../../../../src/main/engine/session.ts'
import { listTwoLegs, recordTwoLegs } from '../../../../src/main/lab/two-legs.ts'
import { engineChannels } from '../../../../src/shared/ipc/contract.ts'

const FOLDER = join(import.meta.dirname, '../../../azure/documents')

async function read(...names: string[]) {
  const session = new EngineSession(() => {})
  const files = names.map((name) => join(FOLDER, name))
  const outcome = await session.answer('azure:read', { files, analysis: null, places: {} })
  if (!outcome.ok) throw new Error(outcome.error.message)
  return engineChannels['azure:read'].response.parse(outcome.value)
}

describe('saved az output for the window', () => {
  it('is read in the engine, with names for the article of each finding', async () => {
    const { document, names } = await read('health-two-faults.json', 'gateway-show.json')
    expect(document.findings).toHaveLength(2)
    expect(names).toHaveLength(2)
    expect(names[0]).toMatchObject({
      gateway: 'agw-edge',
      'http-settings': 'https-apim',
      'server-ip': '10.0.2.7',
    })
  })

  it('tells of files that cannot be read, and of the others what they say', async () => {
    const { document } = await read('nowhere.json', 'probe-list.json')
    expect(document.files.map(({ problems }) => problems.length)).toEqual([1, 0])
    expect(document.facts.map(({ about }) => about)).toEqual(['probe'])
  })

  it('is held against nothing where the capture is no longer open', async () => {
    const session = new EngineSession(() => {})
    const outcome = await session.answer('azure:read', {
      files: [join(FOLDER, 'probe-list.json')],
      analysis: 'gone',
      places: {},
    })
    expect(outcome).toMatchObject({ ok: true, value: { document: { captures: [] } } })
  })

  it('is held against a capture on the legs that are told later', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tlscope-azure-window-'))
    try {
      const scenario = listTwoLegs().find(({ id }) => id === 'two-legs-backend-expired')
      if (scenario === undefined) throw new Error('the lab has no such scenario')
      const path = join(folder, 'both.pcapng')
      writeFileSync(path, await recordTwoLegs(scenario))
      const { session, analysis } = await opened(path)
      const unknownLegs = async (places: object) => {
        const files = [join(FOLDER, 'probe-list.json')]
        const outcome = await session.answer('azure:read', { files, analysis, places })
        if (!outcome.ok) throw new Error(outcome.error.message)
        const { document } = engineChannels['azure:read'].response.parse(outcome.value)
        return document.captures.map(({ legUnknown }) => legUnknown)
      }
      expect(await unknownLegs({})).toEqual([2])
      expect(await unknownLegs({ gateway: '10.20.1.0/24', apim: '10.20.2.5' })).toEqual([0])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 30_000)
})

/** A capture read to its end. */
async function opened(path: string): Promise<{ session: EngineSession; analysis: string }> {
  let told = (): void => {}
  const done = new Promise<void>((resolve) => {
    told = resolve
  })
  const session = new EngineSession((event) => {
    if (event.kind === 'done') told()
  })
  const outcome = await session.answer('analysis:open', { paths: [path], options: {} })
  if (!outcome.ok) throw new Error(outcome.error.message)
  await done
  return { session, ...engineChannels['analysis:open'].response.parse(outcome.value) }
}
