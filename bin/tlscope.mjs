#!/usr/bin/env node
/**
 * The command line's door. In a checkout it sees to it that the command line is built from the sources as
 * they are, telling progress on standard error only; then it steps aside. In a package there is nothing to
 * build. Signals, standard input and output belong to the command line itself.
 */
import { existsSync } from 'node:fs'

const cli = new URL('../out/main/cli.js', import.meta.url)
const inCheckout = existsSync(new URL('../scripts/bootstrap/build.mjs', import.meta.url))

if (inCheckout) await prepare()
await import(cli.href)

async function prepare() {
  const { ensureBuilt, isBuilt } = await import('../scripts/bootstrap/build.mjs')
  if (isBuilt()) return
  const { ensureDependencies } = await import('../scripts/bootstrap/dependencies.mjs')
  const { stop } = await import('../scripts/bootstrap/say.mjs')
  await ensureDependencies()
    .then(() => ensureBuilt())
    // Exit status 2 is the command line's own for "could not even begin".
    .catch((error) => stop(error, 2))
}
