import { describe, expect, it } from 'vitest'
import { FACT_ROWS, readCommandTables } from '../../../../src/main/runbook/command-tables.ts'
import { buildLibrary } from '../../../../src/shared/runbook/library.ts'
import { lintLibrary } from '../../../../src/shared/runbook/lint.ts'
import { lineOf, sampleArticle } from './sample-article.ts'

const rules = { tables: readCommandTables(), factRows: FACT_ROWS, today: '2026-11-22' }
const FINDINGS = ['server-root-untrusted', 'sni-missing']

/** The sample as an author would have it pass. */
const SOUND: readonly (readonly [string, string])[] = [
  ['show -g "<rg>" -n "<gateway>"', 'show -g "<rg>" -n "<gateway>" --query sku.name'],
  ['also:\n  - sni-rejected\n', ''],
  [
    'kind=change sku=v2 tier=classic,v2 leg=gateway-apim',
    'kind=change sku=v2 leg=gateway-apim undo=take-back',
  ],
  ['xml id=policy kind=change', 'xml id=policy kind=change undo=words'],
  [
    'Nothing.\n',
    'Nothing.\n\n```bash id=take-back kind=undo sku=v2\naz network application-gateway root-cert delete -g "<rg>" --gateway-name "<gateway>" -n "<root-cert-name>"\n```\n',
  ],
]

function lint(
  changes: readonly (readonly [string, string])[] = [],
  origin: 'shipped' | 'team' = 'shipped',
): { text: string; found: string[] } {
  const text = sampleArticle('first', [...SOUND, ...changes])
  const library = buildLibrary([{ file: 'first.md', text, origin }], FINDINGS)
  return { text, found: lintLibrary(library, rules).map((p) => `${p.file}:${p.line}: ${p.message}`) }
}

/** What is said of one change, and where. */
function expectSaid(changes: readonly (readonly [string, string])[], at: string, message: string): void {
  const { text, found } = lint(changes)
  expect(found).toEqual([`first.md:${lineOf(text, at)}: ${message}`])
}

describe('the check for authors', () => {
  it('has nothing to say of a sound article', () => {
    expect(lint().found).toEqual([])
  })

  it('refuses a row that the fact sheet does not have', () => {
    expectSaid([['"3.10"]', '"3.99"]']], '"3.99"', 'sources.0.facts.1: the fact sheet has no row "3.99"')
  })

  it('refuses a day of checking that is still to come, and a source dated after it', () => {
    expectSaid(
      [['checked: 2026-11-22', 'checked: 2026-11-23']],
      '2026-11-23',
      'sources.0.checked: 2026-11-23 is still to come',
    )
    expectSaid(
      [['dated: 2026-08-28', 'dated: 2026-12-01']],
      '2026-12-01',
      'sources.0.dated: 2026-12-01 lies behind the day it was checked (2026-11-22)',
    )
  })

  it('wants rows of the fact sheet from an article that ships, and lets a team name an address alone', () => {
    const without = [['    facts: ["1.3.3", "3.10"]\n', '']] as const
    expectSaid(
      without,
      'A vendor page',
      'sources.0.label: an article that ships rests on rows of the fact sheet; none is named',
    )
    expect(lint(without, 'team').found).toEqual([])
  })

  it('names line and block of a command that is not in the table', () => {
    expectSaid(
      [
        [
          '  -n "<root-cert-name>" --cert-file "<root-cer>"',
          '  -n "<root-cert-name>" --cert-fil "<root-cer>" --cert-file x',
        ],
      ],
      '--cert-fil ',
      'upload: az network application-gateway root-cert create: has no flag --cert-fil',
    )
  })

  it('wants a change that exists on one generation only to say so', () => {
    expectSaid(
      [
        ['kind=change sku=v2 leg=gateway-apim undo=take-back', 'kind=change undo=words'],
        ['xml id=policy kind=change undo=words', 'xml id=policy kind=change sku=v2 undo=take-back'],
      ],
      'az network application-gateway root-cert create',
      'upload: az network application-gateway root-cert create: it works on gateway v2 only: the block needs sku=v2',
    )
  })
})

describe('commands that differ by place', () => {
  it('need a check that shows which place it is, and one that holds everywhere', () => {
    const message =
      "first.md:2: commands here differ by the gateway's generation: one check must show it (sku.name)"
    expect(lint([[' --query sku.name', '']]).found).toEqual([message])
    expect(lint([['id=look kind=check', 'id=look kind=check sku=v2']]).found).toEqual([message])
    expect(lint([['undo=words', 'tier=classic undo=words']]).found).toEqual([
      "first.md:2: commands here differ by API Management's tier: one check must show it (sku.name)",
    ])
  })
})

describe('what is in preview', () => {
  it('has to be called so in the section that uses it', () => {
    const uses = [
      '--query sku.name',
      '--query sku.name\naz network watcher test-connectivity --source-resource a --dest-address b',
    ] as const
    expectSaid(
      [uses],
      '```bash id=look',
      'look: az network watcher test-connectivity is in preview; the section has to say so',
    )
    expect(lint([uses, ['First look:', 'First look (a preview):']]).found).toEqual([])
  })
})

describe('ways back', () => {
  const change = '```bash id=upload'

  it('are wanted of every change', () => {
    const { found } = lint([
      [' undo=take-back', ''],
      [' undo=words', ' undo=take-back'],
    ])
    expect(found[0]).toContain('upload: a change needs undo=')
  })

  it('must exist and be undo blocks', () => {
    const { text, found } = lint([[' undo=take-back', ' undo=look']])
    expect(found).toEqual([
      `first.md:${lineOf(text, change)}: upload: there is no undo block "look"`,
      `first.md:${lineOf(text, '```bash id=take-back')}: take-back: no change names this undo block`,
    ])
  })

  it('must be shown wherever the change is', () => {
    expectSaid(
      [['kind=undo sku=v2', 'kind=undo sku=v2 leg=direct']],
      change,
      'upload: the undo block "take-back" is not for every place of it',
    )
  })

  it('belong to changes alone', () => {
    expect(lint([['id=look kind=check', 'id=look kind=check undo=words']]).found.join()).toContain(
      'code block attribute undo= belongs to a change, not to a block of kind check',
    )
  })
})
