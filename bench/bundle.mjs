import { join } from 'node:path'
import { build } from 'vite'

/** Bundles one TypeScript entry for plain Node; resolves to the file made. */
export async function bundle(entry, outDir, name) {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      rollupOptions: { output: { format: 'es', entryFileNames: `${name}.mjs`, codeSplitting: false } },
    },
    ssr: { noExternal: true },
  })
  return join(outDir, `${name}.mjs`)
}
