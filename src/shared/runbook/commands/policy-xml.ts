import { z } from 'zod'
import type { LocatedMessage } from '../front-matter.ts'

/** Policy elements and their attributes: `resources/azure-cli/policies.json`. */
export const policyTableSchema = z.strictObject({
  about: z.string(),
  compared: z.string(),
  elements: z.record(
    z.string(),
    z.strictObject({
      source: z.string().min(1),
      dated: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
      attributes: z.array(z.string()),
      required: z.array(z.string()).optional(),
      /** `true` or `false`; policy expressions are not taken there. */
      booleans: z.array(z.string()).optional(),
      /** Attributes that exclude each other. */
      apart: z.array(z.array(z.string())).optional(),
      /** How many children it takes. */
      most: z.int().optional(),
    }),
  ),
})

export type PolicyTable = z.infer<typeof policyTableSchema>

/**
 * Checks a policy snippet: every tag is closed in its turn, elements and attributes are ones that the table
 * knows, and inside an attribute no quote or `<` stands by itself (`&quot;`, `&lt;`).
 */
export function policyProblems(text: string, table: PolicyTable): LocatedMessage[] {
  const problems: LocatedMessage[] = []
  const open: { name: string; line: number; children: number }[] = []
  let line = 1
  for (let at = 0; at < text.length; ) {
    PIECE.lastIndex = at
    const match = PIECE.exec(text)
    const say = (message: string): void => {
      problems.push({ line, message })
    }
    if (match === null) {
      say(`"${text.slice(at, at + 20).split('\n', 1)[0]}" is no whole tag`)
      return problems
    }
    at = PIECE.lastIndex
    const { closing, name, attributes = '', empty } = match.groups ?? {}
    if (closing !== undefined) {
      const opened = open.pop()
      if (opened?.name !== closing) {
        say(`</${closing}> closes ${opened === undefined ? 'nothing' : `<${opened.name}>`}`)
        return problems
      }
    } else if (name !== undefined) {
      const parent = open.at(-1)
      if (parent !== undefined) parent.children += 1
      for (const message of elementProblems(name, attributes, parent, table)) say(message)
      if (empty === '') open.push({ name, line, children: 0 })
    }
    for (const char of match[0]) if (char === '\n') line += 1
  }
  const left = open.pop()
  if (left !== undefined) problems.push({ line: left.line, message: `<${left.name}> is never closed` })
  return problems
}

function elementProblems(
  name: string,
  attributes: string,
  parent: { readonly name: string; readonly children: number } | undefined,
  { elements }: PolicyTable,
): string[] {
  const row = Object.hasOwn(elements, name) ? elements[name] : undefined
  if (row === undefined) return [`<${name}>: no such element in the table of policies`]
  const problems: string[] = []
  const given = new Map<string, string>()
  for (const [, attribute = '', value = ''] of attributes.matchAll(ATTRIBUTE)) {
    if (given.has(attribute)) problems.push(`<${name}>: ${attribute} is given twice`)
    given.set(attribute, value)
    if (!row.attributes.includes(attribute)) problems.push(`<${name}> has no attribute ${attribute}`)
    if (row.booleans?.includes(attribute) && value !== 'true' && value !== 'false')
      problems.push(`<${name}>: ${attribute} is true or false, got "${value}"`)
  }
  for (const attribute of row.required ?? [])
    if (!given.has(attribute)) problems.push(`<${name}> needs ${attribute}`)
  for (const group of row.apart ?? [])
    if (group.every((attribute) => given.has(attribute)))
      problems.push(`<${name}>: ${group.join(' and ')} exclude each other`)
  const most =
    parent === undefined || !Object.hasOwn(elements, parent.name) ? undefined : elements[parent.name]?.most
  if (parent !== undefined && most === parent.children - 1)
    problems.push(`<${parent.name}> takes at most ${most} of these`)
  return problems
}

const PIECE =
  /(?<text>[^<>]+)|<!--(?:(?!-->)[\s\S])*-->|<\/(?<closing>[a-z][a-z0-9-]*)\s*>|<(?<name>[a-z][a-z0-9-]*)(?<attributes>(?:\s+[a-z][a-z0-9-]*="[^"<]*")*)\s*(?<empty>\/?)>/y
const ATTRIBUTE = /([a-z][a-z0-9-]*)="([^"<]*)"/g
