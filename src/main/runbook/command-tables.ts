import commands from '../../../resources/azure-cli/commands.json'
import factRows from '../../../resources/azure-cli/fact-rows.json'
import logTables from '../../../resources/azure-cli/log-tables.json'
import policies from '../../../resources/azure-cli/policies.json'
import powershell from '../../../resources/azure-cli/powershell.json'
import { cliTableSchema } from '../../shared/runbook/commands/cli-table.ts'
import type { CommandTables } from '../../shared/runbook/commands/index.ts'
import { logTablesSchema } from '../../shared/runbook/commands/kql.ts'
import { policyTableSchema } from '../../shared/runbook/commands/policy-xml.ts'
import { cmdletTableSchema } from '../../shared/runbook/commands/powershell.ts'

/** The tables of `resources/azure-cli`, as the program was built with them. */
export function readCommandTables(): CommandTables {
  return {
    cli: cliTableSchema.parse(commands),
    cmdlets: cmdletTableSchema.parse(powershell),
    logs: logTablesSchema.parse(logTables),
    policies: policyTableSchema.parse(policies),
  }
}

/** Rows of the fact sheet that a source of a shipped article may name. */
export const FACT_ROWS: readonly string[] = factRows.rows
