import { printable } from '../../../shared/bytes/text.ts'
import type { PathDocument } from '../../../shared/contract/paths.ts'
import { lineWidth, paint } from '../terminal.ts'
import { wrap } from './wrap.ts'

/** Ways printed; `--json` has them all. */
const PRINTED = 20

/** Ways through the gateway, the broken ones told and the sound ones counted; empty where both legs were not seen. */
export function pathsText(paths: readonly PathDocument[]): string {
  if (paths.length === 0) return ''
  // Of those that ended at the listener, their own verdict says all.
  const told = paths.filter((path) => path.brokenLeg !== 'none' && !endedAtListener(path))
  const ended = paths.filter(endedAtListener).length
  const sound = paths.length - told.length - ended
  const lines = ['Through the gateway']
  for (const path of told.slice(0, PRINTED)) {
    lines.push(`  ${wayOf(path)}  ${paint(['red', 'bold'], BROKEN[path.brokenLeg])}  ${sureness(path)}`)
    lines.push(...wrap(printable(path.sentence), 6, lineWidth()))
  }
  if (told.length > PRINTED) lines.push(`  and ${told.length - PRINTED} more (--json has them all)`)
  if (ended > 0) lines.push(`  ${ended} broke on the listener leg, and nothing of it reached the backend leg`)
  if (sound > 0) lines.push(`  ${sound} joined with what is behind the gateway, sound on both legs`)
  return `${lines.join('\n')}\n\n`
}

function endedAtListener({ state, brokenLeg }: PathDocument): boolean {
  return state === 'front-only' && brokenLeg === 'client-gateway'
}

const BROKEN: Readonly<Record<PathDocument['brokenLeg'], string>> = {
  'client-gateway': 'the listener leg broke',
  'gateway-apim': 'the backend leg broke',
  none: 'sound',
  unknown: 'not known which leg',
}

function wayOf({ front, back, candidates, state }: PathDocument): string {
  if (back.length > 0) return `${front} -> ${back.join(', ')}`
  if (state === 'ambiguous') return `${front} -> one of ${candidates.join(', ')}`
  if (state === 'no-live') return `${front} (before: ${candidates.join(', ')})`
  return front
}

function sureness({ confidence }: PathDocument): string {
  return `${Math.round(confidence * 100)} %`
}
