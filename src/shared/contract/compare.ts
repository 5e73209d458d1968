import { z } from 'zod'
import { LEGS, OUTCOMES } from '../conversation/vocabulary.ts'
import { breakSchema, endpointSchema, findingSchema } from './analysis.ts'

/** The public document `tlscope.compare/1` (contract.md): two handshakes side by side, and where they part. */

const candidateSchema = z.strictObject({
  id: z.string(),
  sni: z.string().nullable(),
  server: endpointSchema.nullable(),
  outcome: z.enum(OUTCOMES),
})

const sideSchema = z.strictObject({
  path: z.string(),
  role: z.enum(['direct', 'gateway']).nullable(),
  /** Its id in the file. */
  handshake: z.string(),
  tcpStream: z.int(),
  leg: z.enum(LEGS),
  client: endpointSchema.nullable(),
  server: endpointSchema.nullable(),
  startedAt: z.string(),
  sni: z.string().nullable(),
  version: z.string().nullable(),
  outcome: z.enum(OUTCOMES),
  break: breakSchema.nullable(),
  /** How it went, in one sentence. */
  sentence: z.string(),
  /** Why this handshake of the file; the others it could have been. */
  choice: z.strictObject({
    how: z.enum(['named', 'only', 'chosen']),
    reason: z.string(),
    /** Handshakes in the file. */
    among: z.int(),
    /** The first of the others; empty where it was named. */
    others: z.array(candidateSchema),
  }),
})

const cellSchema = z.strictObject({
  /** 0-based index in the handshake's `messages`. */
  message: z.int(),
  frame: z.int().nullable(),
  type: z.string(),
  /** The type is a guess from the sizes of encrypted records. */
  guessed: z.boolean(),
  encrypted: z.boolean(),
  length: z.int(),
  detail: z.string().optional(),
})

const rowSchema = z.strictObject({
  /** From 1, as sentences and `--bytes` count. */
  number: z.int(),
  from: z.enum(['client', 'server']),
  layer: z.enum(['tcp', 'tls', 'http']),
  /**
   * `same`; `expected`: only what is new in every handshake differs; `different`; `only-a`, `only-b`: it stands on one
   * side alone; `unseen`: one of the two could not be opened.
   */
  mark: z.enum(['same', 'expected', 'different', 'only-a', 'only-b', 'unseen']),
  /** Whether the difference matters: tickets and goodbyes, for example, do not. */
  matters: z.boolean(),
  a: cellSchema.nullable(),
  b: cellSchema.nullable(),
})

const saidSchema = z.strictObject({
  value: z.string(),
  /** Half-open range in that side's raw message; null where no bytes say it. */
  bytes: z.tuple([z.int(), z.int()]).nullable(),
})

const differenceSchema = z.strictObject({
  /** `number` of the row; null: of the handshake as a whole. */
  row: z.int().nullable(),
  /** The RFCs' names, from the outermost in. */
  field: z.string(),
  /** `order`: the same elements in another order; `items`: a list with other elements. */
  kind: z.enum(['value', 'items', 'order', 'only-a', 'only-b']),
  a: saidSchema.nullable(),
  b: saidSchema.nullable(),
  /** Of a list: what the other side lacks. */
  onlyInA: z.array(z.string()),
  onlyInB: z.array(z.string()),
})

const divergenceSchema = z.strictObject({
  row: z.int().nullable(),
  /** The difference that the sentence tells; null where a whole message stands on one side alone. */
  field: z.string().nullable(),
  sentence: z.string(),
})

const rangeSchema = z.strictObject({
  /** Half-open ranges in the raw message of each side; empty where that side has nothing there. */
  a: z.tuple([z.int(), z.int()]),
  b: z.tuple([z.int(), z.int()]),
})

export const compareSchema = z.strictObject({
  schema: z.literal('tlscope.compare/1'),
  a: sideSchema,
  b: sideSchema,
  /** Whether they differ in anything that matters: the exit status is then 1. */
  differ: z.boolean(),
  /** A few sentences a person can read out. */
  verdict: z.string(),
  firstDivergence: divergenceSchema.nullable(),
  /** The message on which one broke, and which the other got past, where it differs and they parted before it. */
  breakDivergence: divergenceSchema.nullable(),
  rows: z.array(rowSchema),
  differences: z.array(differenceSchema),
  /** What is new in every handshake (randoms, keys, signatures), and other differences that say nothing. */
  expected: z.array(differenceSchema.extend({ reason: z.string() })),
  /** What could not be compared. */
  notes: z.array(z.string()),
  /** Those of the pair. Evidence says in `field` which of the two it is from. */
  findings: z.array(findingSchema),
  /** With `--bytes`: where the bytes of one message differ. */
  bytes: z.strictObject({ row: z.int(), ranges: z.array(rangeSchema) }).optional(),
})

export type CompareDocument = z.infer<typeof compareSchema>
export type CompareSideDocument = z.infer<typeof sideSchema>
export type CompareRowDocument = z.infer<typeof rowSchema>
export type CompareDifferenceDocument = z.infer<typeof differenceSchema>
export type CompareCandidateDocument = z.infer<typeof candidateSchema>
/** Whether the difference is a message that stands on one side alone: the ladder tells it whole. */
export function isWholeMessage(
  { rows }: CompareDocument,
  { row, kind }: Pick<CompareDifferenceDocument, 'row' | 'kind'>,
): boolean {
  if (row === null || (kind !== 'only-a' && kind !== 'only-b')) return false
  const aligned = rows[row - 1]
  return aligned === undefined || aligned.a === null || aligned.b === null
}

export type CompareRole = NonNullable<CompareSideDocument['role']>
