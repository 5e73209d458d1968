import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/**
 * Notes which npm packages a bundle carries code of, in `<folder>/<name>.json`, so that the third-party
 * notices name what really ships: no more, and nothing forgotten.
 */
export function noteBundledPackages(folder: string, name: string): Plugin {
  const paths = new Set<string>()
  return {
    name: 'note-bundled-packages',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        // A module of which nothing was left after tree shaking is not shipped.
        for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
          const path = renderedLength > 0 ? packageFolder(id) : null
          if (path !== null) paths.add(path)
        }
      }
    },
    writeBundle() {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `${name}.json`), JSON.stringify([...paths].sort(), null, 2))
    },
  }
}

/** `node_modules/a/node_modules/@b/c` of a module's path within it; null for the project's own. */
function packageFolder(id: string): string | null {
  const path = id.replaceAll('\\', '/').replace(/^\0/, '').split('?')[0] ?? ''
  const at = path.lastIndexOf('/node_modules/')
  if (at < 0) return null
  const first = path.indexOf('/node_modules/')
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(path.slice(at + '/node_modules/'.length))?.[0]
  return name === undefined ? null : `${path.slice(first + 1, at + '/node_modules/'.length)}${name}`
}
