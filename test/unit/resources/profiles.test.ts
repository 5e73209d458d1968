import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadProfile, PROFILE_IDS } from '../../../src/main/probe/profiles/load.ts'
import { type Profile, profileSchema } from '../../../src/main/probe/profiles/schema.ts'
import { sharedPath, tellWhyAbsent } from '../../support/shared-folder.ts'

const folder = new URL('../../../resources/profiles/', import.meta.url)
const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8')

describe('the files of resources/profiles', () => {
  it('are all known to the program, and every known one is there', () => {
    expect(files.map((file) => file.replace('.json', '')).sort()).toEqual([...PROFILE_IDS].sort())
  })

  for (const file of files) {
    it(`${file} fits the schema, bears its own name, and names no path of a machine`, () => {
      const profile = profileSchema.parse(JSON.parse(textOf(file)))
      expect(`${profile.id}.json`).toBe(file)
      expect(loadProfile(profile.id)).toEqual(profile)
      expect(textOf(file)).not.toMatch(/\/(work|tmp|home|root|Users)\//)
    })
  }
})

describe.skipIf(tellWhyAbsent('facts', 'azure.md') !== null)('rows of the fact sheet', () => {
  it('that profiles name are all there', () => {
    const sheet = readFileSync(sharedPath('facts', 'azure.md') ?? '', 'utf8')
    const isKnown = (row: string) =>
      new RegExp(`^(\\| |##+ )${row.replaceAll('.', '\\.')}[. ]`, 'm').test(sheet)
    const rows = files.flatMap((file) => rowsOf(profileSchema.parse(JSON.parse(textOf(file)))))
    expect(rows.length).toBeGreaterThan(30)
    expect(rows.filter((row) => !isKnown(row))).toEqual([])
  })
})

function rowsOf({ provenance, serverName, certificateChecks, clientCertificate }: Profile): string[] {
  return [...provenance, serverName, ...certificateChecks, clientCertificate].flatMap(
    ({ rows }) => rows ?? [],
  )
}
