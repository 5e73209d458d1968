import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from '../bootstrap/paths.mjs'

/**
 * What guided runs keep from one to the next, a folder a target under `.cache/fuzz`: inputs that reached something
 * new, made of this project's own seeds alone. Ignored by git, safe to delete.
 */
export class Corpus {
  #names = new Map()
  #folder = inRoot('.cache', 'fuzz')

  /** What earlier runs left, short ones first, so that a long one stays only for what it alone reaches. */
  earlier(target) {
    const folder = join(this.#folder, target)
    let files
    try {
      files = readdirSync(folder).sort()
    } catch {
      return []
    }
    return files
      .map((file) => new Uint8Array(readFileSync(join(folder, file))))
      .sort((a, b) => a.length - b.length)
  }

  keep(target, inputs) {
    const folder = join(this.#folder, target)
    if (!this.#names.has(target)) this.#names.set(target, new Set())
    const names = this.#names.get(target)
    mkdirSync(folder, { recursive: true })
    for (const bytes of inputs) {
      const name = createHash('sha256').update(bytes).digest('hex').slice(0, 24)
      if (names.has(name)) continue
      names.add(name)
      writeFileSync(join(folder, name), bytes)
    }
  }

  /** Drops what earlier runs left of these targets and this one did not keep. */
  tidy() {
    for (const [target, names] of this.#names)
      for (const file of readdirSync(join(this.#folder, target)))
        if (!names.has(file)) rmSync(join(this.#folder, target, file))
  }
}
