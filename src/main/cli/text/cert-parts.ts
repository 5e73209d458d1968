import { printable } from '../../../shared/bytes/text.ts'
import type { FindingDocument } from '../../../shared/contract/analysis.ts'
import { lineWidth } from '../terminal.ts'
import { findingsLines } from './handshake-text.ts'
import { heading, markedLines } from './probe-certificates.ts'
import { wrap } from './wrap.ts'

/** Lines that every `tlscope cert` command prints alike. */

export const MARKS = {
  yes: ['green', '✓'],
  no: ['red', '✗'],
  uncertain: ['yellow', '?'],
  unknown: ['yellow', '?'],
  if: ['yellow', '~'],
} as const

/** Findings with their explanation, and the articles that tell how to fix them. */
export function findingSection(findings: readonly FindingDocument[]): string[] {
  const lines = findingsLines({ findings: [...findings] }, lineWidth())
  if (lines.length === 0) return []
  const articles = [...new Set(findings.flatMap(({ fixes }) => fixes))]
  const more =
    articles.length === 0 ? [] : [`  Fix: ${articles.map((id) => `tlscope runbook ${id}`).join(' · ')}`]
  return [heading('Findings'), ...lines, ...more]
}

export function noteLines(notes: readonly string[]): string[] {
  return notes.flatMap((note) => bulleted(note))
}

export function bulleted(text: string): string[] {
  const [first = '', ...rest] = wrap(printable(text), 4, lineWidth())
  return [`  - ${first.trimStart()}`, ...rest]
}

export function told(text: string, indent = 2): string[] {
  return wrap(printable(text), indent, lineWidth())
}

/** `✓ issuer-DN check off: Accepted …`. */
export function judged(verdict: keyof typeof MARKS, what: string, sentence: string): string[] {
  return markedLines(MARKS[verdict], `${what}: ${sentence}`)
}

/** Sections with a blank line between. */
export function sections(parts: readonly (readonly string[])[]): string {
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}
