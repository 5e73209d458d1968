import { z } from 'zod'
import { azureSchema } from '../contract/azure.ts'
import { placesSchema } from './places.ts'

/** The part of the contract that concerns saved `az` output. The engine reads the files. */

export const azureFilesSchema = z.strictObject({
  files: z.array(z.string().min(1).max(4096)).min(1).max(64),
  /** The capture or probe on show, to hold the settings against; `null`: none is. */
  analysis: z.string().min(1).max(40).nullable(),
  places: placesSchema,
})
export type AzureFiles = z.infer<typeof azureFilesSchema>

export const azureReadSchema = z.strictObject({
  document: azureSchema,
  /** For each finding, values for the commands of its article. */
  names: z.array(z.record(z.string(), z.string())),
})
export type AzureRead = z.infer<typeof azureReadSchema>

export const azureChannels = {
  'azure:read': { request: azureFilesSchema, response: azureReadSchema },
} as const
