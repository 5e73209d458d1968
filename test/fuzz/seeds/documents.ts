import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Longer ones would take a large part of the time. */
const LARGEST = 14_000

/** Saved `az` output as the tests of Azure's checks have it, in the order of its names; this project's own. */
export const AZURE_DOCUMENTS: readonly Uint8Array[] = documents()

function documents(): Uint8Array[] {
  // From the sources, and from the bundle of a long run in test-results/fuzz.
  const folder = ['../../..', '../..']
    .map((up) => join(import.meta.dirname, up, 'test', 'azure', 'documents'))
    .find((one) => existsSync(one))
  if (folder === undefined) throw new Error('test/azure/documents is not where it is expected')
  return readdirSync(folder)
    .sort()
    .map((file) => new Uint8Array(readFileSync(join(folder, file))))
    .filter(({ length }) => length <= LARGEST)
}
