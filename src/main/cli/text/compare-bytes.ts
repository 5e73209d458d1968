import type { Span } from '../../../shared/bytes/field.ts'
import { hex } from '../../../shared/bytes/text.ts'
import type { CompareDocument } from '../../../shared/contract/compare.ts'
import { differingRanges } from '../../../shared/conversation/compare/byte-diff.ts'
import { lineWidth, paint } from '../terminal.ts'
import { headLines } from './compare-text.ts'

/** Bytes of one range that are shown, and on one line. */
const SHOWN = 256
const PER_LINE = 16
/** Ranges shown; two messages that have nothing in common have no use for more. */
const RANGES = 200

/** Where the bytes of one message differ: half-open ranges of each side, and what stands in them. */
export function byteDiffText(
  document: CompareDocument,
  { number, a, b }: { readonly number: number; readonly a: Uint8Array; readonly b: Uint8Array },
): string {
  const row = document.rows[number - 1]
  const ranges = differingRanges(a, b)
  const name = `message ${number}, the ${row?.from ?? ''}'s ${row?.a?.type ?? ''}`
  const lines = [
    ...headLines(document, lineWidth()),
    '',
    paint('bold', `${name}: ${a.length} bytes in A, ${b.length} in B`),
  ]
  if (ranges.length === 0) lines.push('  The bytes are the same.')
  for (const range of ranges.slice(0, RANGES)) {
    lines.push('', ...sideLines('A', '-', a, range.a), ...sideLines('B', '+', b, range.b))
  }
  if (ranges.length > RANGES) lines.push('', `  and ${ranges.length - RANGES} ranges more`)
  return `${lines.join('\n')}\n`
}

function sideLines(name: 'A' | 'B', sign: '-' | '+', bytes: Uint8Array, { start, end }: Span): string[] {
  const place = `[${start}, ${end})`
  if (start === end) return [`  ${name} ${place} nothing`]
  const lines = [`  ${name} ${place}`]
  const shown = Math.min(end, start + SHOWN)
  for (let at = start; at < shown; at += PER_LINE) {
    const stop = Math.min(at + PER_LINE, shown)
    const line = `  ${sign} ${at.toString(16).padStart(6, '0')}  ${spaced(bytes.subarray(at, stop))}`
    lines.push(paint(sign === '-' ? 'red' : 'green', line))
  }
  if (shown < end) lines.push(`    and ${end - shown} bytes more`)
  return lines
}

/** `16 03 01`. */
function spaced(bytes: Uint8Array): string {
  return hex(bytes).replace(/..(?=.)/g, '$& ')
}
