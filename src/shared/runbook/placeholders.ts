import type { Shell } from './article.ts'
import { PLACEHOLDERS, type PlaceholderName } from './placeholder-table.ts'

export { PLACEHOLDERS, type PlaceholderName } from './placeholder-table.ts'

/** Values that are known in this incident. Keys are placeholder names without their angle brackets. */
export type KnownValues = Readonly<Partial<Record<PlaceholderName, string>>>

/** A piece of filled text; the pieces joined give the whole. `text` of an open one is `<name>`. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'filled' | 'open'; readonly text: string; readonly placeholder: PlaceholderName }

export interface FilledText {
  readonly text: string
  readonly segments: readonly Segment[]
  /** Placeholders still open, each once, in order of appearance. */
  readonly open: readonly PlaceholderName[]
  /** Those among the open ones for which a value was known but is not safe to paste into a command line. */
  readonly rejected: readonly PlaceholderName[]
}

const TOKEN = /<([a-z][a-z0-9]*(?:-[a-z0-9]+)*)>/g

export function isPlaceholder(name: string): name is PlaceholderName {
  return Object.hasOwn(PLACEHOLDERS, name)
}

/** Whether a value may stand in a command: no shell, PowerShell, KQL or XML metacharacter passes any pattern. */
export function isSafeValue(name: PlaceholderName, value: string): boolean {
  return value.length <= 256 && PLACEHOLDERS[name].pattern.test(value)
}

/**
 * Fills in what is known. A value that does not match its placeholder's pattern is never written: the
 * placeholder stays open. Angle-bracketed words outside the table (XML elements) are left as they are.
 */
export function fill(text: string, known: KnownValues): FilledText {
  const segments: Segment[] = []
  const open = new Set<PlaceholderName>()
  const rejected = new Set<PlaceholderName>()
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    const name = match[1] ?? ''
    if (!isPlaceholder(name)) continue
    if (match.index > end) segments.push({ kind: 'text', text: text.slice(end, match.index) })
    end = match.index + match[0].length
    const value = Object.hasOwn(known, name) ? known[name] : undefined
    if (value !== undefined && value !== '' && isSafeValue(name, value)) {
      segments.push({ kind: 'filled', text: value, placeholder: name })
      continue
    }
    segments.push({ kind: 'open', text: match[0], placeholder: name })
    open.add(name)
    if (value !== undefined && value !== '') rejected.add(name)
  }
  if (end < text.length) segments.push({ kind: 'text', text: text.slice(end) })
  return {
    text: segments.map((segment) => segment.text).join(''),
    segments,
    open: [...open],
    rejected: [...rejected],
  }
}

/** Names of the table's placeholders in a text, each once. */
export function placeholdersIn(text: string): PlaceholderName[] {
  return fill(text, {}).open.slice()
}

/**
 * What an author got wrong: a name that is not in the table, or, in a command line, a placeholder outside
 * quotes: pasted unfilled, `<rg> -n` would read one file and overwrite another.
 * `line` counts from 1 within `text`. XML keeps its elements, so unknown names pass there.
 */
export function placeholderProblems(
  text: string,
  context: Shell | 'prose',
): { line: number; message: string }[] {
  const problems: { line: number; message: string }[] = []
  const mustQuote = context === 'bash' || context === 'powershell'
  const quoted = mustQuote ? quotedPositions(text, context === 'bash' ? '\\' : '`') : null
  let line = 1
  let scanned = 0
  for (const match of text.matchAll(TOKEN)) {
    for (; scanned < match.index; scanned += 1) if (text[scanned] === '\n') line += 1
    const name = match[1] ?? ''
    if (!isPlaceholder(name)) {
      if (context !== 'xml') problems.push({ line, message: `unknown placeholder <${name}>` })
    } else if (quoted !== null && !quoted(match.index)) {
      problems.push({ line, message: `placeholder <${name}> must stand inside quotes` })
    }
  }
  return problems
}

/** Tells for rising positions whether they are inside a quoted string. Comments do not open quotes. */
function quotedPositions(text: string, escapeChar: string): (position: number) => boolean {
  let at = 0
  let quote = ''
  let comment = false
  return (position) => {
    for (; at < position; at += 1) {
      const char = text[at] ?? ''
      if (comment) comment = char !== '\n'
      else if (quote === '' && char === '#' && /^\s?$/.test(text[at - 1] ?? '')) comment = true
      else if (char === escapeChar && quote !== "'") at += 1
      else if (quote === '' && (char === '"' || char === "'")) quote = char
      else if (char === quote) quote = ''
    }
    return quote !== '' || comment
  }
}
