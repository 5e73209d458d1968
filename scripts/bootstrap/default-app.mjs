import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * What `electron FOLDER` runs: the vendor's runtime brings a default app that opens the folder named on the
 * command line; the one carried by npm does not, so it is given this one. It is named as the vendor's is,
 * because packaging takes a file of that name out again.
 */
const main = `
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const at = process.argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-'))
if (at < 0) {
  console.error('usage: electron FOLDER')
  app.exit(2)
} else {
  const folder = resolve(process.argv[at])
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  app.setName(manifest.productName ?? manifest.name)
  app.setVersion(manifest.version)
  process.defaultApp = true
  await import(pathToFileURL(join(folder, manifest.main)).href)
}
`

/** Writes `default_app.asar` into a runtime's resources folder. */
export async function writeLoader(resources) {
  const { createPackage } = await import('@electron/asar')
  const source = mkdtempSync(join(tmpdir(), 'tlscope-loader-'))
  try {
    mkdirSync(resources, { recursive: true })
    writeFileSync(
      join(source, 'package.json'),
      JSON.stringify({ name: 'loader', type: 'module', main: 'main.js' }),
    )
    writeFileSync(join(source, 'main.js'), main)
    await createPackage(source, join(resources, 'default_app.asar'))
  } finally {
    rmSync(source, { recursive: true, force: true })
  }
}
