import { describe, expect, it } from 'vitest'
import { readCommandTables } from '../../../src/main/runbook/command-tables.ts'
import { flagsOf } from '../../../src/shared/runbook/commands/cli-table.ts'

const { cli, cmdlets, logs, policies } = readCommandTables()
const today = new Date().toISOString().slice(0, 10)
const rows = Object.entries(cli.commands)

describe('the table of az commands', () => {
  it('has a source and a date, not one to come, in every row', () => {
    const dated = [
      ...rows,
      ...Object.entries(cmdlets.cmdlets),
      ...Object.entries(logs.tables),
      ...Object.entries(policies.elements),
    ]
    expect(dated.length).toBeGreaterThan(100)
    for (const [name, row] of dated) {
      expect(row.source.length, name).toBeGreaterThan(10)
      expect(row.dated <= today, name).toBe(true)
    }
  })

  it('knows no flag twice and refers to its flags by their first names', () => {
    for (const [name, row] of rows) {
      const flags = flagsOf(row, cli)
      const groups = [cli.global, row.required, row.target ?? {}, row.optional ?? {}]
      const spellings = groups.flatMap((group) => Object.keys(group).flatMap((names) => names.split(' ')))
      expect(new Set(spellings).size, name).toBe(spellings.length)
      const referred = [
        ...(row.preview ?? []),
        ...(row.apart ?? []).flat(),
        ...(row.oneOf ?? []).flat(),
        ...Object.entries(row.needs ?? {}).flatMap(([flag, others]) => [flag, ...others]),
        ...Object.keys(row.onlyFlags ?? {}),
      ]
      for (const flag of referred) expect(flags.get(flag)?.name, `${name} ${flag}`).toBe(flag)
    }
  })

  it('calls everything a change that is not a word for looking', () => {
    const looking = /(?:^| )(?:show|list|test|run)[a-z-]*$/
    for (const [name, row] of rows) {
      if (name === 'rest') continue
      expect(row.changes === true, name).toBe(!looking.test(name))
    }
  })
})
