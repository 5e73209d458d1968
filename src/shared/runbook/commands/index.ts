import type { Command } from '../article.ts'
import type { LocatedMessage } from '../front-matter.ts'
import { fill, type KnownValues, PLACEHOLDERS } from '../placeholders.ts'
import { azProblems, type BlockPlace, previewsIn } from './az-command.ts'
import { type BashCommand, parseBash } from './bash-script.ts'
import type { CliTable } from './cli-table.ts'
import { kqlProblems, type LogTables } from './kql.ts'
import { type PolicyTable, policyProblems } from './policy-xml.ts'
import { type CmdletTable, powershellProblems } from './powershell.ts'

/** What commands are held against; read from `resources/azure-cli`. */
export interface CommandTables {
  readonly cli: CliTable
  readonly cmdlets: CmdletTable
  readonly logs: LogTables
  readonly policies: PolicyTable
}

/**
 * What is wrong with a command block, judged without running it. Placeholders count as filled with their
 * examples, so that a value's shape can be judged too.
 * @returns lines counted within the block's text, from 1
 */
export function commandProblems(
  command: BlockPlace & Pick<Command, 'shell' | 'text'>,
  tables: CommandTables,
): LocatedMessage[] {
  const readsOnly = command.kind === 'check' || command.kind === 'verify'
  const { text } = fill(command.text, EXAMPLES)
  switch (command.shell) {
    case 'bash':
      return bashProblems(text, tables.cli, command)
    case 'powershell':
      return powershellProblems(text, tables.cmdlets, readsOnly)
    case 'kql':
      return kqlProblems(text, tables.logs)
    case 'xml':
      return policyProblems(text, tables.policies)
  }
}

/** What a block uses of the Azure CLI that may still change: commands and flags marked as preview. */
export function previewsOf(command: Pick<Command, 'shell' | 'text'>, tables: CommandTables): string[] {
  if (command.shell !== 'bash') return []
  return parseBash(command.text).commands.flatMap(({ words }) =>
    words[0]?.text === 'az' ? previewsIn(words, tables.cli) : [],
  )
}

function bashProblems(text: string, table: CliTable, block: BlockPlace): LocatedMessage[] {
  const script = parseBash(text)
  return [
    ...script.problems,
    ...script.commands.flatMap((command) => bashCommandProblems(command, table, block)),
  ]
}

function bashCommandProblems(command: BashCommand, table: CliTable, block: BlockPlace): LocatedMessage[] {
  // What is started for another program is judged like that program.
  const words = command.words[0]?.text === 'sudo' ? command.words.slice(1) : command.words
  const program = words[0]
  if (program === undefined) return []
  if (program.text === 'az') return azProblems(words, table, block)
  if (program.text === 'openssl' && words[1]?.text === 's_client') return clientProblems(command)
  if (table.programs.includes(program.text)) return []
  return [{ line: program.line, message: `${program.text}: no such program in the table` }]
}

/** Without input it waits for the keyboard; without a name the server may answer with another certificate. */
function clientProblems({ words, redirections, piped, line }: BashCommand): LocatedMessage[] {
  const problems: LocatedMessage[] = []
  const given = new Set(words.map((word) => word.text))
  if (!piped && !redirections.some(({ operator }) => operator === '<'))
    problems.push({
      line,
      message: 'openssl s_client waits for the keyboard: add </dev/null or pipe a request in',
    })
  if (!given.has('-servername') && !given.has('-noservername'))
    problems.push({ line, message: 'openssl s_client needs -servername or -noservername' })
  return problems
}

const EXAMPLES: KnownValues = Object.fromEntries(
  Object.entries(PLACEHOLDERS).map(([name, { example }]) => [name, example]),
)
