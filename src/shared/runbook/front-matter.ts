import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml'
import { z } from 'zod'
import { LEGS } from '../conversation/vocabulary.ts'
import { CONFIDENCES, type FrontMatter, RISKS } from './article.ts'

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const idSchema = z.string().regex(ID, 'must be lower-case words joined by hyphens')
const dateSchema = z.string().refine(isCalendarDate, 'must be a date written YYYY-MM-DD')
const line = z.string().trim().min(1, 'must not be empty')

const factsSchema = z.array(
  z
    .string('must be a quoted string: unquoted, 3.10 would be read as 3.1')
    .regex(/^\d+(?:\.\d+)*[a-z]?$/, 'must be a row of the fact sheet, such as "3.10"'),
)

const sourceFields = z.strictObject({
  label: line,
  facts: factsSchema.default([]),
  confidence: z.enum(CONFIDENCES),
  url: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+\/[^\s<>"']*$/i, 'must be an https address')
    .optional(),
  checked: dateSchema,
  dated: dateSchema.optional(),
})
const sourceSchema = sourceFields.refine((source) => source.facts.length > 0 || source.url !== undefined, {
  path: ['facts'],
  message: 'must name at least one row of the fact sheet, or the source a url',
})

export const frontMatterSchema = z.strictObject({
  id: idSchema,
  title: line.max(90, 'must fit a title bar: at most 90 characters'),
  summary: line
    .max(240, 'must be one sentence of at most 240 characters')
    .regex(/[.]$/, 'must be a sentence and end with a full stop'),
  findings: z.array(idSchema).default([]),
  also: z.array(idSchema).default([]),
  legs: z.array(z.enum(LEGS)).min(1, 'must name at least one leg'),
  risk: z.enum(RISKS),
  effort: line,
  waiting: line,
  sources: z.array(sourceSchema).min(1, 'must name at least one source'),
  related: z.array(idSchema).default([]),
})

/** Longest front matter that is looked at, in UTF-16 code units; the longest of those that ship has a quarter of it. */
const MAX_FRONT_MATTER_LENGTH = 16_000

export interface LocatedMessage {
  readonly line: number
  readonly message: string
}

export type ParsedFrontMatter =
  | { readonly ok: true; readonly value: FrontMatter; readonly lineOf: Readonly<Record<string, number>> }
  | { readonly ok: false; readonly problems: readonly LocatedMessage[] }

/**
 * Reads the YAML between the two `---` lines.
 * @param yaml the text without its fences
 * @param firstLine 1-based line of the file on which that text begins
 */
export function parseFrontMatter(yaml: string, firstLine: number): ParsedFrontMatter {
  if (yaml.length > MAX_FRONT_MATTER_LENGTH)
    return refused(firstLine, `front matter is longer than ${MAX_FRONT_MATTER_LENGTH} characters`)
  try {
    return readFrontMatter(yaml, firstLine)
  } catch (error) {
    // The YAML parser descends by recursion: brackets within brackets exhaust the stack.
    if (error instanceof RangeError) return refused(firstLine, 'front matter is nested too deep')
    throw error
  }
}

function refused(line: number, message: string): ParsedFrontMatter {
  return { ok: false, problems: [{ line, message }] }
}

function readFrontMatter(yaml: string, firstLine: number): ParsedFrontMatter {
  const counter = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: counter, prettyErrors: false })
  const lineAt = (offset: number) => counter.linePos(offset).line + firstLine - 1
  if (document.errors.length > 0) {
    return {
      ok: false,
      problems: document.errors.map((error) => ({
        line: lineAt(error.pos[0]),
        message: `front matter is not valid YAML: ${firstSentence(error.message)}`,
      })),
    }
  }
  const root = document.contents
  if (!isMap(root)) {
    return {
      ok: false,
      problems: [{ line: firstLine, message: 'front matter must be a list of keys and values' }],
    }
  }
  // Refused so that a small file cannot unfold into a large value.
  let alias: Node | undefined
  visit(document, (_key, node) => {
    if (!isAlias(node)) return undefined
    alias = node
    return visit.BREAK
  })
  if (alias !== undefined) {
    return {
      ok: false,
      problems: [{ line: lineAt(alias.range?.[0] ?? 0), message: 'YAML aliases are not allowed here' }],
    }
  }
  const data: unknown = document.toJS()
  const checked = frontMatterSchema.safeParse(data)
  if (!checked.success) {
    const problems = checked.error.issues.flatMap((issue) => {
      const path = issue.path.filter((part) => typeof part !== 'symbol')
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => ({
          line: lineAt(offsetOf(root, [...path, key])),
          message: `unknown key "${[...path, key].join('.')}"`,
        }))
      }
      return [
        {
          line: lineAt(offsetOf(root, path)),
          message: `${path.join('.') || 'front matter'}: ${hasValue(data, path) ? issue.message : 'is missing'}`,
        },
      ]
    })
    return { ok: false, problems }
  }
  return { ok: true, value: withoutUndefined(checked.data), lineOf: linesOf(root, lineAt) }
}

function hasValue(data: unknown, path: readonly (string | number)[]): boolean {
  let value = data
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return false
    value = (value as Readonly<Record<string | number, unknown>>)[part]
  }
  return true
}

/** Start of the node at `path`, or of the deepest parent that exists. */
function offsetOf(root: Node, path: readonly (string | number)[]): number {
  let node: Node = root
  let offset = root.range?.[0] ?? 0
  for (const part of path) {
    if (!isCollection(node)) return offset
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part)
      if (pair !== undefined && isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset
    }
    const next: unknown = node.get(part, true)
    if (!isNode(next)) return offset
    if (!isMap(node)) offset = next.range?.[0] ?? offset
    node = next
  }
  return offset
}

function linesOf(root: Node, lineAt: (offset: number) => number): Record<string, number> {
  const lines: Record<string, number> = {}
  const walk = (node: unknown, path: string): void => {
    if (!isNode(node)) return
    lines[path] = lineAt(node.range?.[0] ?? 0)
    if (!isCollection(node)) return
    node.items.forEach((item, index) => {
      if (isNode(item)) walk(item, path === '' ? String(index) : `${path}.${index}`)
      else if (isMap(node)) {
        const pair = item as { key: unknown; value: unknown }
        if (isScalar(pair.key))
          walk(pair.value, path === '' ? String(pair.key.value) : `${path}.${pair.key.value}`)
      }
    })
  }
  walk(root, '')
  return lines
}

function withoutUndefined(data: z.infer<typeof frontMatterSchema>): FrontMatter {
  const sources = data.sources.map(({ url, dated, ...rest }) => ({
    ...rest,
    ...(url === undefined ? {} : { url }),
    ...(dated === undefined ? {} : { dated }),
  }))
  return { ...data, sources }
}

function isCalendarDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function firstSentence(message: string): string {
  return message.split('\n', 1)[0] ?? message
}
