import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLibrary } from '../../../src/main/runbook/article-files.ts'
import { readCommandTables } from '../../../src/main/runbook/command-tables.ts'
import type { Command } from '../../../src/shared/runbook/article.ts'
import { commandProblems } from '../../../src/shared/runbook/commands/index.ts'

const tables = readCommandTables()
const library = await readLibrary(null)
const commands = library.articles.flatMap((article) =>
  article.commands.map((command) => ({ name: `${article.id}/${command.id}`, command })),
)

/** A block with one more letter in each place that a pattern finds; what must be noticed each time. */
function slips(command: Command, places: RegExp): string[] {
  return [...command.text.matchAll(places)].map((match) => {
    const end = match.index + match[0].length
    return `${command.text.slice(0, end)}x${command.text.slice(end)}`
  })
}

function expectNoticed(shell: Command['shell'], holds: RegExp, places: RegExp, atLeast: number): void {
  let made = 0
  for (const { name, command } of commands) {
    if (command.shell !== shell || !holds.test(command.text)) continue
    for (const text of slips(command, places)) {
      made += 1
      expect(commandProblems({ ...command, text }, tables), `${name}:\n${text}`).not.toEqual([])
    }
  }
  expect(made).toBeGreaterThanOrEqual(atLeast)
}

describe('a slip of one letter in the commands that ship', () => {
  // Blocks that hold az alone: the flags of openssl and curl are tried by running them.
  const azAlone = /^(?:(?!openssl|curl|tlscope)[\s\S])*$/

  it('is noticed in every long flag of az', () => {
    expectNoticed('bash', azAlone, /(?<=\s)(?<!# )--[a-z][a-z0-9-]+/g, 300)
  })

  it('is noticed in every word of every az command', () => {
    expectNoticed('bash', azAlone, /(?<=^az (?:[a-z-]+ )*)[a-z-]+(?= )/gm, 300)
  })

  it('is noticed in every cmdlet and every parameter of PowerShell', () => {
    expectNoticed('powershell', /-/, /\b[A-Z][a-zA-Z]+-[A-Z][A-Za-z]+\b|(?<=\s)-[A-Z][A-Za-z]+(?=[\s)])/g, 80)
  })

  it('is noticed in every column, operator and function of KQL', () => {
    expectNoticed(
      'kql',
      /\|/,
      /(?<=\| )[a-z]+(?= )|\b[a-zA-Z]+_[sd]\b(?!")|\bTimeGenerated\b|\b(?:ago|count|column_ifexists)(?=\()/g,
      50,
    )
  })
})

describe('a block that was damaged', () => {
  it('is judged without an error, whatever stands in it', () => {
    const noise = fc.constantFrom(...'\'"`$(){}[]|;&<>\\\n#-=. a'.split(''))
    fc.assert(
      fc.property(
        fc.constantFrom(...commands),
        fc.nat(),
        fc.array(noise, { maxLength: 5 }),
        fc.nat({ max: 20 }),
        ({ command }, place, chars, cut) => {
          const at = place % (command.text.length + 1)
          const text = command.text.slice(0, at) + chars.join('') + command.text.slice(at + cut)
          const lines = text.split('\n').length
          for (const { line } of commandProblems({ ...command, text }, tables)) {
            expect(line).toBeGreaterThan(0)
            expect(line).toBeLessThanOrEqual(lines)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})
