import type { AskedCell } from '../../../probe/matrix/index.ts'

/** A line on standard error that overwrites itself: how many cells are settled, and what the last one said. */
export class MatrixProgress {
  readonly #shown = process.stderr.isTTY === true
  readonly #cells: number
  #written = false

  constructor(cells: number) {
    this.#cells = cells
  }

  cell({ outcome }: AskedCell, settled: number): void {
    if (!this.#shown) return
    this.#written = true
    process.stderr.write(`\r\u001b[2K${settled} of ${this.#cells} combinations, last: ${outcome.word}`)
  }

  clear(): void {
    if (this.#written) process.stderr.write('\r\u001b[2K')
  }
}
