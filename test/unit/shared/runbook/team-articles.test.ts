import { describe, expect, it } from 'vitest'
import { buildLibrary } from '../../../../src/shared/runbook/library.ts'
import { parseArticle } from '../../../../src/shared/runbook/parse-article.ts'
import { SAMPLE, sampleArticle } from './sample-article.ts'

const FINDINGS = ['server-root-untrusted', 'sni-missing', 'sni-rejected']
const ALSO = ['also:\n  - sni-rejected', '  - sni-rejected'] as const
const shipped = { file: 'first.md', text: sampleArticle('first', [ALSO]) }
const team = (id: string, changes: readonly (readonly [string, string])[] = []) => ({
  file: `ours/${id}.md`,
  text: sampleArticle(id, changes),
  origin: 'team' as const,
})

describe("a team's article", () => {
  it('joins those that ship', () => {
    const library = buildLibrary([shipped, team('second')], FINDINGS)
    expect(library.problems).toEqual([])
    expect(library.articles.map(({ id, origin, replaces }) => [id, origin, replaces])).toEqual([
      ['first', 'shipped', false],
      ['second', 'team', false],
    ])
  })

  it('stands in the place of the shipped one with its id, in whatever order the files come', () => {
    const ours = team('first', [ALSO, ['title: A sample', 'title: Ours']])
    for (const files of [
      [shipped, ours],
      [ours, shipped],
    ]) {
      const library = buildLibrary(files, FINDINGS)
      expect(library.problems).toEqual([])
      expect(library.article('first')).toMatchObject({ title: 'Ours', origin: 'team', replaces: true })
      expect(library.forFinding('sni-missing').map(({ title }) => title)).toEqual(['Ours'])
    }
  })

  it('leaves the shipped one where it is when it cannot be read', () => {
    const library = buildLibrary([shipped, team('first', [['title: A sample\n', '']])], FINDINGS)
    expect(library.article('first')).toMatchObject({ title: 'A sample', origin: 'shipped' })
    expect(library.problems).toEqual([
      { file: 'ours/first.md', line: 2, message: 'title: is missing', origin: 'team' },
    ])
  })

  it('has its problems marked as its own', () => {
    const library = buildLibrary(
      [shipped, team('first', [ALSO, ['- sni-missing', '- sni-absent']])],
      FINDINGS,
    )
    expect(library.problems.map(({ message, origin }) => [message, origin])).toEqual([
      ['findings: unknown finding id "sni-absent"', 'team'],
      ['the article it replaces answers the finding "sni-missing"; now none does', 'team'],
    ])
    expect(library.article('first')?.origin).toBe('team')
  })

  it('is one of two where a team uses an id twice', () => {
    const library = buildLibrary([shipped, team('x'), { ...team('x'), file: 'ours/more/x.md' }], FINDINGS)
    expect(library.problems).toMatchObject([
      { message: 'id "x" is already used by ours/x.md', origin: 'team' },
    ])
  })
})

describe('a hostile article', () => {
  const problems = (text: string): string[] => {
    const result = parseArticle('sample.md', text, 'team')
    return result.ok ? [] : result.problems.map(({ line, message }) => `${line}: ${message}`)
  }
  const head = (yaml: string): string => SAMPLE.replace('title: A sample', yaml)

  it.each([
    ['brackets without end', head(`title: ${'['.repeat(15_000)}`)],
    ['maps within maps', head(`title: ${'{a: '.repeat(3000)}`)],
    ['lists within lists', head(`x:\n${'- '.repeat(7000)}a`)],
    ['keys within keys', head(`x: ${'? '.repeat(7000)}`)],
    ['an alias that unfolds', head('title: &a [1]\nx: [*a, *a, *a]')],
    ['a tag', head('title: !!binary AAAA')],
    ['a key of objects', head('__proto__: {a: 1}')],
    ['front matter as long as a book', head(`title: ${'a'.repeat(20_000)}`)],
    ['a body as long as a library', `${SAMPLE}${'a'.repeat(300_000)}`],
    [
      'thousands of open fences',
      SAMPLE.replace('## Risk', `${'```bash id=a kind=check\nx\n```\n'.repeat(5000)}## Risk`),
    ],
    ['thousands of brackets', SAMPLE.replace('Low.', '[a]('.repeat(40_000))],
  ])('is refused soon: %s', (_name, text) => {
    const startedAt = performance.now()
    const found = problems(text)
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThanOrEqual(50)
    expect(performance.now() - startedAt).toBeLessThan(5000)
  })

  it('cannot hide what a line does, nor speak to the terminal', () => {
    for (const [character, code] of [
      ['\u001b[31m', '001B'],
      ['\u202e', '202E'],
      ['\u200b', '200B'],
      ['\u0007', '0007'],
      ['\u2028', '2028'],
    ] as const) {
      expect(problems(SAMPLE.replace('Low.', `Low${character}.`))).toEqual([
        expect.stringContaining(`hidden character U+${code} is not allowed`),
      ])
    }
    expect(problems(SAMPLE.replace('Low.', 'Low.\tA tab.'))).toEqual([])
  })

  it('keeps script tags as the text that they are', () => {
    const result = parseArticle('sample.md', SAMPLE.replace('Low.', 'Low. <script>alert(1)</script>'), 'team')
    // The tag is no placeholder that the table knows: the author hears of it.
    expect(result).toMatchObject({ ok: false, problems: [{ message: 'unknown placeholder <script>' }] })
  })

  it('can link to articles and https addresses only', () => {
    for (const target of ['javascript:alert(1)', 'file:///etc/passwd', 'http://x.example/', '../x.md'])
      expect(problems(SAMPLE.replace('Low.', `[x](${target})`)).join()).toContain('only https addresses')
  })
})
