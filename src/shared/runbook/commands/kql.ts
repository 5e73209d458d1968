import { z } from 'zod'
import type { LocatedMessage } from '../front-matter.ts'

/** Tables and columns of the logs: `resources/azure-cli/log-tables.json`. */
export const logTablesSchema = z.strictObject({
  about: z.string(),
  compared: z.string(),
  tables: z.record(
    z.string(),
    z.strictObject({
      source: z.string().min(1),
      dated: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
      /** Values of a column that are compared with; a column left out may hold anything. */
      values: z.record(z.string(), z.array(z.string())),
      columns: z.array(z.string()),
    }),
  ),
})

export type LogTables = z.infer<typeof logTablesSchema>

/**
 * Checks the basic shape of a KQL block: it begins with a table that is known, every line behind it is a known
 * operator after a bar, names are columns of that table or made by an `extend`, `project` or `summarize` above,
 * functions are known, and the table is narrowed to a time.
 */
export function kqlProblems(text: string, tables: LogTables): LocatedMessage[] {
  const { tokens, problems } = tokensOf(text)
  const [first, ...rest] = tokens
  const table =
    first !== undefined && Object.hasOwn(tables.tables, first.text) ? tables.tables[first.text] : undefined
  if (first === undefined || table === undefined) {
    const known = Object.keys(tables.tables).join(', ')
    return [...problems, { line: first?.line ?? 1, message: `a query begins with a table (known: ${known})` }]
  }
  const columns = new Set(table.columns)
  const stages = split(rest)
  const [before, ...piped] = stages
  if (before !== undefined && before.length > 0)
    problems.push({
      line: before[0]?.line ?? 1,
      message: `"${before[0]?.text}" stands between the table and its first bar`,
    })
  for (const stage of piped) problems.push(...stageProblems(stage, columns, table.values))
  if (!tokens.some(({ text }) => text === 'ago' || text === 'between'))
    problems.push({ line: first.line, message: 'the query is not narrowed to a time (ago or between)' })
  return problems
}

interface KqlToken {
  readonly kind: 'name' | 'string' | 'time' | 'number' | 'sign'
  readonly text: string
  readonly line: number
}

const TOKEN =
  /(?<blank>\s+|\/\/[^\n]*)|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<time>(?:datetime|timespan|time)\([^()"'\n]*\))|(?<number>\d+(?:\.\d+)?(?:ms|[dhms])?)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<sign>==|!=|<=|>=|=~|!~|\.\.|[|(),=<>+\-*/.[\]])/y

/**
 * A moment or a span as a literal (Kusto query language reference, "The datetime data type", "The timespan data type"):
 * what is computed is made by a function, `todatetime()`.
 */
const TIME =
  /^(?:datetime\(\s*(?:null|\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?Z?)?)\s*\)|(?:timespan|time)\(\s*(?:null|\d+(?:\.\d+)?(?:ms|[dhms])|(?:\d+\.)?\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?)\s*\))$/

const OPERATORS = new Set(
  'where extend project summarize order sort top take limit distinct count join'.split(' '),
)
const FUNCTIONS = new Set(
  (
    'ago now count countif dcount min max avg sum bin strcat tostring toint todouble tolower toupper isempty ' +
    'isnotempty coalesce iff case column_ifexists todatetime totimespan parse_json split format_datetime make_set arg_max arg_min'
  ).split(' '),
)
const WORDS = new Set(
  (
    'and or not by asc desc in has contains startswith endswith between true false null has_any has_cs ' +
    'contains_cs startswith_cs nulls first last kind on'
  ).split(' '),
)
const MAKES_NAMES = new Set(['extend', 'project', 'summarize'])

function stageProblems(
  stage: readonly KqlToken[],
  columns: Set<string>,
  values: Readonly<Record<string, readonly string[]>>,
): LocatedMessage[] {
  const [operator, ...rest] = stage
  if (operator === undefined) return [{ line: 1, message: 'a bar with no operator behind it' }]
  if (!OPERATORS.has(operator.text))
    return [
      {
        line: operator.line,
        message: `"${operator.text}" is no operator of a query (known: ${[...OPERATORS].join(', ')})`,
      },
    ]
  const problems: LocatedMessage[] = []
  const made: string[] = []
  for (const [index, token] of rest.entries()) {
    const next = rest[index + 1]
    if (token.kind === 'string') {
      const [column, sign] = [rest[index - 2]?.text ?? '', rest[index - 1]?.text]
      const allowed = Object.hasOwn(values, column) ? values[column] : undefined
      const value = token.text.slice(1, -1)
      if (sign === '==' && allowed !== undefined && !allowed.includes(value))
        problems.push({
          line: token.line,
          message: `${column} is never "${value}" (known: ${allowed.join(', ')})`,
        })
    }
    if (token.kind !== 'name') continue
    if (next?.text === '(' && !WORDS.has(token.text)) {
      if (!FUNCTIONS.has(token.text))
        problems.push({ line: token.line, message: `there is no function ${token.text}()` })
      // An aggregate without a name of its own makes a column named after it.
      if (operator.text === 'summarize') made.push(`${token.text}_`)
    } else if (next?.text === '=' && MAKES_NAMES.has(operator.text)) made.push(token.text)
    else if (!WORDS.has(token.text) && !columns.has(token.text))
      problems.push({
        line: token.line,
        message: `"${token.text}" is neither a column of the table nor made above`,
      })
  }
  for (const name of made) columns.add(name)
  return problems
}

function tokensOf(text: string): { tokens: KqlToken[]; problems: LocatedMessage[] } {
  const tokens: KqlToken[] = []
  const problems: LocatedMessage[] = []
  let line = 1
  let depth = 0
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    if (match === null) {
      problems.push({ line, message: `"${text.slice(at, at + 10).split('\n', 1)[0]}" is not understood` })
      break
    }
    at = TOKEN.lastIndex
    for (const kind of ['string', 'time', 'number', 'name', 'sign'] as const) {
      const found = match.groups?.[kind]
      if (found !== undefined) tokens.push({ kind, text: found, line })
    }
    const time = match.groups?.time
    if (time !== undefined && !TIME.test(time)) problems.push({ line, message: `${time} holds no time` })
    if (match[0] === '(') depth += 1
    if (match[0] === ')') depth -= 1
    for (const char of match[0]) if (char === '\n') line += 1
  }
  if (depth !== 0) problems.push({ line, message: 'parentheses do not match' })
  return { tokens, problems }
}

/** Stages between bars. */
function split(tokens: readonly KqlToken[]): KqlToken[][] {
  const stages: KqlToken[][] = [[]]
  for (const token of tokens) {
    if (token.text === '|' && token.kind === 'sign') stages.push([])
    else stages.at(-1)?.push(token)
  }
  return stages
}
