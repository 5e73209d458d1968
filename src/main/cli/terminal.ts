import { once } from 'node:events'
import { styleText } from 'node:util'

/** Writes to standard output and waits where the reader is slow, so that memory stays bounded. */
export async function write(text: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

/** One line on standard error: progress and complaints, never data. */
export function complain(message: string): void {
  process.stderr.write(`tlscope: ${message}\n`)
}

type Style = Parameters<typeof styleText>[0]

/** Colours for a terminal only; `NO_COLOR` and pipes get plain text. */
export function paint(style: Style, text: string): string {
  const wanted = process.stdout.isTTY === true && !process.env.NO_COLOR
  return wanted ? styleText(style, text) : text
}

/** A line on standard error that overwrites itself; only on a terminal. */
export class ProgressLine {
  readonly #shown = process.stderr.isTTY === true
  #next = 0

  show(text: string, nowMillis: number): void {
    if (!this.#shown || nowMillis < this.#next) return
    this.#next = nowMillis + 100
    process.stderr.write(`\r\u001b[2K${text}`)
  }

  clear(): void {
    if (this.#shown && this.#next > 0) process.stderr.write('\r\u001b[2K')
  }
}
