import type { Command } from '../article.ts'
import type { LocatedMessage } from '../front-matter.ts'
import { restProblems } from './az-rest.ts'
import type { BashWord } from './bash-script.ts'
import { type CliRow, type CliTable, type Flag, firstNames, flagsOf, type OnlyPlace } from './cli-table.ts'
import { jmespathProblem } from './jmespath.ts'

/** What a block says of itself. */
export type BlockPlace = Pick<Command, 'kind' | 'skus' | 'tiers'>

/** A flag as it was given, with the words behind it. */
export interface GivenFlag extends Flag {
  readonly line: number
  readonly values: readonly string[]
}

/**
 * Holds one `az` command against the table: the command exists, every flag is one of its own and has a value of
 * its kind, what is required is there, a query is a JMESPath expression.
 * @param words the command's words, `az` the first of them, placeholders filled with examples
 * @param block what the block around it says: for looking only, and for which place
 */
export function azProblems(words: readonly BashWord[], table: CliTable, block: BlockPlace): LocatedMessage[] {
  const first = words.findIndex((word, index) => index > 0 && word.text.startsWith('-'))
  const path = words.slice(1, first === -1 ? words.length : first).map((word) => word.text)
  const name = path.join(' ')
  const line = words[0]?.line ?? 1
  const row = Object.hasOwn(table.commands, name) ? table.commands[name] : undefined
  if (row === undefined) return [{ line, message: unknownCommand(path, table) }]

  const problems: LocatedMessage[] = []
  const say = (message: string, at = line): void => {
    problems.push({ line: at, message: `az ${name}: ${message}` })
  }
  const given = readFlags(first === -1 ? [] : words.slice(first), flagsOf(row, table), say)
  for (const flag of given) {
    const wrong = valueProblem(flag)
    if (wrong !== null) say(`${flag.name} ${wrong}`, flag.line)
  }
  const names = given.map((flag) => flag.name)
  for (const [index, flag] of given.entries()) {
    if (names.indexOf(flag.name) < index) say(`${flag.name} is given twice`, flag.line)
  }
  for (const missing of missingFlags(row, new Set(names))) say(missing)
  if (row.status === 'deprecated') say('is deprecated')
  for (const message of placeProblems(row, names, block)) say(message)
  const readsOnly = block.kind === 'check' || block.kind === 'verify'
  if (readsOnly && row.changes) say('changes something; a block that only looks may not hold it')
  if (name === 'rest') for (const message of restProblems(given, table, readsOnly)) say(message)
  return problems
}

/** What in a command the reference marks as preview: the command itself, or some of its flags. */
export function previewsIn(words: readonly BashWord[], table: CliTable): string[] {
  const path = words.slice(
    1,
    words.findIndex((word) => word.text.startsWith('-')),
  )
  const name = path.map((word) => word.text).join(' ')
  const row = Object.hasOwn(table.commands, name) ? table.commands[name] : undefined
  if (row === undefined) return []
  if (row.status === 'preview') return [`az ${name}`]
  return words.map((word) => word.text).filter((text) => row.preview?.includes(text))
}

function unknownCommand(path: readonly string[], table: CliTable): string {
  const names = Object.keys(table.commands)
  for (let length = path.length; length > 0; length -= 1) {
    const group = path.slice(0, length).join(' ')
    const inside = names
      .filter((name) => name.startsWith(`${group} `))
      .map((name) => name.slice(group.length + 1))
    if (inside.length === 0) continue
    const some = inside.slice(0, 6).join(', ')
    return `az ${path.join(' ')}: no such command in the table (under "az ${group}" it has: ${some}${inside.length > 6 ? ' …' : ''})`
  }
  return `az ${path.join(' ')}: no such command in the table`
}

function readFlags(
  words: readonly BashWord[],
  known: ReadonlyMap<string, Flag>,
  say: (message: string, line?: number) => void,
): GivenFlag[] {
  const given: (GivenFlag & { values: string[] })[] = []
  for (const { text, line } of words) {
    // A value may begin with a hyphen only where it is a number.
    if (!text.startsWith('-') || /^-\d/.test(text)) {
      given.at(-1)?.values.push(text)
      continue
    }
    const [spelling = '', ...attached] = text.startsWith('--') ? text.split('=') : [text]
    const flag = known.get(spelling)
    if (flag === undefined) {
      say(`has no flag ${spelling}`, line)
      // Its values are not held against anything.
      given.push({ name: spelling, kind: 'unknown', line, values: [] })
      continue
    }
    given.push({ ...flag, line, values: attached.length === 0 ? [] : [attached.join('=')] })
  }
  return given
}

