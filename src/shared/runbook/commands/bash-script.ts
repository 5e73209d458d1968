import type { LocatedMessage } from '../front-matter.ts'

/** One word of a command, its quotes taken off; expansions (`$name`) stand as they were written. */
export interface BashWord {
  readonly text: string
  /** 1-based line within the script. */
  readonly line: number
}

/** A simple command: a program and its arguments, between two of `|`, `;`, `&&`, `||`, `&` and newline. */
export interface BashCommand {
  readonly words: readonly BashWord[]
  /** `NAME=value` words in front of the program. */
  readonly assignments: readonly string[]
  /** Operator and target, such as `2>` and `/dev/null`. */
  readonly redirections: readonly { readonly operator: string; readonly target: string }[]
  /** Reads what the command before it writes. */
  readonly piped: boolean
  readonly line: number
}

export interface BashScript {
  /** In order of their end; a command inside `$(…)` stands before the one around it. */
  readonly commands: readonly BashCommand[]
  readonly problems: readonly LocatedMessage[]
}

/**
 * Reads the part of bash that articles are written in: quotes, continuation lines, comments, pipes, lists,
 * redirections, assignments, `$(…)`, `( … )`, `for`, `if` and `while`. What is more than that (here-documents,
 * backquotes, functions, `case`) is a problem: an article is pasted by hand and has to be plain.
 * One pass; never throws.
 */
export function parseBash(text: string): BashScript {
  const reader = new ScriptReader(text)
  reader.readList(null, 0)
  return { commands: reader.commands, problems: reader.problems }
}

/** Commands inside commands inside commands: far more than an article has use for. */
const DEEPEST = 20

interface OpenCommand {
  words: BashWord[]
  redirections: { operator: string; target: string }[]
  readonly piped: boolean
  readonly line: number
}

class ScriptReader {
  readonly commands: BashCommand[] = []
  readonly problems: LocatedMessage[] = []
  readonly #text: string
  #at = 0
  #line = 1

  constructor(text: string) {
    this.#text = text
  }

  /** Reads commands up to the end, or up to and with the parenthesis that closes them. */
  readList(until: ')' | null, depth: number): void {
    const openedOn = this.#line
    let open: OpenCommand | null = null
    let piped = false
    const end = (): void => {
      if (open !== null) this.#finish(open)
      open = null
    }
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] ?? ''
      if (char === until) {
        this.#at += 1
        end()
        return
      }
      if (this.#skipBlank(char)) continue
      if (
        char === '\n' ||
        char === ';' ||
        char === '|' ||
        (char === '&' && this.#text[this.#at + 1] !== '>')
      ) {
        const previous = this.#text[this.#at - 1]
        end()
        // A bar, but no `||`; a line may break behind it.
        if (char !== '\n') piped = char === '|' && this.#text[this.#at + 1] !== '|' && previous !== '|'
        this.#advance(1)
        continue
      }
      if (char === ')') {
        this.#problem('a closing parenthesis that nothing opened')
        this.#at += 1
        continue
      }
      open ??= { words: [], redirections: [], piped, line: this.#line }
      piped = false
      if (char === '(' && open.words.length === 0) {
        this.#at += 1
        if (!this.#descend(depth)) return
        continue
      }
      const redirection = /^(?:\d*(?:>>|>\||>&|>|<<<|<<|<&|<)|&>>?)/.exec(
        this.#text.slice(this.#at, this.#at + 8),
      )
      if (redirection !== null) {
        this.#redirection(redirection[0], open, depth)
        continue
      }
      if (char === '(') {
        this.#problem('an opening parenthesis inside a command')
        this.#at += 1
        continue
      }
      open.words.push(this.#word(depth))
    }
    end()
    if (until !== null) this.problems.push({ line: openedOn, message: 'a parenthesis is never closed' })
  }

  /** Spaces, continuation lines and comments. */
  #skipBlank(char: string): boolean {
    if (char === ' ' || char === '\t') this.#at += 1
    else if (char === '\\' && this.#text[this.#at + 1] === '\n') this.#advance(2)
    else if (char === '#') {
      const newline = this.#text.indexOf('\n', this.#at)
      this.#at = newline === -1 ? this.#text.length : newline
    } else return false
    return true
  }

  #redirection(operator: string, open: OpenCommand, depth: number): void {
    this.#at += operator.length
    if (operator.endsWith('<<')) this.#problem('here-documents do not paste well: use a file or a pipe')
    while (this.#text[this.#at] === ' ') this.#at += 1
    const target = this.#word(depth)
    if (target.text === '') this.#problem(`${operator} names no file`)
    open.redirections.push({ operator, target: target.text })
  }

  #word(depth: number): BashWord {
    const line = this.#line
    let text = ''
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] ?? ''
      if (/[\s;|&()<>]/.test(char)) break
      if (char === '\\') {
        const next = this.#text[this.#at + 1] ?? ''
        this.#advance(2)
        if (next !== '\n') text += next
      } else if (char === "'") text += this.#singleQuoted()
      else if (char === '"') text += this.#doubleQuoted(depth)
      else text += this.#plain(char, depth)
    }
    return { text, line }
  }

