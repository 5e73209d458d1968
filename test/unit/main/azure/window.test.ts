import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EngineSession } from '../../../../src/main/engine/session.ts'
import { engineChannels } from '../../../../src/shared/ipc/contract.ts'

const FOLDER = join(import.meta.dirname, '../../../azure/documents')

async function read(...names: string[]) {
  const session = new EngineSession(() => {})
  const files = names.map((name) => join(FOLDER, name))
  const outcome = await session.answer('azure:read', { files, analysis: null })
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
    })
    expect(outcome).toMatchObject({ ok: true, value: { document: { captures: [] } } })
  })
})
