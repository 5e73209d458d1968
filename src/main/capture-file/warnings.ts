import type { CaptureSink, CaptureWarningCode } from './events.ts'

/** More warnings of one kind tell a reader nothing new. */
const MAX_PER_CODE = 20

/** Hands warnings to the sink, up to a bound for each kind. */
export class WarningList {
  readonly #sink: CaptureSink
  readonly #counts = new Map<CaptureWarningCode, number>()

  constructor(sink: CaptureSink) {
    this.#sink = sink
  }

  add(code: CaptureWarningCode, offset: number | null, message: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1
    this.#counts.set(code, count)
    if (count <= MAX_PER_CODE) this.#sink.warning({ code, offset, message })
    if (count === MAX_PER_CODE + 1) {
      this.#sink.warning({
        code: 'limit-reached',
        offset,
        message: `More than ${MAX_PER_CODE} warnings of the kind ${code}: the rest is not listed.`,
      })
    }
  }
}
