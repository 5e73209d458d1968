/**
 * Says whether a text is a JMESPath expression, the language of `az --query` (jmespath.org, grammar of 2014).
 * It decides syntax and function names; whether a property exists only the answer tells.
 * @returns what is wrong, to follow "--query" in a sentence, or null
 */
export function jmespathProblem(expression: string): string | null {
  const tokens: Token[] = []
  let at = 0
  while (at < expression.length) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(expression)
    if (match === null) return `is no JMESPath: "${expression.slice(at, at + 12)}" is not understood`
    at = TOKEN.lastIndex
    const text = match[0]
    if (/^\s/.test(text)) continue
    tokens.push({ text, kind: kindOf(text) })
  }
  if (tokens.length === 0) return 'is empty'
  try {
    const parser = new Parser(tokens)
    parser.expression(0)
    parser.end()
    return null
  } catch (error) {
    if (error instanceof SyntaxProblem) return `is no JMESPath: ${error.message}`
    throw error
  }
}

interface Token {
  readonly text: string
  readonly kind: 'name' | 'quoted' | 'value' | 'number' | 'sign'
}

const TOKEN =
  /\s+|[A-Za-z_][A-Za-z0-9_]*|-?\d+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|\|\||&&|==|!=|<=|>=|[.*[\]{}(),:@&|!<>?]/y

function kindOf(text: string): Token['kind'] {
  if (/^[A-Za-z_]/.test(text)) return 'name'
  if (/^-?\d/.test(text)) return 'number'
  if (text.startsWith('"')) return 'quoted'
  return /^['`]/.test(text) ? 'value' : 'sign'
}

class SyntaxProblem extends Error {}

const DEEPEST = 50
const BINARY = new Set(['|', '||', '&&', '==', '!=', '<', '<=', '>', '>='])

/** The functions of the language's specification. */
const FUNCTIONS = new Set(
  (
    'abs avg ceil contains ends_with floor join keys length map max max_by merge min min_by not_null reverse ' +
    'sort sort_by starts_with sum to_array to_number to_string type values'
  ).split(' '),
)

/** Recursive descent. Operators of all ranks are read alike: their rank does not decide what is well formed. */
class Parser {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  expression(depth: number): void {
    if (depth > DEEPEST) throw new SyntaxProblem('nested too deep')
    this.#operand(depth)
    while (BINARY.has(this.#next()?.text ?? '') && this.#next()?.kind === 'sign') {
      this.#at += 1
      this.#operand(depth)
    }
  }

  end(): void {
    const left = this.#next()
    if (left !== undefined) throw new SyntaxProblem(`"${left.text}" is not expected there`)
  }

  #operand(depth: number): void {
    while (this.#accept('!'));
    this.#primary(depth)
    for (;;) {
      if (this.#accept('.')) this.#afterDot(depth)
      else if (this.#accept('[')) this.#bracket(depth, false)
      else return
    }
  }

  #primary(depth: number): void {
    const token = this.#next()
    if (token === undefined) throw new SyntaxProblem('it ends too early')
    this.#at += 1
    if (token.kind === 'name') this.#maybeCall(token, depth)
    else if (token.kind === 'quoted' || token.kind === 'value') return
    else if (token.text === '@' || token.text === '*') return
    else if (token.text === '(') {
      this.expression(depth + 1)
      this.#expect(')')
    } else if (token.text === '{') this.#hash(depth)
    else if (token.text === '[') this.#bracket(depth, true)
    else throw new SyntaxProblem(`"${token.text}" is not expected there`)
  }

  #afterDot(depth: number): void {
    const token = this.#next()
    if (token === undefined) throw new SyntaxProblem('it ends with a dot')
    this.#at += 1
    if (token.kind === 'name') this.#maybeCall(token, depth)
    else if (token.text === '{') this.#hash(depth)
    else if (token.text === '[') this.#list(depth)
    else if (token.kind !== 'quoted' && token.text !== '*')
      throw new SyntaxProblem(`"${token.text}" cannot follow a dot`)
  }

  #maybeCall(name: Token, depth: number): void {
    if (!this.#accept('(')) return
    if (!FUNCTIONS.has(name.text)) throw new SyntaxProblem(`there is no function ${name.text}()`)
    if (this.#accept(')')) return
    do {
      this.#accept('&')
      this.expression(depth + 1)
    } while (this.#accept(','))
    this.#expect(')')
  }

  /** Behind `[`: flatten, wildcard, index, slice or filter; at the beginning of a term also a list. */
  #bracket(depth: number, mayBeList: boolean): void {
    if (this.#accept(']')) return
    if (this.#accept('?')) {
      this.expression(depth + 1)
      this.#expect(']')
      return
    }
    const token = this.#next()
    if (token?.kind === 'number' || token?.text === ':') {
      while (this.#next()?.kind === 'number' || this.#next()?.text === ':') this.#at += 1
      this.#expect(']')
      return
    }
    if (token?.text === '*' && this.#tokens[this.#at + 1]?.text === ']') {
      this.#at += 2
      return
    }
    if (!mayBeList) throw new SyntaxProblem(`"[${token?.text ?? ''}" is neither index, slice, filter nor []`)
    this.#list(depth)
  }

  #list(depth: number): void {
    do this.expression(depth + 1)
    while (this.#accept(','))
    this.#expect(']')
  }

  #hash(depth: number): void {
    do {
      const key = this.#next()
      if (key?.kind !== 'name' && key?.kind !== 'quoted')
        throw new SyntaxProblem(`"${key?.text ?? 'the end'}" is no key of { … }`)
      this.#at += 1
      this.#expect(':')
      this.expression(depth + 1)
    } while (this.#accept(','))
    this.#expect('}')
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at]
  }

  #accept(sign: string): boolean {
    const token = this.#next()
    if (token?.kind !== 'sign' || token.text !== sign) return false
    this.#at += 1
    return true
  }

  #expect(sign: string): void {
    if (!this.#accept(sign))
      throw new SyntaxProblem(`"${sign}" is missing before "${this.#next()?.text ?? 'the end'}"`)
  }
}
