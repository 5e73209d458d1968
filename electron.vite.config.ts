import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { noteBundledPackages } from './scripts/bootstrap/bundled-packages.ts'

const bundled = resolve(import.meta.dirname, 'out/bundled')

/**
 * Four bundles. `main` holds four Node entries side by side: Electron's own (`index`), the engine process
 * that parses capture bytes (`engine`), the command line (`cli`), which runs under plain Node, and its judging
 * threads (`judge`).
 * Everything is bundled in, so a package carries no node_modules; only `electron` and the optional native
 * `cap` stay outside.
 */
export default defineConfig({
  main: {
    plugins: [noteBundledPackages(bundled, 'main')],
    build: {
      target: 'node20.18',
      externalizeDeps: false,
      rollupOptions: {
        input: {
          index: resolve(import.meta.dirname, 'src/main/index.ts'),
          engine: resolve(import.meta.dirname, 'src/main/engine/process.ts'),
          cli: resolve(import.meta.dirname, 'src/main/cli/index.ts'),
          judge: resolve(import.meta.dirname, 'src/main/engine/threads/judge-thread.ts'),
        },
        external: ['electron', 'cap'],
        output: { format: 'es' },
      },
    },
  },
  preload: {
    plugins: [noteBundledPackages(bundled, 'preload')],
    build: {
      target: 'node20.18',
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: resolve(import.meta.dirname, 'src/main/preload.ts') },
        // A sandboxed preload must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(import.meta.dirname, 'src/renderer'),
    plugins: [react(), noteBundledPackages(bundled, 'renderer')],
    build: {
      target: 'chrome130',
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: resolve(import.meta.dirname, 'src/renderer/index.html') } },
    },
  },
})
