import { join } from 'node:path'
import { utilityProcess } from 'electron'
import type { EngineProcess } from './engine-host.ts'

/**
 * The engine gets none of this process's environment but what its libraries and its temporary files need:
 * secrets often live there.
 */
const passedOn = [
  'HOME',
  'LANG',
  'LC_ALL',
  'PATH',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'USERPROFILE',
]

/**
 * @param main the folder of the built main bundle, where `engine.js` lies beside it
 * @param runbook a folder with articles of the user's own, which the engine reads
 */
export function startEngine(main: string, runbook: string | null): EngineProcess {
  const env = Object.fromEntries(
    passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
  if (runbook !== null) env.TLSCOPE_RUNBOOK = runbook
  return utilityProcess.fork(join(main, 'engine.js'), [], {
    serviceName: 'tlscope engine',
    stdio: 'inherit',
    env,
  })
}
