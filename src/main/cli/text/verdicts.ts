import { printable } from '../../../shared/bytes/text.ts'
import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { wrap } from './wrap.ts'

/** Sentences kept apart, and printed; what is beyond is counted. */
const MOST_KEPT = 1000
const MOST_PRINTED = 10
/** Handshakes named beside a sentence. */
const MOST_NAMED = 3

interface Told {
  readonly sentence: string
  readonly ids: string[]
  times: number
}

/** What broke, each sentence once: retries and pools of clients fail alike, dozens of times. */
export class Verdicts {
  readonly #told = new Map<string, Told>()
  #beyond = 0

  add({ id, break: broke }: HandshakeDocument): void {
    if (broke === null) return
    const known = this.#told.get(broke.summary)
    if (known !== undefined) {
      known.times++
      if (known.ids.length < MOST_NAMED) known.ids.push(id)
    } else if (this.#told.size < MOST_KEPT)
      this.#told.set(broke.summary, { sentence: broke.summary, ids: [id], times: 1 })
    else this.#beyond++
  }

  /** The most frequent first; none where a single handshake broke, of which all was said above. */
  lines(width: number): string[] {
    const told = [...this.#told.values()].sort((one, other) => other.times - one.times)
    if (told.length + this.#beyond === 0 || (told.length === 1 && told[0]?.times === 1)) return []
    const column = Math.max(...told.map(({ times }) => `${times}`.length))
    const left = told.slice(MOST_PRINTED).reduce((sum, { times }) => sum + times, this.#beyond)
    const lines = told.slice(0, MOST_PRINTED).flatMap(({ sentence, ids, times }) => {
      const named = ids.join(', ') + (times > ids.length ? ' …' : '')
      const count = `  ${`${times}`.padStart(column)} × `
      const [first = '', ...rest] = wrap(printable(`${sentence} (${named})`), count.length, width)
      return [count + first.trimStart(), ...rest]
    })
    return left === 0 ? lines : [...lines, `  and ${left} more, each told above`]
  }
}
