import { type AzureModel, EMPTY_MODEL } from '../model.ts'

/** A model that is being written. */
export type ModelParts = { -readonly [List in keyof AzureModel]: AzureModel[List][number][] }

export const MODEL_LISTS = Object.keys(EMPTY_MODEL) as (keyof AzureModel)[]

export function emptyParts(): ModelParts {
  return Object.fromEntries(MODEL_LISTS.map((list) => [list, []])) as { [List in keyof AzureModel]: never[] }
}
