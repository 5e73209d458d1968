import { once } from 'node:events'
import { styleText } from 'node:util'
import { NO_PACE, paced } from '../../shared/contract/pace.ts'
import { progressParts, type ReadingProgress } from '../../shared/contract/reading-progress.ts'

let hasOtherWork = false
let readerGone = false

/** The command writes a file as well: it is to go on where nobody reads its output any more (`| head`). */
export function outlivesItsReader(): void {
  hasOtherWork = true
}

/** Standard output cannot be written any more. @returns whether there is anything left to do */
export function loseReader(): boolean {
  readerGone = true
  return hasOtherWork
}

/** Writes to standard output and waits where the reader is slow, so that memory stays bounded. */
export async function write(text: string | Uint8Array): Promise<void> {
  takeProgressAway()
  if (readerGone || process.stdout.write(text)) return
  // That the reader is gone is told to whoever listens for errors.
  await once(process.stdout, 'drain').catch(() => {})
}

/** One line on standard error: progress and complaints, never data. */
export function complain(message: string): void {
  takeProgressAway()
  process.stderr.write(`tlscope: ${message}\n`)
}

type Style = Parameters<typeof styleText>[0]

/** Colours for a terminal only; `NO_COLOR` and pipes get plain text. */
export function paint(style: Style, text: string): string {
  const wanted = process.stdout.isTTY === true && !process.env.NO_COLOR
  return wanted ? styleText(style, text) : text
}

const NARROWEST = 60
const USUAL = 80
const WIDEST = 112

/** Columns to write for: the terminal's, as far as a line stays readable; 80 where there is none. */
export function lineWidth(): number {
  return Math.min(Math.max(process.stdout.columns ?? USUAL, NARROWEST), WIDEST)
}

const SHOWN_EVERY_MILLIS = 100

/** A line of progress stands on the terminal, and the cursor behind it: what is printed next would follow on it. */
let progressStands = false

function takeProgressAway(): void {
  if (progressStands) process.stderr.write('\r\u001b[2K')
  progressStands = false
}

/** A line on standard error that overwrites itself: how far reading has come. Only on a terminal. */
export class ProgressLine {
  readonly #shown = process.stderr.isTTY === true
  #next = 0
  #source = -1
  #pace = NO_PACE

  /** @param source by which one file is told from the next */
  reading(source: number, path: string, progress: Omit<ReadingProgress, 'pace'>, nowMillis: number): void {
    if (!this.#shown || nowMillis < this.#next) return
    this.#next = nowMillis + SHOWN_EVERY_MILLIS
    if (source !== this.#source) this.#pace = NO_PACE
    this.#source = source
    this.#pace = paced(this.#pace, nowMillis, progress.bytesRead)
    const parts = progressParts({ ...progress, pace: this.#pace }, nowMillis)
    progressStands = true
    process.stderr.write(`\r\u001b[2K${path}: ${parts.join(', ')}`)
  }

  clear(): void {
    takeProgressAway()
  }
}
