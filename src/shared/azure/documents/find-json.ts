import type { DecodedText } from './decode-text.ts'
import { type JsonFault, jsonExtent } from './json-extent.ts'

/** JSON values in a text, as `az` and people leave them there. */
export interface FoundJson {
  readonly values: readonly unknown[]
  /** What stands around them: warnings, errors, prompts, tables. At most the first 4,000 characters. */
  readonly around: string
  /** The first value that is broken; those before it are kept. */
  readonly broken: { readonly byte: number; readonly fault: JsonFault; readonly expected: string } | null
}

/** Beginnings that turn out to be none, such as `[2026-11-22]` before a log line. Each costs one line. */
const MOST_FALSE_STARTS = 200
const MOST_AROUND = 4_000

/**
 * Finds every JSON object and list that begins a line, whatever stands around it: `WARNING:` lines that `az` writes
 * before it, the prompt that was copied along, several outputs one behind the other. A file that is one scalar
 * (`null`, a string) is that scalar.
 */
export function findJson({ text, byteOffset }: DecodedText): FoundJson {
  const whole = scalar(text)
  if (whole !== null) return { values: [whole.value], around: '', broken: null }
  const values: unknown[] = []
  let around = ''
  let falseStarts = 0
  let at = 0
  const pass = (from: number, to: number): void => {
    if (around.length < MOST_AROUND)
      around += text.slice(from, Math.min(to, from + MOST_AROUND - around.length))
  }
  for (;;) {
    const start = nextStart(text, at)
    if (start === null) break
    pass(at, start)
    const extent = jsonExtent(text, start)
    const meant = looksMeant(text, start)
    if (extent.ok && !meant) {
      pass(start, extent.end)
      at = extent.end
      continue
    }
    if (extent.ok) {
      values.push(JSON.parse(text.slice(start, extent.end)))
      at = extent.end
      continue
    }
    const line = lineEnd(text, start)
    const isFalseStart = extent.fault === 'unexpected' && extent.at <= line && !meant
    if (!isFalseStart || falseStarts++ === MOST_FALSE_STARTS) {
      const { fault, expected } = extent
      return { values, around, broken: { byte: byteOffset(extent.at), fault, expected } }
    }
    pass(start, line)
    at = line
  }
  pass(at, text.length)
  return { values, around, broken: null }
}

/** `{` or `[` right here, behind another value, or at the beginning of a line. */
function nextStart(text: string, from: number): number | null {
  HERE.lastIndex = from
  if (HERE.test(text)) return HERE.lastIndex
  NEXT_LINE.lastIndex = from
  return NEXT_LINE.test(text) ? NEXT_LINE.lastIndex : null
}

const HERE = /[ \t\r]*(?=[{[])/y
const NEXT_LINE = /\n[ \t\r]*(?=[{[])/g

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** An object, a list of objects, lists, texts or nothing: somebody meant JSON. `[2026]` is the beginning of a log line. */
function looksMeant(text: string, start: number): boolean {
  return /^(?:\{\s*(?:"[^"\n]*"\s*:|\})|\[\s*[[{\]"])/.test(text.slice(start, start + 300))
}

/** A short text that is one scalar; `{ value }`, because `null` is one. */
function scalar(text: string): { readonly value: unknown } | null {
  const bare = text.length > MOST_AROUND ? '' : text.trim()
  const quoted = bare.startsWith('"')
  if (!quoted && !/^(?:null|true|false|-?\d+(?:\.\d+)?)$/.test(bare)) return null
  const extent = jsonExtent(bare, 0)
  return extent.ok && extent.end === bare.length ? { value: JSON.parse(bare) as unknown } : null
}
