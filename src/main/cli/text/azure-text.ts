import { printable } from '../../../shared/bytes/text.ts'

import type { AzureDocument, AzureNoteDocument } from '../../../shared/contract/azure.ts'
import { nothingFoundSentence } from '../../../shared/contract/azure-sentence.ts'
import { capital, count } from '../../../shared/diagnosis/words.ts'
import type { Library } from '../../../shared/runbook/library.ts'
import type { Situation } from '../../../shared/runbook/match.ts'
import { lineWidth, paint } from '../terminal.ts'
import { factLines } from './azure-facts.ts'
import { chosenArticleText } from './fix-text.ts'
import { evidenceText, findingsLines } from './handshake-text.ts'
import { fold, wrap } from './wrap.ts'

export interface AzureTextOptions {
  readonly facts: boolean
  /** `null`: without the article. */
  readonly library: Library | null
}

/** Saved `az` output for a person at a terminal: what is wrong first, then what was read, then the fix. */
export function azureText(document: AzureDocument, { facts, library }: AzureTextOptions): string {
  const width = lineWidth()
  const sections = [
    headLines(document, width),
    findingsLines(document, width),
    notesLines(document.notes, width),
    facts ? factLines(document, width) : [],
  ].filter((lines) => lines.length > 0)
  const text = `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
  const article = library === null ? null : articleText(document, library)
  return article === null ? text : `${text}\n${article}`
}

function headLines(document: AzureDocument, width: number): string[] {
  const lines = wrap(verdict(document), 0, width).map((line) => paint('bold', line))
  for (const { file, documents, notes } of document.files) {
    const read = documents.map(({ title, items }) => (items === 1 ? title : `${title} (${items})`))
    if (read.length > 0) lines.push(...wrap(`${printable(file)}: ${read.join(', ')}`, 2, width))
    for (const note of notes) lines.push(...wrap(`Note: ${printable(note)}`, 2, width))
  }
  for (const { path, handshakes, broken, heldAgainst, legUnknown, breaks, paths } of document.captures) {
    const held = heldAgainst === handshakes ? '' : `, held against the first ${heldAgainst}`
    lines.push(`  ${printable(path)}: ${count(handshakes, 'handshake')}, ${broken} broken${held}`)
    if (legUnknown > 0) lines.push(...wrap(unknownLegText(legUnknown), 4, width))
    for (const { handshake, leg, summary } of breaks) {
      const where = leg === 'unknown' ? '' : ` on ${leg}`
      lines.push(...wrap(printable(`${handshake}${where}: ${summary}`), 4, width))
    }
    for (const { sentence } of paths) lines.push(...wrap(printable(sentence), 4, width))
  }
  return lines
}

/** Settings of one leg are not held against packets that may be of the other. */
function unknownLegText(handshakes: number): string {
  const of = handshakes === 1 ? 'The leg of one handshake' : `The leg of ${handshakes} handshakes`
  return `${of} is not known, so no setting is held against it: --gateway and --apim name the machines.`
}

/** One sentence to read out. */
function verdict({ files, findings, captures, notes }: AzureDocument): string {
  const documents = files.reduce((sum, file) => sum + file.documents.length, 0)
  if (documents === 0 && findings.length === 0) return 'Nothing could be read.'
  const errors = findings.filter(({ severity }) => severity === 'error')
  const warnings = findings.filter(({ severity }) => severity === 'warning')
  const [first] = findings
  if (first === undefined || errors.length + warnings.length === 0) {
    const broken = captures.reduce((sum, capture) => sum + capture.broken, 0)
    // What broke stands below, each handshake with its own sentence.
    if (broken > 0)
      return `Nothing is wrong in the settings that were read, but ${count(broken, 'handshake')} broke in what was captured.`
    return nothingFoundSentence(notes.length)
  }
  const parts = [
    errors.length === 0 ? null : count(errors.length, 'error'),
    warnings.length === 0 ? null : count(warnings.length, 'warning'),
  ]
  return `${capital(parts.filter((part) => part !== null).join(', '))}. ${printable(first.summary)}`
}

const NOTE = { risk: 'Risk', unknown: 'Not known' } as const

function notesLines(notes: readonly AzureNoteDocument[], width: number): string[] {
  return notes.flatMap(({ kind, summary, explanation, evidence, fixes }) => [
    ...wrap(printable(`${NOTE[kind]}: ${summary}`), 2, width),
    ...wrap(printable(explanation), 5, width),
    ...evidence.flatMap((one) =>
      fold(printable(evidenceText(one)), width - 7).map((line) => `     - ${line}`),
    ),
    ...(fixes.length === 0 ? [] : [`     tlscope runbook ${fixes[0]}`]),
  ])
}

function articleText({ findings, names, situation }: AzureDocument, library: Library): string | null {
  const [first] = findings
  if (first === undefined) return null
  const { sku, tier } = situation
  const place: Situation = {
    leg: first.leg,
    ...(sku === null ? {} : { sku }),
    ...(tier === null ? {} : { tier }),
  }
  return chosenArticleText(library, findings, names, place, `the fix for ${first.id}`)
}
