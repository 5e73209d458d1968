import { bytesText } from '../../shared/contract/reading-progress.ts'
import { type Analysis, openedName } from './analysis.ts'
import { fileName, plural } from './format.ts'

export { bytesText, progressParts } from '../../shared/contract/reading-progress.ts'

/** Which file of several: `file 3 of 12: `; empty where there is one. */
export function fileOfText({ request, sources, failed }: Analysis): string {
  if (request.kind !== 'files' || request.paths.length < 2) return ''
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
