import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FACT_ROWS, readCommandTables } from '../../../src/main/runbook/command-tables.ts'
import { FINDINGS } from '../../../src/shared/diagnosis/taxonomy.ts'
import type { Article, Command } from '../../../src/shared/runbook/article.ts'
import { buildLibrary } from '../../../src/shared/runbook/library.ts'
import { lintLibrary } from '../../../src/shared/runbook/lint.ts'
import {
  fill,
  type KnownValues,
  PLACEHOLDERS,
  type PlaceholderName,
  placeholdersIn,
} from '../../../src/shared/runbook/placeholders.ts'
import { sharedPath, tellWhyAbsent } from '../../support/shared-folder.ts'

const folder = join(import.meta.dirname, '../../../resources/runbook')
const files = readdirSync(folder)
  .sort()
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))
const library = buildLibrary(files, Object.keys(FINDINGS))
const commands = library.articles.flatMap((article) =>
  article.commands.map((command) => ({ article, command })),
)
const name = ({ article, command }: { article: Article; command: Command }): string =>
  `${article.file}:${command.line} ${command.id}`

const examples = Object.fromEntries(
  Object.entries(PLACEHOLDERS).map(([key, placeholder]) => [key, placeholder.example]),
) as KnownValues

describe('the runbook that ships', () => {
  it('has no problem in any article, reaches every article and answers every finding', () => {
    expect(library.problems.map((p) => `${p.file}:${p.line}: ${p.message}`)).toEqual([])
    expect(library.articles.map((article) => article.file)).toEqual(files.map((file) => file.file))
  })

  it('passes the check that authors run: sources, dates, ways back, and every command by the tables', () => {
    const today = new Date().toISOString().slice(0, 10)
    const problems = lintLibrary(library, { tables: readCommandTables(), factRows: FACT_ROWS, today })
    expect(problems.map((p) => `${p.file}:${p.line}: ${p.message}`)).toEqual([])
  })

  it('offers, for every finding, the articles the taxonomy names first and in its order', () => {
    for (const [id, kind] of Object.entries(FINDINGS)) {
      const offered = library.forFinding(id).map((article) => article.id)
      expect(offered.slice(0, kind.articles.length), id).toEqual(kind.articles)
    }
  })

  it('has an article for every article id that the taxonomy names, and no other', () => {
    const named = new Set<string>(Object.values(FINDINGS).flatMap((kind) => kind.articles))
    expect(library.articles.map((article) => article.id).sort()).toEqual([...named].sort())
  })

  it('gives every article something to check and something to verify with', () => {
    for (const article of library.articles) {
      const kinds = new Set(article.commands.map((command) => command.kind))
      expect(kinds.has('check'), article.file).toBe(true)
      expect(kinds.has('verify'), article.file).toBe(true)
    }
  })

  it('fills every placeholder of every command from the table of examples', () => {
    for (const entry of commands) {
      expect(fill(entry.command.text, examples).open, name(entry)).toEqual([])
    }
  })

  it('uses every placeholder of the table somewhere', () => {
    const used = new Set<PlaceholderName>(files.flatMap((file) => placeholdersIn(file.text)))
    expect(Object.keys(PLACEHOLDERS).filter((key) => !used.has(key as PlaceholderName))).toEqual([])
  })

  it('has bash blocks that bash can parse, filled and unfilled', () => {
    const scripts = commands.filter(({ command }) => command.shell === 'bash')
    expect(scripts.length).toBeGreaterThan(100)
    for (const entry of scripts) {
      for (const text of [fill(entry.command.text, examples).text, entry.command.text]) {
        const run = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })
        expect(run.stderr, name(entry)).toBe('')
        expect(run.status, name(entry)).toBe(0)
      }
    }
  })

  it('keeps away from what the fact sheet corrects', () => {
    for (const entry of commands) {
      const { text, tiers } = entry.command
      // Only Consumption and v2 obey this switch.
      if (text.includes('--enable-client-certificate')) expect(tiers, name(entry)).not.toContain('classic')
      if (text.includes('enableClientCertificate":'))
        expect(tiers, name(entry)).toEqual(['consumption', 'v2'])
      if (text.includes('negotiateClientCertificate=')) expect(tiers, name(entry)).toEqual(['classic'])
      if (text.includes('auth-cert ')) expect(entry.command.skus, name(entry)).toEqual(['v1'])
      if (/root-cert |--root-certs/.test(text)) expect(entry.command.skus, name(entry)).toEqual(['v2'])
      if (text.includes('show-backend-health') && !text.includes('--path')) {
        expect(text, name(entry)).toContain('--query')
      }
      if (text.includes('/status')) expect(text, name(entry)).toContain('/status-0123456789abcdef')
    }
  })

  it.skipIf(tellWhyAbsent('facts/azure.md') !== null)(
    'knows exactly the rows that the fact sheet has',
    () => {
      const sheet = readFileSync(sharedPath('facts/azure.md') ?? '', 'utf8')
      const rows = [...sheet.matchAll(/^(?:\| (\d+(?:\.\d+)*[a-z]?) \||#{2,3} (\d+(?:\.\d+)*)[. ])/gm)]
      const numbers = new Set(rows.map((match) => match[1] ?? match[2]))
      expect([...FACT_ROWS].sort()).toEqual([...numbers].sort())
    },
  )

  it('uses every row of the fact sheet about settings, messages, tiers and the wire', () => {
    const cited = new Set(library.articles.flatMap((a) => a.sources.flatMap((source) => source.facts)))
    const parents = new Set(FACT_ROWS.filter((row) => FACT_ROWS.some((other) => other.startsWith(`${row}.`))))
    const unused = FACT_ROWS.filter((row) => row.includes('.') && !cited.has(row) && !parents.has(row))
    // 5.3.11 is out of scope by its own words.
    expect(unused).toEqual(['5.3.11'])
  })
})
