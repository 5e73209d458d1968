import { join } from 'node:path'
import { build, type Plugin } from 'vite'

const root = join(import.meta.dirname, '../../..')
const inRoot = (path: string): string => join(root, path)

/** Sources of the product's programs, by the name of the program. */
const PROGRAMS = {
  /** The command line. */
  cli: 'src/main/cli/index.ts',
  /** The judging thread. */
  judge: 'src/main/engine/threads/judge-thread.ts',
}

export interface BuiltPrograms {
  readonly folder: string
  readonly names: readonly (keyof typeof PROGRAMS)[]
  /** Whether they judge as `poisoned-judge.ts` does. */
  readonly poisoned?: boolean
}

/** Builds programs as the product has them, each into `folder` under its name and `.js`. */
export async function buildPrograms({ folder, names, poisoned = false }: BuiltPrograms): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: poisoned ? [poison] : [],
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      rollupOptions: {
        input: Object.fromEntries(names.map((name) => [name, inRoot(PROGRAMS[name])])),
        external: ['electron', 'cap'],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
    ssr: { noExternal: true },
  })
}

const poison: Plugin = {
  name: 'poison',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source === './judge.ts' && importer === inRoot('src/main/engine/local-judge.ts')
      ? inRoot('test/support/engine/poisoned-judge.ts')
      : null,
}
