import { readCommandTables } from '../../../../../src/main/runbook/command-tables.ts'
import type { Command } from '../../../../../src/shared/runbook/article.ts'
import { commandProblems } from '../../../../../src/shared/runbook/commands/index.ts'

export const TABLES = readCommandTables()

/** What the check says of a block, as `line: message`. */
export function problemsOf(
  shell: Command['shell'],
  text: string,
  kind: Command['kind'] = 'change',
  place: Partial<Pick<Command, 'skus' | 'tiers'>> = { skus: ['v2'] },
): string[] {
  return commandProblems({ shell, kind, text, skus: place.skus ?? [], tiers: place.tiers ?? [] }, TABLES).map(
    ({ line, message }) => `${line}: ${message}`,
  )
}
