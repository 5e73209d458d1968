import { z } from 'zod'
import { STAGES } from '../conversation/vocabulary.ts'
import { FINDING_IDS } from '../diagnosis/taxonomy.ts'
import { analysisSchema } from './analysis.ts'

/**
 * The public document `tlscope.matrix/1`: one probe for each combination of TLS version, client certificate, SNI and
 * ALPN, what each came to, and what tells the good ones from the bad.
 */

/** In the order in which a combination is named. */
export const MATRIX_AXES = ['tls', 'certificate', 'sni', 'alpn'] as const
export type MatrixAxis = (typeof MATRIX_AXES)[number]

export const MATRIX_COLOURS = ['green', 'yellow', 'orange', 'red', 'grey'] as const
export type MatrixColour = (typeof MATRIX_COLOURS)[number]

export const MATRIX_ICONS = [
  'check',
  'cross',
  'page',
  'bolt',
  'door',
  'hourglass',
  'plug',
  'minus',
  'question',
  'blank',
] as const
export type MatrixIcon = (typeof MATRIX_ICONS)[number]

interface WordKind {
  readonly colour: MatrixColour
  readonly icon: MatrixIcon
  /** What it says of the combination; `neither`: nothing. */
  readonly counts: 'good' | 'bad' | 'neither'
  readonly means: string
}

/** What a cell can say. Closed: `MATRIX_WORDS[cell.word]` is always there. */
export const MATRIX_WORDS = {
  ok: {
    colour: 'green',
    icon: 'check',
    counts: 'good',
    means: 'the server took everything, and served',
  },
  '404': { colour: 'yellow', icon: 'page', counts: 'good', means: 'TLS is fine, HTTP has no such page' },
  '4xx': { colour: 'yellow', icon: 'page', counts: 'good', means: 'TLS is fine, HTTP refused the request' },
  '400': { colour: 'red', icon: 'page', counts: 'bad', means: 'HTTP 400' },
  '401': { colour: 'red', icon: 'page', counts: 'bad', means: 'HTTP 401' },
  '403': { colour: 'red', icon: 'page', counts: 'bad', means: 'HTTP 403' },
  '5xx': { colour: 'red', icon: 'page', counts: 'bad', means: 'TLS is fine, the server behind it is not' },
  unsupported: {
    colour: 'grey',
    icon: 'minus',
    counts: 'bad',
    means: 'the server does not speak that version of TLS',
  },
  alert: { colour: 'red', icon: 'cross', counts: 'bad', means: 'a TLS alert ended it' },
  reset: { colour: 'red', icon: 'bolt', counts: 'bad', means: 'the connection was reset' },
  closed: { colour: 'red', icon: 'door', counts: 'bad', means: 'the connection was closed too early' },
  silence: { colour: 'orange', icon: 'hourglass', counts: 'bad', means: 'no answer in the time allowed' },
  invalid: {
    colour: 'red',
    icon: 'cross',
    counts: 'bad',
    means: "the server's bytes or proofs are wrong, so the probe ended it",
  },
  'not-tls': { colour: 'red', icon: 'cross', counts: 'bad', means: 'the answer was no TLS' },
  refused: { colour: 'orange', icon: 'plug', counts: 'bad', means: 'nothing listens on that port' },
  unreachable: { colour: 'orange', icon: 'plug', counts: 'bad', means: 'the network leads nowhere' },
  'no-address': { colour: 'orange', icon: 'plug', counts: 'bad', means: 'the name has no address' },
  proxy: { colour: 'orange', icon: 'plug', counts: 'bad', means: 'the proxy did not let it through' },
  incapable: {
    colour: 'grey',
    icon: 'question',
    counts: 'neither',
    means: 'this program cannot do what the server chose',
  },
  unknown: { colour: 'grey', icon: 'question', counts: 'neither', means: 'it cannot be told how it ended' },
  'not-asked': { colour: 'grey', icon: 'blank', counts: 'neither', means: 'nobody asked' },
} as const satisfies Readonly<Record<string, WordKind>>
export type MatrixWord = keyof typeof MATRIX_WORDS

