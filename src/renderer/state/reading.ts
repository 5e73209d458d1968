import { type Analysis, type FileProgress, openedName } from './analysis.ts'
import { fileName, formatBytes, formatDuration, plural } from './format.ts'
import { bytesPerSecond } from './pace.ts'

/** How far a file was read, in words. */

/** `312 MB of 992 MB`; `312 MB` where the whole is not known. */
export function bytesText({ bytesRead, totalBytes }: FileProgress): string {
  const read = formatBytes(bytesRead)
  return totalBytes === null ? read : `${read} of ${formatBytes(totalBytes)}`
}

/** Everything worth telling while a file is read, in the order of its worth. */
export function progressParts(progress: FileProgress, nowMillis: number): string[] {
  const rate = bytesPerSecond(progress.pace, nowMillis)
  return [
    bytesText(progress),
    rate === null ? null : rate === 0 ? 'waiting for more' : `${formatBytes(rate)}/s`,
    rate === null || rate === 0 ? null : leftText(progress, rate),
    plural(progress.packets, 'packet'),
  ].filter((part) => part !== null)
}

function leftText({ bytesRead, totalBytes }: FileProgress, rate: number): string | null {
  if (totalBytes === null) return null
  const seconds = Math.ceil(Math.max(0, totalBytes - bytesRead) / rate)
  if (seconds <= 1) return 'nearly done'
  return seconds < 120 ? `${seconds} s left` : `${formatDuration(seconds * 1e6)} left`
}

/** Which file of several: `file 3 of 12: `; empty where there is one. */
export function fileOfText({ request, sources, failed }: Analysis): string {
  if (request.kind === 'lab' || request.paths.length < 2) return ''
  return `file ${Math.min(request.paths.length, sources.length + failed.length + 1)} of ${request.paths.length}: `
}

/** Once reading is over: `20 000 handshakes`, and where it was cut short, how far it came. */
export function endedText(analysis: Analysis): string {
  const found = plural(analysis.handshakes.length, 'handshake')
  const word = cutShortText(analysis)
  return word === null ? found : `${word}, ${found} so far`
}

/** `Cancelled at 312 MB of 992 MB`; `null` where reading was not cut short. */
export function cutShortText({ status, progress }: Analysis): string | null {
  if (status !== 'cancelled' && status !== 'died') return null
  const word = status === 'cancelled' ? 'Cancelled' : 'Stopped'
  return progress === null ? word : `${word} at ${bytesText(progress)}`
}

/** The name of what is read now. */
export function readingName(analysis: Analysis): string {
  return analysis.progress === null ? openedName(analysis.request) : fileName(analysis.progress.path)
}
