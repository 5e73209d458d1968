import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { JudgedConversation, judgeConversation } from '../../../src/main/engine/judge.ts'

/** What comes of judging some connections, as a defect of the program would have it. */
export interface Poison {
  /** By number; `all`: every one. */
  readonly streams: readonly number[] | 'all'
  /**
   * throw: while it is judged. write: while it is written down, in the middle. exit: its thread ends.
   * exhaust: its thread has no memory left.
   */
  readonly how: 'throw' | 'write' | 'exit' | 'exhaust'
  /** How often in all, over all threads, counted in this file. */
  readonly times?: { readonly most: number; readonly file: string }
}

export const POISON = 'TLSCOPE_TEST_POISON'

/** What is in the message of what is thrown. */
export const THROWN = 'poisoned at /home/somebody/secret'

/** Judges like `judge`, but for what the environment says (a `Poison`, as JSON). */
export function poisoned(judge: typeof judgeConversation): typeof judgeConversation {
  return (conversation, ...given) => {
    const judged = judge(conversation, ...given)
    const poison = JSON.parse(process.env[POISON] ?? 'null') as Poison | null
    if (poison === null || !isMeant(poison, conversation.tcpStream)) return judged
    switch (poison.how) {
      case 'exit':
        process.exit(3)
        break
      case 'exhaust':
        for (const held: unknown[] = []; ; ) held.push(new Array(10_000).fill(held.length))
      case 'write':
        return unwritable(judged)
    }
    throw new Error(THROWN)
  }
}

function isMeant({ streams, times }: Poison, tcpStream: number): boolean {
  if (streams !== 'all' && !streams.includes(tcpStream)) return false
  if (times === undefined) return true
  const past = existsSync(times.file) ? readFileSync(times.file).length : 0
  if (past >= times.most) return false
  appendFileSync(times.file, '.')
  return true
}

/** Its findings, which stand at the end of the document, cannot be read. */
function unwritable(judged: JudgedConversation): JudgedConversation {
  const diagnosis = Object.defineProperty({ ...judged.diagnosis }, 'findings', {
    get: () => {
      throw new Error(THROWN)
    },
  })
  return { ...judged, diagnosis }
}
