import { z } from 'zod'
import type { ConfigurationNote } from '../azure/checks/index.ts'
import type { FileRead } from '../azure/documents/read-file.ts'
import { type Fact, factsOf } from '../azure/facts.ts'
import { knownFor, knownFrom, situationFrom } from '../azure/known-values.ts'
import type { AzureOpinion } from '../azure/opinion.ts'
import { LEGS } from '../conversation/vocabulary.ts'
import { whyFirst } from '../diagnosis/rank.ts'
import { APIM_TIERS, GATEWAY_SKUS } from '../runbook/article.ts'
import type { KnownValues } from '../runbook/placeholders.ts'
import { evidenceSchema, findingSchema } from './analysis.ts'
import { evidenceDocument, findingDocument } from './handshake-document.ts'
import { pathSchema } from './paths.ts'

/** The public document `tlscope.azure/1` (contract.md): what saved `az` output says, alone or beside a capture. */

const placeSchema = z.strictObject({
  /** As it was named; `#2` behind it: the second JSON value in it. */
  file: z.string(),
  /** RFC 6901. */
  pointer: z.string(),
})

const fileSchema = z.strictObject({
  file: z.string(),
  documents: z.array(
    z.strictObject({
      kind: z.string(),
      title: z.string(),
      /** The command that prints it. */
      command: z.string(),
      items: z.int(),
    }),
  ),
  /** What keeps it, or a part of it, from being read. */
  problems: z.array(z.string()),
  notes: z.array(z.string()),
})

const factSchema = z.strictObject({
  about: z.string(),
  name: z.string(),
  /** What it is part of; null where the document does not tell. */
  of: z.string().nullable(),
  says: z.array(z.string()),
  at: placeSchema,
})

const noteSchema = z.strictObject({
  kind: z.enum(['risk', 'unknown']),
  leg: z.enum(LEGS),
  summary: z.string(),
  explanation: z.string(),
  evidence: z.array(evidenceSchema),
  fixes: z.array(z.string()),
})

const captureSchema = z.strictObject({
  path: z.string(),
  handshakes: z.int(),
  broken: z.int(),
  /** How many of them the settings were held against. */
  heldAgainst: z.int(),
  /** How many are on a leg that nothing tells: settings say nothing of those. */
  legUnknown: z.int(),
  /** The first of those that broke. */
  breaks: z.array(z.strictObject({ handshake: z.string(), leg: z.enum(LEGS), summary: z.string() })),
  /** The first ways through the gateway that broke, joined also by the ports in rows of its access log. */
  paths: z.array(pathSchema),
})

export const azureSchema = z.strictObject({
  schema: z.literal('tlscope.azure/1'),
  files: z.array(fileSchema),
  /** With `--with`. */
  captures: z.array(captureSchema),
  facts: z.array(factSchema),
  /** How many more of one kind there were than are told in `facts`. */
  factsLeftOut: z.int(),
  /** The likeliest first. */
  findings: z.array(findingSchema),
  /** One sentence: why the first finding, an error, stands before the second. */
  whyFirst: z.string().optional(),
  /** What is worth knowing and is no finding. */
  notes: z.array(noteSchema),
  /** Values for the placeholders of runbook commands. */
  names: z.record(z.string(), z.string()),
  /** The gateway's generation and API Management's tier, where only one was seen. */
  situation: z.strictObject({ sku: z.enum(GATEWAY_SKUS).nullable(), tier: z.enum(APIM_TIERS).nullable() }),
})

export type AzureDocument = z.infer<typeof azureSchema>
export type AzureFileDocument = z.infer<typeof fileSchema>
export type AzureFactDocument = z.infer<typeof factSchema>
export type AzureNoteDocument = z.infer<typeof noteSchema>
export type AzureCaptureDocument = z.infer<typeof captureSchema>

/** @param names what is known of the place beside the documents; it goes before what they tell */
export function azureDocument(
  files: readonly Pick<FileRead, 'file' | 'documents' | 'problems' | 'notes'>[],
  { model, findings, notes }: AzureOpinion,
  captures: readonly AzureCaptureDocument[] = [],
  names: KnownValues = {},
): AzureDocument {
  const { sku = null, tier = null } = situationFrom(model)
  const { facts, leftOut } = factsOf(model)
  const why = whyFirst(findings, null)
  return {
    schema: 'tlscope.azure/1',
    files: files.map(({ file, documents, problems, notes: remarks }) => ({
      file,
      documents: documents.map((document) => ({ ...document })),
      problems: [...problems],
      notes: [...remarks],
    })),
    captures: [...captures],
    facts: facts.map(factDocument),
    factsLeftOut: leftOut,
    findings: findings.map(findingDocument),
    ...(why === null ? {} : { whyFirst: why }),
    notes: notes.map(noteDocument),
    // Filled for the finding that stands first: its article is the one shown.
    names: { ...(findings[0] === undefined ? knownFrom(model) : knownFor(model, findings[0])), ...names },
    situation: { sku, tier },
  }
}

function factDocument({ about, name, of, says, at }: Fact): AzureFactDocument {
  return { about, name, of, says: [...says], at: { file: at.file, pointer: at.pointer } }
}

function noteDocument({
  kind,
  leg,
  summary,
  explanation,
  evidence,
  fixes,
}: ConfigurationNote): AzureNoteDocument {
  return { kind, leg, summary, explanation, evidence: evidence.map(evidenceDocument), fixes: [...fixes] }
}
