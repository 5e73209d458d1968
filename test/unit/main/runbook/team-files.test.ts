import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readArticleFiles, readLibrary } from '../../../../src/main/runbook/article-files.ts'
import { readTeamFiles } from '../../../../src/main/runbook/team-files.ts'
import { sampleArticle } from '../../shared/runbook/sample-article.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tlscope-team-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, content: string): void => writeFileSync(join(folder, name), content)
const said = async (): Promise<string[]> =>
  (await readTeamFiles(folder)).problems.map(({ message }) => message)

describe("a team's folder", () => {
  it('gives its markdown files, in order, and neither README.md nor what lies deeper', async () => {
    for (const name of ['b.md', 'a.md', 'README.md', 'note.txt', '.hidden.md']) put(name, name)
    mkdirSync(join(folder, 'deeper'))
    writeFileSync(join(folder, 'deeper', 'c.md'), 'c')
    const { files, problems } = await readTeamFiles(folder)
    expect(problems).toEqual([])
    expect(files).toEqual([
      { file: join(folder, 'a.md'), text: 'a.md', origin: 'team' },
      { file: join(folder, 'b.md'), text: 'b.md', origin: 'team' },
    ])
  })

  it('is only a problem when it is not there', async () => {
    const { files, problems } = await readTeamFiles(join(folder, 'nowhere'))
    expect(files).toEqual([])
    expect(problems).toMatchObject([
      { message: 'the runbook folder cannot be read (ENOENT)', origin: 'team' },
    ])
  })

  it.skipIf(process.platform === 'win32')(
    'does not wait for pipes, nor follow what leads nowhere',
    async () => {
      execFileSync('mkfifo', [join(folder, 'pipe.md')])
      mkdirSync(join(folder, 'folder.md'))
      symlinkSync('/dev/zero', join(folder, 'zero.md'))
      symlinkSync(join(folder, 'gone'), join(folder, 'dangling.md'))
      expect(await said()).toEqual([
        'cannot be read (ENOENT)',
        'is no ordinary file and was left out',
        'is no ordinary file and was left out',
        'is no ordinary file and was left out',
      ])
    },
  )

  it('leaves out a file that no article can be as long as', async () => {
    put('long.md', 'x'.repeat(700_000))
    const { files, problems } = await readTeamFiles(folder)
    expect(files).toEqual([])
    expect(problems).toMatchObject([{ message: 'article is longer than 200000 characters' }])
  })

  it('is read up to a number of articles and a sum of bytes', async () => {
    for (let index = 0; index < 302; index++) put(`a${String(index).padStart(3, '0')}.md`, 'x')
    const many = await readTeamFiles(folder)
    expect(many.files).toHaveLength(300)
    expect(many.problems).toMatchObject([
      { message: 'holds more than 300 articles; a300.md and what follows was left out' },
    ])
    for (let index = 0; index < 40; index++) put(`a${String(index).padStart(3, '0')}.md`, 'x'.repeat(590_000))
    const heavy = await readTeamFiles(folder)
    expect(heavy.files.length).toBeLessThan(30)
    expect(heavy.problems.at(-1)?.message).toContain('holds more than 16 MiB of articles')
  })
})

describe('the library with a team', () => {
  it('holds the shipped articles and the sound ones of the team', async () => {
    put(
      'ours.md',
      sampleArticle('ours', [
        ['- server-root-untrusted', '- sni-missing'],
        ['  - sni-missing\nalso', 'also'],
      ]),
    )
    put('broken.md', '---\n')
    const plain = await readLibrary(null)
    const library = await readLibrary(folder)
    expect(library.articles).toHaveLength(plain.articles.length + 1)
    expect(library.article('ours')?.origin).toBe('team')
    expect(library.problems).toMatchObject([{ file: join(folder, 'broken.md'), origin: 'team' }])
  })

  it('is the shipped one where no folder is chosen', async () => {
    const { files, problems } = await readArticleFiles(null)
    expect(problems).toEqual([])
    expect(files.length).toBeGreaterThan(20)
    expect(files.every(({ origin }) => origin === undefined)).toBe(true)
  })
})
