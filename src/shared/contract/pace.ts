/** How fast a file is read, from what was told of it lately. Pure: the caller brings the clock. */
export interface Pace {
  /** Oldest first; never more than `SPAN_MILLIS` of them. */
  readonly samples: readonly { readonly atMillis: number; readonly bytes: number }[]
}

export const NO_PACE: Pace = { samples: [] }

const SPAN_MILLIS = 2_000
/** Less than that tells nothing yet. */
const SHORTEST_MILLIS = 250

/** With one more sample; `bytes` counts from the file's beginning. */
export function paced(pace: Pace, atMillis: number, bytes: number): Pace {
  const recent = pace.samples.filter((sample) => sample.atMillis >= atMillis - SPAN_MILLIS)
  return { samples: [...recent, { atMillis, bytes }] }
}

/** Over the last two seconds up to now; `null` while too little is known, 0 where nothing came in that time. */
export function bytesPerSecond({ samples }: Pace, nowMillis: number): number | null {
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined) return null
  if (nowMillis - last.atMillis > SPAN_MILLIS) return 0
  const millis = Math.max(last.atMillis, nowMillis - SPAN_MILLIS / 4) - first.atMillis
  return millis < SHORTEST_MILLIS ? null : ((last.bytes - first.bytes) * 1000) / millis
}
