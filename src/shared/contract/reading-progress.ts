import { formatBytes, formatDuration, plural } from '../bytes/quantity.ts'
import { bytesPerSecond, type Pace } from './pace.ts'

/** How far the reading of one file has come. */
export interface ReadingProgress {
  readonly bytesRead: number
  readonly totalBytes: number | null
  readonly packets: number
  readonly pace: Pace
}

/** `312 MB of 992 MB`; `312 MB` where the whole is not known. */
export function bytesText({ bytesRead, totalBytes }: ReadingProgress): string {
  const read = formatBytes(bytesRead)
  return totalBytes === null ? read : `${read} of ${formatBytes(totalBytes)}`
}

/** Everything worth telling while a file is read, in the order of its worth. */
export function progressParts(progress: ReadingProgress, nowMillis: number): string[] {
  const rate = bytesPerSecond(progress.pace, nowMillis)
  return [
    bytesText(progress),
    rate === null ? null : rate === 0 ? 'waiting for more' : `${formatBytes(rate)}/s`,
    rate === null || rate === 0 ? null : leftText(progress, rate),
    plural(progress.packets, 'packet'),
  ].filter((part) => part !== null)
}

function leftText({ bytesRead, totalBytes }: ReadingProgress, rate: number): string | null {
  if (totalBytes === null) return null
  const seconds = Math.ceil(Math.max(0, totalBytes - bytesRead) / rate)
  if (seconds <= 1) return 'nearly done'
  return seconds < 120 ? `${seconds} s left` : `${formatDuration(seconds * 1e6)} left`
}
