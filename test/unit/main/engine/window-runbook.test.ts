import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { WindowRunbook } from '../../../../src/main/engine/window-runbook.ts'
import { runbookFilesSchema } from '../../../../src/shared/ipc/runbook-channels.ts'
import { sampleArticle } from '../../shared/runbook/sample-article.ts'

const folder = mkdtempSync(join(tmpdir(), 'tlscope-own-'))
const before = process.env.TLSCOPE_RUNBOOK
delete process.env.TLSCOPE_RUNBOOK

afterEach(() => delete process.env.TLSCOPE_RUNBOOK)
afterAll(() => {
  if (before !== undefined) process.env.TLSCOPE_RUNBOOK = before
  rmSync(folder, { recursive: true, force: true })
})

describe('the runbook of the window', () => {
  it('is the one that ships until a folder is used, and again when it is left', async () => {
    const runbook = new WindowRunbook()
    const alone = runbookFilesSchema.parse(await runbook.answers['runbook:files']())
    expect(alone).toMatchObject({ folder: null, problems: [] })
    writeFileSync(join(folder, 'our-vpn.md'), sampleArticle('our-vpn'))
    await runbook.answers['runbook:use']({ folder })
    const both = runbookFilesSchema.parse(await runbook.answers['runbook:files']())
    expect(both.folder).toBe(folder)
    expect(both.files.length).toBe(alone.files.length + 1)
    expect((await runbook.library()).article('our-vpn')?.origin).toBe('team')
    await runbook.answers['runbook:use']({ folder: null })
    expect((await runbook.library()).article('our-vpn')).toBeUndefined()
  })

  it('tells what an author has to hear, and reads an article again that was mended', async () => {
    const runbook = new WindowRunbook()
    const path = join(folder, 'our-vpn.md')
    writeFileSync(path, sampleArticle('our-vpn', [['risk: low', 'risk: some']]))
    await runbook.answers['runbook:use']({ folder })
    const { problems } = await runbook.answers['runbook:files']()
    expect(problems[0]).toMatchObject({ file: path, message: expect.stringContaining('risk') })
    expect((await runbook.library()).article('our-vpn')).toBeUndefined()
    writeFileSync(path, sampleArticle('our-vpn'))
    await runbook.answers['runbook:files']()
    expect((await runbook.library()).article('our-vpn')?.file).toBe(path)
  })

  it('says so where the folder is gone', async () => {
    const runbook = new WindowRunbook()
    await runbook.answers['runbook:use']({ folder: join(folder, 'gone') })
    const { problems, files } = await runbook.answers['runbook:files']()
    expect(problems.map(({ message }) => message)).toEqual(['the runbook folder cannot be read (ENOENT)'])
    expect(files.length).toBeGreaterThan(20)
  })
})
