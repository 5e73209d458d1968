/**
 * Checks the articles that ship with the command line's own check, `tlscope runbook --check`, which builds itself
 * where that is due. `npm run check` ends with it.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { inRoot } from './bootstrap/paths.mjs'

const child = spawn(process.execPath, [inRoot('bin/tlscope.mjs'), 'runbook', '--check'], {
  // Articles of the author's own are none of this check's business.
  env: { ...process.env, TLSCOPE_RUNBOOK: '' },
  stdio: 'inherit',
})
const [status] = await once(child, 'close')
process.exitCode = status ?? 1
