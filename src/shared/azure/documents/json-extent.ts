/** Where a JSON value in a longer text ends, or why it is none. Indexes are into the text. */
export type JsonExtent =
  | { readonly ok: true; readonly end: number }
  | { readonly ok: false; readonly at: number; readonly fault: JsonFault; readonly expected: string }

/** `ended`: the text is over before the value is. */
export type JsonFault = 'ended' | 'unexpected' | 'too-deep'

/** Azure nests some fifteen levels; nobody nests this many. */
const DEEPEST = 100

const LITERAL = /true|false|null/y
const CUT_NUMBER = /^(?:\.|[eE][+-]?)$/
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/**
 * Finds the end of the JSON value (RFC 8259) that begins at `start`, in one pass and without recursion. What it
 * accepts, `JSON.parse` takes.
 */
export function jsonExtent(text: string, start: number): JsonExtent {
  const open: ('}' | ']')[] = []
  let at = start
  let expects: 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'more' = 'value'
  for (;;) {
    at = behindWhiteSpace(text, at)
    const character = text[at]
    if (character === undefined) return fault(text, at, WANTED[expects])
    const closes = open.at(-1)
    if (expects === 'colon') {
      if (character !== ':') return fault(text, at, WANTED.colon)
      at++
      expects = 'value'
      continue
    }
    if (expects === 'more') {
      if (character === ',') {
        at++
        expects = closes === '}' ? 'name' : 'value'
        continue
      }
      if (character !== closes) return fault(text, at, `"," or "${closes ?? ''}"`)
      open.pop()
      at++
    } else if ((expects === 'name-or-end' || expects === 'value-or-end') && character === closes) {
      open.pop()
      at++
    } else if (expects === 'name' || expects === 'name-or-end') {
      const end = character === '"' ? stringEnd(text, at) : { ok: false as const, at }
      if (!end.ok) return fault(text, end.at, WANTED.name)
      at = end.at
      expects = 'colon'
      continue
    } else if (character === '{' || character === '[') {
      if (open.length === DEEPEST) {
        return { ok: false, at, fault: 'too-deep', expected: `at most ${DEEPEST} levels of nesting` }
      }
      open.push(character === '{' ? '}' : ']')
      at++
      expects = character === '{' ? 'name-or-end' : 'value-or-end'
      continue
    } else {
      const end = scalarEnd(text, at, character)
      if (!end.ok) return fault(text, end.at, character === '"' ? 'the end of a string' : WANTED.value)
      at = end.at
    }
    // A value is complete here.
    if (open.length === 0) return { ok: true, end: at }
    expects = 'more'
  }
}

const WANTED = {
  value: 'a value',
  'value-or-end': 'a value or "]"',
  name: 'a name in quotes',
  'name-or-end': 'a name in quotes or "}"',
  colon: '":"',
  more: '"," or the end of the list',
} as const

function fault(text: string, at: number, expected: string): JsonExtent {
  return { ok: false, at, fault: at >= text.length ? 'ended' : 'unexpected', expected }
}

function behindWhiteSpace(text: string, start: number): number {
  let at = start
  for (; ; at++) {
    const code = text.charCodeAt(at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at
  }
}

interface End {
  readonly ok: boolean
  readonly at: number
}

function scalarEnd(text: string, at: number, character: string): End {
  if (character === '"') return stringEnd(text, at)
  const pattern = character === '-' || (character >= '0' && character <= '9') ? NUMBER : LITERAL
  pattern.lastIndex = at
  if (!pattern.test(text)) {
    // A literal that the text's end cuts is not a wrong character.
    const rest = text.slice(at, at + 5)
    const cut =
      at + rest.length === text.length && ['true', 'false', 'null', '-'].some((w) => w.startsWith(rest))
    return { ok: false, at: cut ? text.length : at }
  }
  const end = pattern.lastIndex
  // A number that the text's end cuts behind its point or exponent.
  if (pattern === NUMBER && CUT_NUMBER.test(text.slice(end, end + 20))) return { ok: false, at: text.length }
  return { ok: true, at: end }
}

/** RFC 8259 7. @param at index of the opening quote */
function stringEnd(text: string, at: number): End {
  for (let end = at + 1; ; end++) {
    const code = text.charCodeAt(end)
    if (code === QUOTE) return { ok: true, at: end + 1 }
    if (code === BACKSLASH) {
      ESCAPE.lastIndex = end
      // An escape that the text's end cuts is not a wrong character.
      if (!ESCAPE.test(text))
        return {
          ok: false,
          at:
            /^\\(?:u[0-9a-fA-F]{0,3})?$/.test(text.slice(end, end + 6)) && end + 6 > text.length
              ? text.length
              : end,
        }
      end = ESCAPE.lastIndex - 1
    } else if (!(code >= SPACE)) return { ok: false, at: end }
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
