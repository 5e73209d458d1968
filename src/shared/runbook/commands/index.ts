import type { Command } from '../article.ts'
import type { LocatedMessage } from '../front-matter.ts'
import { fill, type KnownValues, PLACEHOLDERS } from '../placeholders.ts'
import { azProblems } from './az-command.ts'
import { type BashCommand, parseBash } from './bash-script.ts'
import type { CliTable } from './cli-table.ts'
import { kqlProblems, type LogTables } from './kql.ts'
import { type CmdletTable, powershellProblems } from './powershell.ts'

/** What commands are held against; read from `resources/azure-cli`. */
export interface CommandTables {
  readonly cli: CliTable
  readonly cmdlets: CmdletTable
  readonly logs: LogTables
}

/**
 * What is wrong with a command block, judged without running it. Placeholders count as filled with their
 * examples, so that a value's shape can be judged too.
 * @returns lines counted within the block's text, from 1
 */
export function commandProblems(
  command: Pick<Command, 'shell' | 'kind' | 'text'>,
  tables: CommandTables,
): LocatedMessage[] {
  const readsOnly = command.kind === 'check' || command.kind === 'verify'
  const { text } = fill(command.text, EXAMPLES)
  switch (command.shell) {
    case 'bash':
      return bashProblems(text, tables.cli, readsOnly)
    case 'powershell':
      return powershellProblems(text, tables.cmdlets, readsOnly)
    case 'kql':
      return kqlProblems(text, tables.logs)
    case 'xml':
      return []
  }
}

function bashProblems(text: string, table: CliTable, readsOnly: boolean): LocatedMessage[] {
  const script = parseBash(text)
  return [
    ...script.problems,
    ...script.commands.flatMap((command) => bashCommandProblems(command, table, readsOnly)),
  ]
}

function bashCommandProblems(command: BashCommand, table: CliTable, readsOnly: boolean): LocatedMessage[] {
  // What is started for another program is judged like that program.
  const words = command.words[0]?.text === 'sudo' ? command.words.slice(1) : command.words
  const program = words[0]
  if (program === undefined) return []
  if (program.text === 'az') return azProblems(words, table, readsOnly)
  if (table.programs.includes(program.text)) return []
  return [{ line: program.line, message: `${program.text}: no such program in the table` }]
}

const EXAMPLES: KnownValues = Object.fromEntries(
  Object.entries(PLACEHOLDERS).map(([name, { example }]) => [name, example]),
)
