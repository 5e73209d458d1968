import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXCEPTIONS, isLostByTshark } from './exceptions.ts'
import { FAMILIES } from './families/index.ts'
import type { Judged } from './support/judge.ts'
import { findProgram } from './support/program.ts'
import { differencesOfSaved } from './support/saved.ts'
import { line, summary, table } from './support/table.ts'
import { programsOf, type Toured, tour } from './support/tour.ts'
import { compareWithTshark } from './support/tshark.ts'
import { nameOf } from './support/views.ts'
import { Wardrobe } from './support/wardrobe.ts'

/**
 * The probe against other people's servers: outcome and reason have to be those of the server's own log, and of
 * `openssl s_client` where that sees one. Each server is driven by one connection at a time, two servers side by side.
 */

const AT_ONCE = 2
const stock = findProgram('openssl')
if (stock === null) console.warn('skipped: there is no openssl here')
const tshark = findProgram('tshark')
if (tshark === null) console.warn('skipped: there is no tshark here')

const families = FAMILIES.map((family) => ({ family, programs: programsOf(family) }))
const missing = stock === null
const toured = new Map<string, Toured>()
const failures = new Map<string, unknown>()
let wardrobe: Wardrobe

beforeAll(async () => {
  if (stock === null) return
  wardrobe = await Wardrobe.made()
  const waiting = [...families]
  const drive = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { family, programs } = next
      if (programs === null) continue
      await tour(family, programs, wardrobe, stock).then(
        (result) => toured.set(family.name, result),
        (reason: unknown) => failures.set(family.name, reason),
      )
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, drive))
}, 360_000)

afterAll(() => {
  wardrobe?.clear()
})

describe.skipIf(missing)('the probe', () => {
  it.for(families.map(({ family: { name }, programs }) => ({ name, programs })))(
    'says of $name what its log says',
    ({ name, programs }, { skip }) => {
      skip(programs === null)
      if (failures.has(name)) throw failures.get(name)
      const judged = toured.get(name)?.judged ?? []
      expect(judged.length).toBeGreaterThan(10)
      expect(judged.filter((each) => differs(each) && !isException(name, each)).map(line)).toEqual([])
    },
  )

  it('was tried in at least 150 combinations', ({ skip }) => {
    const all = [...toured.values()].flatMap(({ judged }) => judged)
    console.log(report(all))
    keepReport(all)
    skip(families.some(({ programs }) => programs === null))
    expect(all.length).toBeGreaterThanOrEqual(150)
    expect(all.filter(({ stock: seen }) => seen !== null).length).toBeGreaterThanOrEqual(150)
  })

  it('has no exception that does not occur', () => {
    const idle = EXCEPTIONS.filter(({ family, holds }) => {
      const judged = toured.get(family)?.judged
      return judged !== undefined && !judged.some((each) => differs(each) && holds(each.combination))
    })
    expect(idle.map(({ reason }) => reason)).toEqual([])
  })

  it.skipIf(tshark === null)(
    'has its messages read alike by tshark, one by one, with its own secrets',
    () => {
      let agreed = 0
      let lost = 0
      const differences: string[] = []
      for (const { kept } of toured.values()) {
        const result = compareWithTshark(tshark ?? '', wardrobe.folder, kept)
        agreed += result.agreed
        for (const { combination, where, text } of result.differences) {
          if (isLostByTshark(combination, where)) lost++
          else differences.push(`${nameOf(combination)}, ${where}: ${text}`)
        }
      }
      console.log(
        `tshark: ${agreed} handshake messages and alerts agree, ${differences.length} differ, ${lost} lost by tshark`,
      )
      expect(differences).toEqual([])
      expect(agreed).toBeGreaterThan(1000)
    },
    120_000,
  )

  it('says the same when it was saved and is read again', async () => {
    const differences: string[] = []
    for (const { kept } of toured.values()) {
      for (const one of kept) differences.push(...(await differencesOfSaved(wardrobe.folder, one)))
    }
    expect(differences).toEqual([])
  }, 120_000)
})

function differs({ differences }: Judged): boolean {
  return differences.length > 0
}

function isException(name: string, { combination }: Judged): boolean {
  return EXCEPTIONS.some(({ family, holds }) => family === name && holds(combination))
}

function report(all: readonly Judged[]): string {
  const differing = all.filter(differs)
  const unseen = all.filter(({ stock: seen }) => seen === null)
  const reasons = EXCEPTIONS.map(({ family, reason }) => `exception, ${family}: ${reason}`)
  return [
    summary(all),
    ...reasons,
    `${all.length} combinations: ${all.length - differing.length} agreed, ${differing.length} differing; s_client had nothing to say of ${unseen.length} (it signs with no key but the certificate's own)`,
  ].join('\n')
}

/** Everything that was said, for whoever wants to look. */
function keepReport(all: readonly Judged[]): void {
  const folder = join(import.meta.dirname, '../../test-results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'servers.txt'), `${table(all)}\n`)
}