const wordSchema = z.enum(Object.keys(MATRIX_WORDS) as [MatrixWord, ...MatrixWord[]])

const valueSchema = z.strictObject({
  /** What cells and differences name it by. */
  id: z.string(),
  /** For people. */
  name: z.string(),
})

const certificateValueSchema = valueSchema.extend({
  sent: z.enum(['nothing', 'leaf', 'full']),
  /** RFC 4514; `null` where nothing is sent. */
  subject: z.string().nullable(),
})

export const matrixAxesSchema = z.strictObject({
  /** `id` such as `TLS 1.2`; where the version is not asked about, all that are offered at once. */
  tls: z.array(valueSchema),
  certificate: z.array(certificateValueSchema),
  sni: z.array(valueSchema),
  alpn: z.array(valueSchema),
})

export const matrixCellSchema = z.strictObject({
  tls: z.string(),
  certificate: z.string(),
  sni: z.string(),
  alpn: z.string(),
  word: wordSchema,
  colour: z.enum(MATRIX_COLOURS),
  icon: z.enum(MATRIX_ICONS),
  /** Where it broke. */
  stage: z.enum(STAGES).nullable(),
  /** How it broke, in a few words: `handshake_failure (40)`, `HTTP 400`. */
  detail: z.string().nullable(),
  sentence: z.string(),
  /** The likeliest first. */
  findings: z.array(z.enum(FINDING_IDS)),
  /** `id` in `analysis.handshakes`: its ladder. */
  handshake: z.string().nullable(),
  /** Times it was asked. */
  asked: z.int().min(0),
  /** Asked twice, and answered differently: it counts in no difference. */
  unsteady: z.boolean(),
})

const termSchema = z.strictObject({ axis: z.enum(MATRIX_AXES), values: z.array(z.string()) })

export const matrixDifferenceSchema = z.strictObject({
  /** One sentence a person can read out. */
  sentence: z.string(),
  /**
   * `works`: nothing breaks; `none-works`; `breaks` where the terms say; `error`: a finding of that severity where
   * nothing broke; `versions` the server does not speak; `unsteady` cells; `unanswered` ones.
   */
  kind: z.enum(['works', 'none-works', 'breaks', 'error', 'versions', 'unsteady', 'unanswered']),
  /** All must hold; empty: it is so whatever the axes say. */
  where: z.array(termSchema),
  /** Indices in `cells`. */
  cells: z.array(z.int()),
  findings: z.array(z.enum(FINDING_IDS)),
})

export const MATRIX_TOPICS = [
  'versions',
  'client-certificate',
  'ca-names',
  'server-certificate',
  'alpn',
] as const

const learnedSchema = z.strictObject({ topic: z.enum(MATRIX_TOPICS), sentence: z.string() })

export const matrixSchema = z.strictObject({
  schema: z.literal('tlscope.matrix/1'),
  target: z.strictObject({
    host: z.string(),
    port: z.int(),
    /** Where every cell was asked; `null` where no connection came to be, or a proxy chose. */
    address: z.string().nullable(),
  }),
  startedAt: z.string(),
  durationMicros: z.number(),
  axes: matrixAxesSchema,
  /** What was left out or done otherwise, and why, one sentence each. */
  notes: z.array(z.string()),
  cells: z.array(matrixCellSchema),
  differences: z.array(matrixDifferenceSchema),
  learned: z.array(learnedSchema),
  /** Somebody ended it before every cell was asked. */
  interrupted: z.boolean(),
  /** Every cell's handshake as `tlscope probe --json` tells it; one source a cell that was asked. */
  analysis: analysisSchema,
})

export type MatrixDocument = z.infer<typeof matrixSchema>
export type MatrixAxesDocument = z.infer<typeof matrixAxesSchema>
export type MatrixCell = z.infer<typeof matrixCellSchema>
export type MatrixDifference = z.infer<typeof matrixDifferenceSchema>
export type MatrixLearned = z.infer<typeof learnedSchema>
export type MatrixTerm = z.infer<typeof termSchema>
