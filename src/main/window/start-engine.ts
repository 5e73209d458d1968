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
  // Articles of the user's own are read by the engine.
  'TLSCOPE_RUNBOOK',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'USERPROFILE',
]

/** `main` is the folder of the built main bundle, where `engine.js` lies beside it. */
export function startEngine(main: string): EngineProcess {
  const env = Object.fromEntries(
    passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
  return utilityProcess.fork(join(main, 'engine.js'), [], {
    serviceName: 'tlscope engine',
    stdio: 'inherit',
    env,
  })
}