  /** A character that stands for itself, or an expansion. */
  #plain(char: string, depth: number): string {
    if (char === '`') this.#problem('backquotes: write $(…) instead')
    if (char !== '$' || this.#text[this.#at + 1] !== '(') {
      this.#advance(1)
      return char
    }
    this.#at += 2
    this.#descend(depth)
    return '$()'
  }

  #singleQuoted(): string {
    const close = this.#text.indexOf("'", this.#at + 1)
    if (close === -1) this.#problem("a ' is never closed")
    const end = close === -1 ? this.#text.length : close
    const text = this.#text.slice(this.#at + 1, end)
    this.#advance(end - this.#at + 1)
    return text
  }

  #doubleQuoted(depth: number): string {
    const openedOn = this.#line
    this.#at += 1
    let text = ''
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] ?? ''
      if (char === '"') {
        this.#at += 1
        return text
      }
      if (char === '\\' && /["\\$`\n]/.test(this.#text[this.#at + 1] ?? '')) {
        const next = this.#text[this.#at + 1] ?? ''
        this.#advance(2)
        if (next !== '\n') text += next
      } else text += this.#plain(char, depth)
    }
    this.problems.push({ line: openedOn, message: 'a " is never closed' })
    return text
  }

  /** Reads what stands inside `$(` or `(`. False where that is nested too deep; the rest is left unread then. */
  #descend(depth: number): boolean {
    if (depth < DEEPEST) {
      this.readList(')', depth + 1)
      return true
    }
    this.#problem('commands are nested too deep')
    this.#at = this.#text.length
    return false
  }

  #finish(open: OpenCommand): void {
    const words = [...open.words]
    while (KEYWORDS_BEFORE_A_COMMAND.has(words[0]?.text ?? '')) words.shift()
    const first = words[0]?.text
    // `for v in a b` runs nothing by itself; what ends a block has nothing behind it.
    if (first === 'for' || first === 'done' || first === 'fi' || first === '}') return
    if (first !== undefined && UNSUPPORTED.has(first)) {
      this.problems.push({ line: open.line, message: `${first}: too much of a program for an article` })
      return
    }
    const assignments: string[] = []
    while (/^[A-Za-z_][A-Za-z0-9_]*=/.test(words[0]?.text ?? '')) assignments.push(words.shift()?.text ?? '')
    if (words.length === 0 && assignments.length === 0 && open.redirections.length === 0) return
    const line = words[0]?.line ?? open.line
    this.commands.push({ words, assignments, redirections: open.redirections, piped: open.piped, line })
  }

  #advance(count: number): void {
    for (let index = this.#at; index < this.#at + count; index += 1)
      if (this.#text[index] === '\n') this.#line += 1
    this.#at += count
  }

  #problem(message: string): void {
    this.problems.push({ line: this.#line, message })
  }
}

const KEYWORDS_BEFORE_A_COMMAND = new Set([
  'do',
  'then',
  'else',
  'elif',
  'if',
  'while',
  'until',
  '!',
  'time',
  '{',
])
const UNSUPPORTED = new Set(['case', 'select', 'function', 'eval', 'source', '.', '[['])
