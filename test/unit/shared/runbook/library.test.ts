import { describe, expect, it } from 'vitest'
import { indexArticles } from '../../../../src/shared/runbook/article-index.ts'
import { buildLibrary } from '../../../../src/shared/runbook/library.ts'
import { lineOf, sampleArticle } from './sample-article.ts'

const FINDINGS = ['server-root-untrusted', 'sni-missing', 'sni-rejected', 'handshake-completed']
const file = (id: string, changes: readonly (readonly [string, string])[] = []) => ({
  file: `${id}.md`,
  text: sampleArticle(id, changes),
})
const shown = (library: ReturnType<typeof buildLibrary>): string[] =>
  library.problems.map((p) => `${p.file}:${p.line}: ${p.message}`)

const answersAll = file('first', [['also:\n  - sni-rejected', '  - sni-rejected']])

describe('a library', () => {
  it('finds articles by id', () => {
    const library = buildLibrary([answersAll], FINDINGS)
    expect(shown(library)).toEqual([])
    expect(library.article('first')?.title).toBe('A sample')
    expect(library.article('second')).toBeUndefined()
  })

  it('ranks by place in the list of findings, then second choices, then id', () => {
    const library = buildLibrary(
      [
        answersAll,
        file('third', [
          ['  - server-root-untrusted\n  - sni-missing\nalso:\n  - sni-rejected', '  - sni-rejected'],
        ]),
        file('second'),
      ],
      FINDINGS,
    )
    const ids = (finding: string): string[] => library.forFinding(finding).map((article) => article.id)
    expect(ids('sni-rejected')).toEqual(['third', 'first', 'second'])
    expect(ids('server-root-untrusted')).toEqual(['first', 'second'])
    expect(ids('handshake-completed')).toEqual([])
    expect(ids('no-such-finding')).toEqual([])
  })

  it('gives the same answers from articles that travelled as JSON', () => {
    const library = buildLibrary([answersAll, file('second')], FINDINGS)
    const arrived = indexArticles(JSON.parse(JSON.stringify(library.articles)))
    expect(arrived.article('second')).toEqual(library.article('second'))
    expect(arrived.forFinding('sni-rejected')).toEqual(library.forFinding('sni-rejected'))
  })

  it('checks against the taxonomy when no list is given', () => {
    const problems = shown(buildLibrary([answersAll]))
    expect(problems).toContain('(library):1: no article answers the finding "client-eku-missing"')
    expect(problems.some((problem) => problem.includes('handshake-completed'))).toBe(false)
    expect(problems.some((problem) => problem.includes('unknown finding'))).toBe(false)
  })

  it('keeps the good articles when another is broken', () => {
    const library = buildLibrary([{ file: 'bad.md', text: 'nothing' }, answersAll], FINDINGS)
    expect(library.articles.map((article) => article.id)).toEqual(['first'])
    expect(shown(library)).toEqual(['bad.md:1: article must begin with a --- line (front matter)'])
  })
})

describe('cross checks name file and line', () => {
  it('when two articles have the same id', () => {
    const again = { ...answersAll, file: 'other/first.md' }
    expect(shown(buildLibrary([answersAll, again], FINDINGS))).toEqual([
      'other/first.md:2: id "first" is already used by first.md',
    ])
  })

  it('when a finding id does not exist', () => {
    const article = file('first', [['- sni-missing', '- sni-absent']])
    expect(shown(buildLibrary([article], ['server-root-untrusted', 'sni-rejected']))).toEqual([
      `first.md:${lineOf(article.text, '- sni-absent')}: findings: unknown finding id "sni-absent"`,
      '(library):1: no article answers the finding "sni-rejected"',
    ])
  })

  it('when a finding is only a second choice everywhere', () => {
    expect(shown(buildLibrary([file('first')], FINDINGS))).toEqual([
      '(library):1: no article answers the finding "sni-rejected"',
    ])
  })

  it('when a related article does not exist', () => {
    const article = { ...answersAll, text: answersAll.text.replace('related: []', 'related: [nowhere]') }
    expect(shown(buildLibrary([article], FINDINGS))).toEqual([
      `first.md:${lineOf(article.text, 'related:')}: related: there is no article "nowhere"`,
    ])
  })

  it('when a link is dead', () => {
    const article = { ...answersAll, text: answersAll.text.replace('Low.', 'See [that](nowhere.md).') }
    expect(shown(buildLibrary([article], FINDINGS))).toEqual([
      `first.md:${lineOf(article.text, 'See [that]')}: dead link: there is no article "nowhere"`,
    ])
  })

  const silent: readonly (readonly [string, string])[] = [
    ['findings:\n  - server-root-untrusted\n  - sni-missing\nalso:\n  - sni-rejected\n', ''],
  ]

  it('when an article answers nothing and nobody points to it', () => {
    expect(shown(buildLibrary([answersAll, file('lonely', silent)], FINDINGS))).toEqual([
      'lonely.md:2: article "lonely" is reached by no finding and no other article',
    ])
  })

  it('but not when a reached article points to it, even by way of a third', () => {
    const library = buildLibrary(
      [
        { ...answersAll, text: answersAll.text.replace('related: []', 'related: [middle]') },
        file('middle', [...silent, ['Low.', 'See [more](lonely.md).']]),
        file('lonely', silent),
      ],
      FINDINGS,
    )
    expect(shown(library)).toEqual([])
  })
})
