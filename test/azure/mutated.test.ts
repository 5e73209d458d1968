import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAzureFile } from '../../src/shared/azure/documents/read-file.ts'
import { judgeDocuments } from '../../src/shared/azure/opinion.ts'
import { printable } from '../../src/shared/bytes/text.ts'

const FOLDER = join(import.meta.dirname, 'documents')

/** Documents that are JSON: of several values in one file, or words around them, the fuzzer takes care. */
const documents = readdirSync(FOLDER).flatMap((name): unknown[] => {
  try {
    return [JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))]
  } catch {
    return []
  }
})

/** Every place of a document, as a list of steps. */
function placesOf(value: unknown, steps: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...steps]]
  return [[...steps], ...Object.entries(value).flatMap(([name, child]) => placesOf(child, [...steps, name]))]
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined),
    value,
  )
}

function replaced(value: unknown, [step, ...rest]: readonly string[], by: unknown): unknown {
  if (step === undefined) return by
  if (Array.isArray(value))
    return value.map((child, at) => (String(at) === step ? replaced(child, rest, by) : child))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, name === step ? replaced(child, rest, by) : child]),
  )
}

const ODD = [
  null,
  true,
  -1,
  1e300,
  '',
  '*',
  '0.0.0.0/0',
  '::/999',
  '\u0000\u202e',
  '\\',
  '{var_client_certificate}',
  [],
  {},
  [[]],
]

describe('a saved document with parts of others in the place of its own', () => {
  it('is judged in sentences that can be printed, and never throws', { timeout: 60_000 }, () => {
    const index = fc.nat()
    const change = fc.tuple(index, index, index, fc.option(fc.constantFrom(...ODD), { nil: undefined }))
    fc.assert(
      fc.property(
        index,
        index,
        fc.array(change, { minLength: 1, maxLength: 6 }),
        (first, second, changes) => {
          const pair = [first, second].map((at) => documents[at % documents.length])
          const files = pair.map((document, at) => {
            let value = document
            for (const [where, donor, from, odd] of changes) {
              const places = placesOf(value)
              const source = documents[donor % documents.length]
              const sources = placesOf(source)
              const by = odd === undefined ? valueAt(source, sources[from % sources.length] ?? []) : odd
              value = replaced(value, places[where % places.length] ?? [], by)
            }
            return readAzureFile(Buffer.from(JSON.stringify(value)), `${at}.json`)
          })
          const { findings, notes } = judgeDocuments(files, {
            nowMillis: Date.UTC(2026, 10, 22),
            host: 'api.contoso.com',
            topology: { gateway: '10.0.1.0/24', apim: 'apim.contoso.internal' },
            wire: [],
          })
          for (const { summary, explanation, evidence } of [...findings, ...notes]) {
            const said = `${summary} ${explanation}`
            expect(said).toBe(printable(said))
            expect(said).not.toMatch(/\bundefined\b|\bNaN\b|\[object/)
            expect(evidence.length).toBeLessThanOrEqual(20)
          }
        },
      ),
      { numRuns: 400, seed: 7 },
    )
  })
})
