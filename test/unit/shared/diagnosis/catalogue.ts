import type { Finding } from '../../../../src/shared/diagnosis/finding.ts'
import { FINDINGS, type FindingId, type Severity } from '../../../../src/shared/diagnosis/taxonomy.ts'
import { CHAPTERS, PROOFS } from './proofs/index.ts'
import { OURS, OWN_PROOF } from './proofs/ours.ts'
import type { Proof } from './proofs/proof.ts'

/** What the rules say of the proofs, and of the lab's recordings, as docs/diagnosis.md shows it. */

const LETTER: Readonly<Record<Severity, string>> = { error: 'E', warning: 'W', info: 'I' }

/** What an id was found with, over all of its proofs. */
export interface Range {
  readonly severities: readonly Severity[]
  /** Ascending. */
  readonly confidences: readonly number[]
}

function findings(id: FindingId, { fires }: Proof): Finding[] {
  return fires.flatMap((tell) => tell().findings.filter((one) => one.id === id))
}

export function rangeOf(id: FindingId): Range {
  const proof = PROOFS.get(id)
  return rangeIn(proof === undefined ? [] : findings(id, proof))
}

function rangeIn(found: readonly Finding[]): Range {
  const severities = (['error', 'warning', 'info'] as const).filter((severity) =>
    found.some((one) => one.severity === severity),
  )
  const confidences = [...new Set(found.map(({ confidence }) => confidence))].sort((a, b) => a - b)
  return { severities, confidences }
}

/** One table a chapter. */
export function catalogue(): string {
  return CHAPTERS.map(([title, proofs]) => {
    const rows = Object.entries(proofs).map(([id, proof]) => row(id as FindingId, proof))
    return chapter(title, rows)
  }).join('\n\n')
}

/** The table of the one id that is not of the shared taxonomy. */
export function ownCatalogue(): string {
  const found = OWN_PROOF.fires.flatMap((tell) => tell().filter(({ id }) => id === OURS))
  return chapter('Ours', [rowOf(OURS, OWN_PROOF, found)])
}

function chapter(title: string, rows: readonly string[]): string {
  return [
    `### ${title}\n`,
    '| id | | sure (%) | proof | what would disprove it | facts | article |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

function row(id: FindingId, proof: Proof): string {
  return rowOf(id, proof, findings(id, proof))
}

function rowOf(id: FindingId, proof: Pick<Proof, 'proof' | 'facts'>, found: readonly Finding[]): string {
  const { severities, confidences } = rangeIn(found)
  const [first] = found
  const cells = [
    `\`${id}\``,
    severities.map((severity) => LETTER[severity]).join(' '),
    confidences.map((confidence) => Math.round(confidence * 100)).join(', '),
    proof.proof,
    first?.disproof ?? '',
    proof.facts.join(', ') || '—',
    FINDINGS[id].articles.map((article) => `\`${article}\``).join(', ') || '—',
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('`</', '` </')).join(' | ')} |`
}

/** As much of a golden file as an example shows. */
export interface Golden {
  readonly leg: string
  readonly version: string | null
  readonly outcome: string
  readonly break: { readonly summary: string } | null
  readonly findings: readonly {
    readonly id: FindingId
    readonly severity: Severity
    readonly confidence: number
    readonly summary: string
  }[]
  readonly whyFirst?: string
}

/** A recording's verdict, its findings in their order, and why that is the order. */
export function example(id: string, golden: Golden): string {
  const findings = golden.findings.map(
    (one, at) => `${at + 1}. ${one.severity} ${one.id}, ${Math.round(one.confidence * 100)} %`,
  )
  return [
    `**\`${id}\`** (${golden.leg}, ${golden.version ?? 'no version agreed on'}): ${
      golden.break?.summary ?? golden.findings[0]?.summary ?? golden.outcome
    }\n`,
    ...findings,
    ...(golden.whyFirst === undefined ? [] : [`\n*Why first:* ${golden.whyFirst}`]),
  ].join('\n')
}
