import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { pathsIn } from '../../../../src/main/window/remembered-paths.ts'
import { TeamRunbook } from '../../../../src/main/window/team-runbook.ts'

const folder = mkdtempSync(join(tmpdir(), 'tlscope-runbook-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("the team's runbook folder", () => {
  it('is none until one is named or chosen', () => {
    expect(new TeamRunbook(undefined).folder).toBeNull()
    expect(new TeamRunbook('').folder).toBeNull()
    expect(new TeamRunbook('/srv/runbook').folder).toBe('/srv/runbook')
  })

  it('is remembered from start to start in a file of the user alone, until it is left', () => {
    const file = join(folder, 'runbook-folder.json')
    new TeamRunbook(undefined, pathsIn(file)).choose('/home/user/ours')
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
    expect(new TeamRunbook(undefined, pathsIn(file)).folder).toBe('/home/user/ours')
    const again = new TeamRunbook(undefined, pathsIn(file))
    again.leave()
    expect(again.folder).toBeNull()
    expect(new TeamRunbook(undefined, pathsIn(file)).folder).toBeNull()
  })

  it('is what the environment names before what is remembered, and what is chosen before both', () => {
    const memory = { load: () => ['/home/user/ours'], save: () => {} }
    const runbook = new TeamRunbook('/srv/runbook', memory)
    expect(runbook.folder).toBe('/srv/runbook')
    runbook.choose('/home/user/other')
    expect(runbook.folder).toBe('/home/user/other')
  })
})
