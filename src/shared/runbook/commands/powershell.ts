import { z } from 'zod'
import type { LocatedMessage } from '../front-matter.ts'

/** Cmdlets and their parameters: `resources/azure-cli/powershell.json`. */
export const cmdletTableSchema = z.strictObject({
  about: z.string(),
  compared: z.string(),
  /** Programs that are no cmdlets. */
  programs: z.array(z.string()),
  cmdlets: z.record(
    z.string().regex(/^[A-Z][A-Za-z]+-[A-Z][A-Za-z]+$/),
    z.strictObject({
      source: z.string().min(1),
      dated: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
      /** It alters something, if only a file or a certificate store. */
      changes: z.literal(true).optional(),
      required: z.array(z.string()).optional(),
      parameters: z.array(z.string()),
    }),
  ),
})

export type CmdletTable = z.infer<typeof cmdletTableSchema>

/**
 * Holds a PowerShell block against the table: every command is a cmdlet or program that it knows, every
 * parameter one of the cmdlet's own, what is required is there. Parameters are matched in full and in any case.
 */
export function powershellProblems(text: string, table: CmdletTable, readsOnly: boolean): LocatedMessage[] {
  const { tokens, problems } = tokensOf(text)
  const cmdlets = new Map(
    Object.entries(table.cmdlets).map(([name, row]) => [name.toLowerCase(), { name, row }]),
  )
  const programs = new Set(table.programs.map((name) => name.toLowerCase()))
  for (const { name, line, parameters } of commandsOf(tokens)) {
    if (programs.has(name.toLowerCase())) continue
    const known = cmdlets.get(name.toLowerCase())
    if (known === undefined) {
      problems.push({ line, message: `${name}: no such cmdlet or program in the table` })
      continue
    }
    const { row } = known
    const given = new Set(parameters.map((parameter) => parameter.name.toLowerCase()))
    const own = new Set(row.parameters.map((parameter) => parameter.toLowerCase()))
    for (const parameter of parameters) {
      if (own.has(parameter.name.toLowerCase())) continue
      problems.push({ line: parameter.line, message: `${known.name} has no parameter -${parameter.name}` })
    }
    for (const name of row.required ?? []) {
      if (!given.has(name.toLowerCase())) problems.push({ line, message: `${known.name} needs -${name}` })
    }
    if (readsOnly && row.changes) {
      problems.push({
        line,
        message: `${known.name} changes something; a block that only looks may not hold it`,
      })
    }
  }
  return problems
}

interface PowershellToken {
  readonly kind: 'word' | 'string' | 'parameter' | 'sign' | 'end'
  readonly text: string
  readonly line: number
}

interface PowershellCommand {
  readonly name: string
  readonly line: number
  readonly parameters: readonly { readonly name: string; readonly line: number }[]
}

const TOKEN =
  /(?<blank>[ \t\r]+|`\r?\n|#[^\n]*)|(?<end>[\n;|])|(?<string>'(?:[^']|'')*'|"(?:[^"`]|`[\s\S]|"")*")|(?<parameter>-[A-Za-z][A-Za-z0-9]*(?=[\s:)}]|$))|(?<sign>[(){}@[\],=+])|(?<word>[^\s'"`(){}@[\],=;|]+)/y

function tokensOf(text: string): { tokens: PowershellToken[]; problems: LocatedMessage[] } {
  const tokens: PowershellToken[] = []
  const problems: LocatedMessage[] = []
  let line = 1
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    if (match === null) {
      problems.push({ line, message: `${text[at]} begins something that is never closed` })
      break
    }
    at = TOKEN.lastIndex
    for (const kind of ['end', 'string', 'parameter', 'sign', 'word'] as const) {
      const found = match.groups?.[kind]
      if (found !== undefined) tokens.push({ kind, text: found, line })
    }
    for (const char of match[0]) if (char === '\n') line += 1
  }
  return { tokens, problems }
}

/** A bare word where a statement begins is a command; inside parentheses a statement begins as well. */
function commandsOf(tokens: readonly PowershellToken[]): PowershellCommand[] {
  type Open = { name: string; line: number; parameters: { name: string; line: number }[] } | null
  const commands: PowershellCommand[] = []
  const outer: { open: Open; begins: boolean }[] = []
  let open: Open = null
  let begins = true
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'end') {
      open = null
      begins = true
    } else if (token.text === '(' || token.text === '{') {
      outer.push({ open, begins })
      open = null
      // `.AddYears(2)` is a method of a value.
      begins = !/^\.\w/.test(tokens[index - 1]?.text ?? '') || token.text === '{'
    } else if (token.text === ')' || token.text === '}') {
      const back = outer.pop()
      open = back?.open ?? null
      begins = false
    } else if (token.text === '=' && open === null) begins = true
    else if (token.kind === 'parameter')
      open?.parameters.push({ name: token.text.slice(1), line: token.line })
    else if (begins && token.kind === 'word' && /^[A-Za-z]/.test(token.text)) {
      open = { name: token.text, line: token.line, parameters: [] }
      commands.push(open)
      begins = false
    } else begins = false
  }
  return commands
}
