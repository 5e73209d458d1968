import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readAzureFile } from '../../src/shared/azure/documents/read-file.ts'
import { readSeparatedRows, separatedHeader } from '../../src/shared/azure/documents/separated-text.ts'
import { tableRows } from '../../src/shared/azure/documents/table-text.ts'
import { judgeDocuments } from '../../src/shared/azure/opinion.ts'
import { azureDocument, azureSchema } from '../../src/shared/contract/azure.ts'
import { FINDINGS } from '../../src/shared/diagnosis/taxonomy.ts'
import { EXPECTATIONS } from './expectations.ts'

const FOLDER = join(import.meta.dirname, 'documents')
const NOW = Date.UTC(2026, 10, 22)

const read = (file: string) => readAzureFile(readFileSync(join(FOLDER, file)), file)
const judged = (...files: string[]) => {
  const documents = files.map(read)
  const opinion = judgeDocuments(documents, {
    nowMillis: NOW,
    host: null,
    topology: { gateway: null, apim: null },
    wire: [],
  })
  return { documents, opinion }
}

/** The value that a JSON pointer leads to (RFC 6901). */
function atPointer(value: unknown, pointer: string): unknown {
  const steps = pointer.split('/').slice(1)
  return steps.reduce((at, step) => {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    return typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined
  }, value)
}

/** What pointers into a document lead through. */
function documentOf(text: string): unknown {
  const header = separatedHeader(text)
  if (header === null) return tableRows(text) ?? JSON.parse(text)
  const rows: (readonly string[])[] = []
  readSeparatedRows(text, header, (values) => rows.push(values))
  return rows
}

describe('saved az output', () => {
  it('has an expectation for each document, and a document for each expectation', () => {
    expect(EXPECTATIONS.map(({ file }) => file).sort()).toEqual(readdirSync(FOLDER).sort())
    expect(EXPECTATIONS.length).toBeGreaterThanOrEqual(40)
  })

  it.each(EXPECTATIONS)('$file gives exactly its findings', ({ file, findings, kinds }) => {
    const { documents, opinion } = judged(file)
    expect(documents.flatMap(({ problems }) => problems)).toEqual([])
    const counted = documents[0]?.documents.map(({ kind, items }) => [kind, items]) ?? []
    expect(Object.fromEntries(counted)).toEqual(kinds)
    expect(opinion.findings.map(({ id }) => id)).toEqual(findings)
    expect(azureSchema.safeParse(azureDocument(documents, opinion)).error).toBeUndefined()
  })

  it.each(EXPECTATIONS.filter(({ findings }) => findings.length > 0))(
    'in $file every finding points to what says so, and to an article',
    ({ file }) => {
      const text = readFileSync(join(FOLDER, file), 'utf8')
      for (const finding of judged(file).opinion.findings) {
        expect(finding.evidence.length).toBeGreaterThan(0)
        expect(finding.fixes).toEqual(expect.arrayContaining([...FINDINGS[finding.id].articles]))
        expect(finding.disproof).not.toBe('')
        for (const evidence of finding.evidence) {
          // Words have no places to point to; of several values in one file each has a name of its own.
          if (evidence.kind !== 'file' || evidence.file !== file || evidence.pointer === '') continue
          expect(atPointer(documentOf(text), evidence.pointer)).toBeDefined()
        }
      }
    },
  )
})
