import { beforeAll, describe, expect, it } from 'vitest'
import { readChecklist } from '../../../src/main/incident/session/checklist.ts'
import { readLibrary } from '../../../src/main/runbook/article-files.ts'
import { readCommandTables } from '../../../src/main/runbook/command-tables.ts'
import { CONTRADICTION } from '../../../src/shared/azure/checks/contradictions/contradiction.ts'
import { FINDING_IDS } from '../../../src/shared/diagnosis/taxonomy.ts'
import { FILLS } from '../../../src/shared/incident/session/items/index.ts'
import { commandProblems } from '../../../src/shared/runbook/commands/index.ts'
import type { Library } from '../../../src/shared/runbook/library.ts'
import { placeholderProblems, placeholdersIn } from '../../../src/shared/runbook/placeholders.ts'

const checklist = readChecklist()
let library: Library

beforeAll(async () => {
  library = await readLibrary()
})

describe('the checklist', () => {
  it('has a filling for each item, and an item for each filling', () => {
    expect(checklist.items.map(({ id }) => id)).toEqual([...FILLS.keys()])
  })

  it('names commands that there are, each used, each once', () => {
    const ids = checklist.commands.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const used = new Set(checklist.items.flatMap(({ commands }) => commands))
    expect([...used].filter((id) => !ids.includes(id))).toEqual([])
    expect(ids.filter((id) => !used.has(id))).toEqual([])
  })

  it('takes from articles only commands that they have, that read, and whose placeholders stand there', () => {
    for (const command of checklist.commands) {
      if (!('article' in command)) continue
      const found = library.article(command.article)?.commands.find(({ id }) => id === command.command)
      expect([command.id, found?.kind]).toEqual([command.id, 'check'])
      const there = placeholdersIn(found?.text ?? '') as string[]
      expect(Object.keys(command.as ?? {}).filter((name) => !there.includes(name))).toEqual([])
    }
  })

  it('has own commands that the tables of az, openssl and curl know', () => {
    const tables = readCommandTables()
    for (const command of checklist.commands) {
      if (!('text' in command)) continue
      const { id, shell, text, skus = [], tiers = [] } = command
      const problems = [
        ...commandProblems({ shell, text, kind: 'check', skus, tiers, legs: [] } as never, tables),
        ...placeholderProblems(text, shell),
      ]
      expect([id, problems]).toEqual([id, []])
    }
  })

  it('files findings that there are', () => {
    for (const { ids } of checklist.items.flatMap(({ findings }) => findings)) {
      for (const one of ids) {
        const meant = FINDING_IDS.filter((id) =>
          one.endsWith('*') ? id.startsWith(one.slice(0, -1)) : id === one,
        )
        expect([one, meant.length > 0]).toEqual([one, true])
      }
    }
  })

  it('files every finding of a configuration somewhere', () => {
    const first = FINDING_IDS.indexOf('client-ca-bundle-leaf-only')
    const filed = checklist.items.flatMap(({ findings }) => findings.flatMap(({ ids }) => ids))
    const isFiled = (id: string) =>
      // Told where its evidence points (src/shared/incident/session/remarks.ts).
      id === CONTRADICTION ||
      filed.some((one) => (one.endsWith('*') ? id.startsWith(one.slice(0, -1)) : id === one))
    expect(first).toBeGreaterThan(0)
    expect(FINDING_IDS.slice(first).filter((id) => !isFiled(id))).toEqual([])
  })

  it('says that the gateway’s client certificate cannot exist', () => {
    const item = checklist.items.find(({ id }) => id === 'gateway-client-certificate')
    expect(item?.truth).toMatch(/cannot exist/)
  })
})
