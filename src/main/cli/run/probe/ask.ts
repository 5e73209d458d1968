import { EXIT } from '../../exit-status.ts'

/** Whether there is a person to ask: both what is asked and what is answered go by the terminal. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/**
 * Asks on standard error and reads one line from the terminal. Ctrl-C ends the program, Ctrl-D answers `null`.
 * @param hidden nothing of the answer is shown, not even its length
 */
export function askOnTerminal(question: string, hidden: boolean): Promise<string | null> {
  const { stdin, stderr } = process
  const line = new LineOfKeys((shown) => {
    if (!hidden) stderr.write(shown)
  })
  // Before the question: whoever answers at once must not see the terminal's own echo.
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stderr.write(question)
  return new Promise((done) => {
    const finish = (answer: string | null): void => {
      stdin.off('data', take)
      stdin.off('end', hangUp)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
      done(answer)
    }
    const hangUp = (): void => finish(null)
    const take = (keys: string): void => {
      const end = line.take(keys)
      if (end === null) return
      finish(end === 'ended' && line.text === '' ? null : line.text)
      if (end === 'interrupted') process.exit(EXIT.interrupted)
    }
    stdin.on('data', take)
    stdin.once('end', hangUp)
    stdin.resume()
  })
}

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const CTRL_U = '\u0015'
const DELETE = '\u007f'

/** A line as it is typed on a terminal that does no editing itself. */
class LineOfKeys {
  readonly #echo: (shown: string) => void
  #letters: string[] = []

  constructor(echo: (shown: string) => void) {
    this.#echo = echo
  }

  get text(): string {
    return this.#letters.join('')
  }

  /** @returns how the line ended; `null` while it has not */
  take(keys: string): 'entered' | 'ended' | 'interrupted' | null {
    for (const key of keys) {
      if (key === '\r' || key === '\n') return 'entered'
      if (key === CTRL_C) return 'interrupted'
      if (key === CTRL_D) return 'ended'
      if (key === DELETE || key === '\b') this.#remove(1)
      else if (key === CTRL_U) this.#remove(this.#letters.length)
      else if (key >= ' ') {
        this.#letters.push(key)
        this.#echo(key)
      }
    }
    return null
  }

  #remove(count: number): void {
    const removed = this.#letters.splice(Math.max(this.#letters.length - count, 0), count).length
    this.#echo('\b \b'.repeat(removed))
  }
}
