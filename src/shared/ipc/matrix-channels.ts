import { z } from 'zod'
import { MATRIX_AXES, matrixAxesSchema, matrixCellSchema, matrixSchema } from '../contract/matrix.ts'
import { credentialFilesSchema, probeOptionsSchema } from './probe-options.ts'

/** The part of the contract that concerns a matrix of probes. One runs at a time, and no probe beside it. */

const idSchema = z.string().min(1).max(40)
const indexSchema = z.int().min(0).max(4095)

export const matrixOptionsSchema = z.strictObject({
  /** What every cell has in common; its credential is the first one. */
  probe: probeOptionsSchema,
  /** Further client certificates. */
  credentials: z.array(credentialFilesSchema).max(7),
  /** The axes that vary; `null`: all. */
  only: z.array(z.enum(MATRIX_AXES)).nullable(),
})
export type MatrixOptions = z.infer<typeof matrixOptionsSchema>

/** The public document without every cell's ladder: those are asked for one at a time. */
export const matrixResultSchema = matrixSchema.omit({ analysis: true })
export type MatrixResult = z.infer<typeof matrixResultSchema>

export const matrixChannels = {
  /** Answers as soon as it is known what is asked; what comes of it follows as events. Errors as `probe:start`. */
  'matrix:start': {
    request: matrixOptionsSchema,
    response: z.strictObject({
      matrix: idSchema,
      axes: matrixAxesSchema,
      cells: z.int(),
      notes: z.array(z.string()),
    }),
  },
  'matrix:cancel': { request: z.strictObject({}), response: z.null() },
  /** One cell's probe as an analysis like any other. */
  'matrix:open-cell': {
    request: z.strictObject({ matrix: idSchema, index: indexSchema }),
    response: z.strictObject({ analysis: idSchema }),
  },
} as const

/** `analysis` is the matrix's id. */
export const matrixEventSchemas = [
  /** Told again where a cell was asked twice. */
  z.strictObject({
    kind: z.literal('matrix-cell'),
    analysis: idSchema,
    index: indexSchema,
    cell: matrixCellSchema,
    /** Cells that are settled by now. */
    settled: z.int(),
  }),
  z.strictObject({ kind: z.literal('matrix-done'), analysis: idSchema, result: matrixResultSchema }),
  z.strictObject({ kind: z.literal('matrix-failed'), analysis: idSchema, message: z.string() }),
] as const
