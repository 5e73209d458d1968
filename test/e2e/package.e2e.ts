import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { expect, test } from 'playwright/test'
import { given } from './support/app.ts'

/** The fuse wire's own sign for a fuse that is on: the character "1". */
const enabledState = 0x31

const packaged = (...parts: string[]): string => join(given('TLSCOPE_E2E_APP'), ...parts)

test('the fuses are blown as they ship, but for the one that lets these tests in', async () => {
  const wire = await getCurrentFuseWire(packaged('tlscope'))
  const enabled = Object.values(FuseV1Options)
    .filter((fuse) => typeof fuse === 'number')
    .filter((fuse) => wire[fuse] === enabledState)
    .map((fuse) => FuseV1Options[fuse])
  expect(enabled.sort()).toEqual([
    'EnableCookieEncryption',
    'EnableEmbeddedAsarIntegrityValidation',
    'EnableNodeCliInspectArguments',
    'OnlyLoadAppFromAsar',
  ])
})

test('the archive holds the bundles and the articles, no sources and no packages', () => {
  const files = listPackage(packaged('resources', 'app.asar'), { isPack: false }).map((file) =>
    file.replaceAll('\\', '/'),
  )
  for (const file of [
    '/package.json',
    '/out/main/index.js',
    '/out/main/engine.js',
    '/out/preload/preload.cjs',
  ])
    expect(files).toContain(file)
  expect(files.filter((file) => /^\/resources\/runbook\/.+\.md$/.test(file)).length).toBeGreaterThan(20)
  expect(files.filter((file) => /^\/(src|test|scripts|node_modules)\b|\.(map|ts|tsx)$/.test(file))).toEqual(
    [],
  )
  expect(readdirSync(packaged('resources')).sort()).toEqual(['app.asar', 'cli'])
})

test('the command line beside the app runs on a Node of its own', async () => {
  const said = await new Promise<string>((done, fail) => {
    const args = [packaged('resources', 'cli', 'bin', 'tlscope.mjs'), '--help']
    execFile(process.execPath, args, { timeout: 20_000 }, (error, stdout) =>
      error === null ? done(stdout) : fail(error),
    )
  })
  expect(said).toContain('analyze')
})

test('the executable is the app and no Node', async () => {
  const ran = await new Promise<string>((done) => {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', DISPLAY: '' }
    const child = execFile(packaged('tlscope'), ['-p', '6 * 7'], { env, timeout: 10_000 }, (_error, stdout) =>
      done(stdout),
    )
    child.stdin?.end()
  })
  expect(ran).not.toContain('42')
})
