import type { WarningDocument } from '../../shared/contract/analysis.ts'

/** Connections of a source that are told one by one; further ones are counted. */
const TOLD = 20

export interface PlainNotJudged {
  readonly count: number
  /** The first ones. */
  readonly streams: readonly number[]
}

/**
 * Connections of one source that could not be judged, by number. Whatever a capture holds, that is a defect of this
 * program; of what was thrown nothing is told, since it may quote what it choked on.
 */
export class NotJudged implements PlainNotJudged {
  #count = 0
  #streams: number[] = []

  add(tcpStream: number): void {
    this.addAll({ count: 1, streams: [tcpStream] })
  }

  /** Those that were counted elsewhere. */
  addAll({ count, streams }: PlainNotJudged): void {
    if (count === 0) return
    this.#count += count
    this.#streams = [...this.#streams, ...streams].sort((a, b) => a - b).slice(0, TOLD)
  }

  get count(): number {
    return this.#count
  }

  get streams(): readonly number[] {
    return this.#streams
  }

  warnings(): WarningDocument[] {
    const told = this.#streams.map((stream) => warning(`connection ${stream}: ${DEFECT}`))
    const more = this.#count - told.length
    return more > 0 ? [...told, warning(`${more} more connections could not be judged either`)] : told
  }

  /** The same in one sentence; `null`: there is none. */
  sentence(path: string): string | null {
    const [first] = this.#streams
    if (first === undefined) return null
    if (this.#count === 1) return `${path}: connection ${first} ${COULD_NOT}; all others were judged`
    const numbers = `${this.#streams.join(', ')}${this.#count > this.#streams.length ? ' …' : ''}`
    return `${path}: ${this.#count} connections (${numbers}) ${COULD_NOT}; all others were judged`
  }
}

const COULD_NOT = 'could not be judged, by a defect of tlscope that is worth reporting'
const DEFECT = 'could not be judged. This is a defect of tlscope, please report it'

function warning(message: string): WarningDocument {
  return { code: 'not-judged', offset: null, message }
}