/** What is wrong with a flag's value, to follow its name in a sentence. */
function valueProblem({ kind, values }: GivenFlag): string | null {
  const [value = ''] = values
  const extra = values[1]
  switch (kind) {
    case 'unknown':
      return null
    case 'switch':
      return values.length === 0 ? null : `takes no value, got "${value}"`
    case 'list':
      return values.length > 0 ? null : 'needs at least one value'
    case 'bool':
      if (values.length === 0 || BOOLEANS.has(value.toLowerCase())) return null
      return `needs true or false, got "${value}"`
    case 'assignments':
      if (values.length === 0) return 'needs property=value'
      for (const assignment of values)
        if (!ASSIGNMENT.test(assignment)) return `needs property=value, got "${assignment}"`
      return null
    case 'path':
      if (values.length === 0) return 'needs a property'
      if (!PROPERTY.test(value)) return `needs a property, got "${value}"`
      return extra === undefined || /^\d+$/.test(extra)
        ? null
        : `needs an index after the property, got "${extra}"`
  }
  if (values.length === 0 || value === '') return 'needs a value'
  if (extra !== undefined) return `takes one value, got "${extra}" as well`
  if (kind === 'number') return /^\d+$/.test(value) ? null : `needs a number, got "${value}"`
  if (kind === 'jmespath') return jmespathProblem(value)
  if (kind === 'text') return null
  const allowed = kind.split('|')
  return allowed.some((one) => one.toLowerCase() === value.toLowerCase())
    ? null
    : `is one of ${allowed.join(', ')}; got "${value}"`
}

/** A command that exists on one generation or tier only must not be offered on another. */
function placeProblems(row: CliRow, given: readonly string[], block: BlockPlace): string[] {
  const needs: [string, OnlyPlace][] = row.only === undefined ? [] : [['it', row.only]]
  for (const [flag, place] of Object.entries(row.onlyFlags ?? {}))
    if (given.includes(flag)) needs.push([flag, place])
  return needs.flatMap(([what, { sku, tier }]) => [
    ...(within(block.skus, sku)
      ? []
      : [`${what} works on gateway ${sku?.join(', ')} only: the block needs sku=${sku?.join(',')}`]),
    ...(within(block.tiers, tier)
      ? []
      : [`${what} works in tier ${tier?.join(', ')} only: the block needs tier=${tier?.join(',')}`]),
  ])
}

function within<T>(said: readonly T[], allowed: readonly T[] | undefined): boolean {
  return allowed === undefined || (said.length > 0 && said.every((one) => allowed.includes(one)))
}

function missingFlags(row: CliRow, given: ReadonlySet<string>): string[] {
  const missing = firstNames(row.required).filter((name) => !given.has(name))
  if (!given.has('--ids')) missing.push(...firstNames(row.target).filter((name) => !given.has(name)))
  const messages = missing.map((name) => `needs ${name}`)
  for (const [flag, others] of Object.entries(row.needs ?? {})) {
    if (given.has(flag) && !others.some((other) => given.has(other))) {
      messages.push(`${flag} needs ${others.join(' or ')} beside it`)
    }
  }
  for (const group of row.apart ?? []) {
    const both = group.filter((name) => given.has(name))
    if (both.length > 1) messages.push(`${both.join(' and ')} exclude each other`)
  }
  for (const group of row.oneOf ?? []) {
    if (!group.some((name) => given.has(name))) messages.push(`needs one of ${group.join(', ')}`)
  }
  return messages
}

const BOOLEANS = new Set(['0', '1', 'f', 'false', 'n', 'no', 't', 'true', 'y', 'yes'])
const PROPERTY = /^[A-Za-z][A-Za-z0-9]*(?:\[\d+\]|\.[A-Za-z][A-Za-z0-9]*)*$/
const ASSIGNMENT = /^[A-Za-z][A-Za-z0-9]*(?:\[\d+\]|\.[A-Za-z][A-Za-z0-9]*)*=/
