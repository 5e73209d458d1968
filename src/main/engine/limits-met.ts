import type { Problem } from '../../shared/bytes/field.ts'
import type { WarningDocument } from '../../shared/contract/analysis.ts'
import { ROW_LIMIT } from '../../shared/conversation/builder.ts'
import type { Facts } from '../../shared/conversation/facts.ts'

/** Which bounds of this program one source's handshakes met; each is told once, by the first that met it. */
export class LimitsMet {
  readonly #told = new Map<string, string>()

  add({ conversation, serverChain, clientChain }: Facts): void {
    const { messages, tcpStream } = conversation
    if (messages.length >= ROW_LIMIT) {
      this.#tell('rows', tcpStream, `more than ${ROW_LIMIT} records and messages; the rest is not listed`)
    }
    for (const { problems } of messages) this.#look(problems, tcpStream)
    for (const { reading } of serverChain) this.#look(reading.problems, tcpStream)
    for (const { reading } of clientChain) this.#look(reading.problems, tcpStream)
  }

  /** What another thread met. */
  addAll(entries: readonly (readonly [kind: string, message: string])[]): void {
    for (const [kind, message] of entries) if (!this.#told.has(kind)) this.#told.set(kind, message)
  }

  entries(): [kind: string, message: string][] {
    return [...this.#told]
  }

  warnings(): WarningDocument[] {
    return [...this.#told.values()].map((message) => ({ code: 'limit-reached', offset: null, message }))
  }

  #look(problems: readonly Problem[], tcpStream: number): void {
    for (const problem of problems) {
      if (problem.kind !== 'malformed' || problem.bound !== true) continue
      const { field, expected, found } = problem
      this.#tell(`${field} ${expected}`, tcpStream, `${field}: ${expected} are read, found ${found}`)
    }
  }

  #tell(kind: string, tcpStream: number, what: string): void {
    if (!this.#told.has(kind)) this.#told.set(kind, `connection ${tcpStream}: ${what}`)
  }
}
