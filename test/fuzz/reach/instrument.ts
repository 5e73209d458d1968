import { type ESTree, parseSync } from 'vite'

/** A place that is counted: where a function begins, or an arm of a decision within one. */
export interface Point {
  readonly kind: 'function' | 'arm'
  /** Of the function, or of the one it is in; a method with its class. */
  readonly name: string
  /** From 1. */
  readonly line: number
}

export interface Instrumented {
  readonly code: string
  readonly points: readonly Point[]
  /** Texts and numbers that the source compares with: what mutation may write into an input. */
  readonly words: readonly (string | number)[]
}

type Statement = ESTree.Statement
type Expression = ESTree.Expression

const LONGEST_WORD = 40

/**
 * TypeScript that counts where it passes: on entering a function, either arm of an `if` (the one not written, too),
 * a loop's body, a case, a `catch`, the arms of `?:`, and the right side of `&&`, `||` and `??`. Lines stay
 * where they were.
 * @param runtime what the counters are imported from (`edges.ts`)
 * @throws Error where the source cannot be parsed
 */
export function instrument(source: string, file: string, runtime: string): Instrumented {
  const { program, errors } = parseSync(file, source)
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`)
  const sites = new Sites(source)
  visit(program, sites)
  const head = `import { region as $region } from ${JSON.stringify(runtime)};const $e = /* @__PURE__ */ $region(${JSON.stringify(file)}, ${sites.points.length});`
  return { code: head + sites.written(), points: sites.points, words: [...sites.words] }
}

/** Outer nodes before inner ones, each left behind its last child. */
function visit(node: ESTree.Node, sites: Sites): void {
  enter(node, sites)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, sites)
  }
  if (isFunction(node)) sites.leaveFunction()
  else if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') sites.leaveClass()
}

function isNode(value: unknown): value is ESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

function isFunction(node: ESTree.Node): node is ESTree.Function | ESTree.ArrowFunctionExpression {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)
}

function enter(node: ESTree.Node, sites: Sites): void {
  if (isFunction(node)) {
    sites.enterFunction(node)
    return
  }
  switch (node.type) {
    case 'ClassDeclaration':
    case 'ClassExpression':
      sites.enterClass(node)
      return
    case 'MethodDefinition':
    case 'Property':
    case 'PropertyDefinition':
      sites.nameNext(node.value, sites.textOf(node.key))
      return
    case 'VariableDeclarator':
      sites.nameNext(node.init, sites.textOf(node.id))
      return
    case 'IfStatement':
      sites.statement(node.consequent, node.alternate === null)
      if (node.alternate !== null && node.alternate.type !== 'IfStatement') sites.statement(node.alternate)
      return
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'CatchClause':
      sites.statement(node.body)
      return
    case 'SwitchCase':
      if (node.consequent[0] !== undefined) sites.before(node.consequent[0])
      return
    case 'ConditionalExpression':
      sites.expression(node.consequent)
      sites.expression(node.alternate)
      return
    case 'LogicalExpression':
    case 'AssignmentPattern':
      sites.expression(node.right)
      return
    case 'AssignmentExpression':
      if (/^(\|\||&&|\?\?)=$/.test(node.operator)) sites.expression(node.right)
      return
    case 'Literal':
      sites.word(node.value)
  }
}

/** Where counters go, and the source with them. */
class Sites {
  readonly points: Point[] = []
  readonly words = new Set<string | number>()
  readonly #source: string
  readonly #lineStarts: number[] = [0]
  /** Texts to put in, by place. Of what ends at one place, what began last ends first. */
  readonly #openings = new Map<number, string[]>()
  readonly #endings = new Map<number, string[]>()
  readonly #functions: string[] = []
  readonly #classes: string[] = []
  readonly #given = new Map<unknown, string>()

  constructor(source: string) {
    this.#source = source
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1))
      this.#lineStarts.push(at + 1)
  }

  textOf({ start, end }: { readonly start: number; readonly end: number }): string {
    return this.#source.slice(start, end).split(/[\s:=({]/)[0] ?? ''
  }

  /** A function takes its name from what it is given to. */
  nameNext(value: unknown, name: string): void {
    this.#given.set(value, name)
  }

  enterClass({ id }: ESTree.Class): void {
    this.#classes.push(id?.name ?? 'class')
  }

  leaveClass(): void {
    this.#classes.pop()
  }

  enterFunction(node: ESTree.Function | ESTree.ArrowFunctionExpression): void {
    const { id, body } = node
    const given = id?.name ?? this.#given.get(node)
    const owner = this.#functions.at(-1) ?? this.#classes.at(-1)
    const name = given === undefined ? `${owner ?? ''} =>` : owner === undefined ? given : `${owner}.${given}`
    this.#functions.push(name.trim())
    if (body === null) return
    if (body.type === 'BlockStatement') this.#open(body.start + 1, `${this.#point(body.start, 'function')};`)
    else this.#wrap(body, 'function')
  }

  leaveFunction(): void {
    this.#functions.pop()
  }

  /** @param otherwise whether the arm that is not written is counted, too */
  statement(node: Statement, otherwise = false): void {
    const braced = node.type === 'BlockStatement'
    const point = this.#point(node.start, 'arm')
    this.#open(braced ? node.start + 1 : node.start, braced ? `${point};` : `{${point};`)
    const other = otherwise ? ` else {${this.#point(node.start, 'arm')}}` : ''
    this.#end(node.end, (braced ? '' : '}') + other)
  }

  before(node: Statement): void {
    this.#open(node.start, `${this.#point(node.start, 'arm')};`)
  }

  expression(node: Expression): void {
    this.#wrap(node, 'arm')
  }

  word(value: unknown): void {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32)
      this.words.add(value)
    if (typeof value === 'string' && value.length > 1 && value.length <= LONGEST_WORD) this.words.add(value)
  }

  written(): string {
    const places = [...new Set([...this.#openings.keys(), ...this.#endings.keys()])].sort((a, b) => a - b)
    let code = ''
    let at = 0
    for (const place of places) {
      code += this.#source.slice(at, place)
      code += [...(this.#endings.get(place) ?? [])].reverse().join('')
      code += (this.#openings.get(place) ?? []).join('')
      at = place
    }
    return code + this.#source.slice(at)
  }

  #wrap({ start, end }: { readonly start: number; readonly end: number }, kind: Point['kind']): void {
    this.#open(start, `(${this.#point(start, kind)}, `)
    this.#end(end, ')')
  }

  /** The statement that counts a new place. */
  #point(at: number, kind: Point['kind']): string {
    let line = 0
    let above = this.#lineStarts.length
    while (above - line > 1) {
      const middle = (line + above) >> 1
      if ((this.#lineStarts[middle] ?? 0) <= at) line = middle
      else above = middle
    }
    this.points.push({ kind, name: this.#functions.at(-1) ?? '', line: line + 1 })
    return `$e[${this.points.length - 1}]++`
  }

  #open(at: number, text: string): void {
    pushed(this.#openings, at, text)
  }

  #end(at: number, text: string): void {
    if (text !== '') pushed(this.#endings, at, text)
  }
}

function pushed(map: Map<number, string[]>, at: number, text: string): void {
  const texts = map.get(at)
  if (texts === undefined) map.set(at, [text])
  else texts.push(text)
}
