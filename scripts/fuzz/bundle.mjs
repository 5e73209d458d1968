import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build, runnerImport } from 'vite'
import { inRoot, root } from '../bootstrap/paths.mjs'

/**
 * The worker and all it needs in one file, out of the TypeScript sources.
 * @param instrumented whether what comes of `src` counts where it passes
 * @returns the script; the points of each file by their number, `null` where the bundle left one out; and the
 *   words each file compares with
 */
export async function bundleWorker(folder, instrumented) {
  const points = new Map()
  const words = new Map()
  // Two runs at once must not take each other's.
  const name = `worker-${process.pid}.mjs`
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: instrumented ? [await counting(points, words)] : [],
    build: {
      ssr: 'test/fuzz/worker.ts',
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rollupOptions: { output: { entryFileNames: name } },
    },
  })
  return { script: join(folder, name), points, words }
}

/** The bundler's plugin that instruments what is under `src`. */
async function counting(points, words) {
  const { module } = await runnerImport(inRoot('test', 'fuzz', 'reach', 'instrument.ts'))
  const runtime = inRoot('test', 'fuzz', 'reach', 'edges.ts').replaceAll('\\', '/')
  const fileOf = (id) => relative(root, id.split('?')[0]).replaceAll('\\', '/')
  return {
    name: 'fuzz-coverage',
    enforce: 'pre',
    load(id) {
      const file = fileOf(id)
      if (!/^src\/.*\.tsx?$/.test(file) || id.includes('?')) return null
      const made = module.instrument(readFileSync(id, 'utf8'), file, runtime)
      points.set(file, made.points)
      words.set(file, made.words)
      return { code: made.code, map: null }
    },
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle))
        for (const [id, { code }] of Object.entries(chunk.modules ?? {})) {
          const file = fileOf(id)
          if (!points.has(file)) continue
          const left = new Set(
            [...(code ?? '').matchAll(/\$e(?:\$\d+)?\[(\d+)\]\+\+/g)].map(([, at]) => Number(at)),
          )
          points.set(
            file,
            points.get(file).map((point, at) => (left.has(at) ? point : null)),
          )
        }
    },
  }
}
