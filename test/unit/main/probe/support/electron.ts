import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll } from 'vitest'
import { findElectron } from '../../../../support/electron-runtime.ts'

/** Runs a module of the tests inside Electron, where the app's engine runs: on BoringSSL. */
export interface ElectronHost {
  readonly missing: boolean
  /** Bundles it with everything it imports. @param entry reads JSON from the file that is its argument, and prints JSON */
  load(entry: string): Promise<void>
  run<Answer>(question: unknown): Promise<Answer>
}

/** @param mark an environment variable by which the entry knows that it is meant */
export function electronHost(mark: string): ElectronHost {
  const electron = findElectron()
  const folder = mkdtempSync(join(tmpdir(), 'in-electron-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return {
    missing: electron === null,
    load: async (entry) => {
      // Electron takes the bundle's parts for CommonJS unless told otherwise.
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
      await build({
        configFile: false,
        logLevel: 'error',
        ssr: { noExternal: true },
        build: {
          ssr: entry,
          outDir: join(folder, 'bundle'),
          target: 'node20',
          rollupOptions: { output: { entryFileNames: 'entry.mjs' } },
        },
      })
    },
    run: async <Answer>(question: unknown) => {
      const file = join(folder, 'question.json')
      writeFileSync(file, JSON.stringify(question))
      const child = spawn(electron ?? '', [join(folder, 'bundle/entry.mjs'), file], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', [mark]: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let printed = ''
      child.stdout.on('data', (bytes: Buffer) => {
        printed += bytes.toString()
      })
      await once(child, 'close')
      return JSON.parse(printed) as Answer
    },
  }
}
