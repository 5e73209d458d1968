import { setFlagsFromString } from 'node:v8'

/** Node.js 20's. From V8 12 on there is a compiler between the quick one and the thorough one, and all is weighed otherwise. */
const WITHOUT_MIDDLE_TIER = '11'

/**
 * Has V8 compile later, and less at once. A handshake passes through hundreds of functions, and V8 compiles each of them
 * thoroughly, with all that it inlines into it: over the first 2,000 handshakes of a capture that takes 44 of 100
 * instructions of the whole process, beside the threads that read and judge (counted with valgrind, docs/performance.md).
 * To be called before those begin; it holds for the whole process.
 */
export function spareTheCompiler(): void {
  if (process.versions.v8.split('.', 1)[0] !== WITHOUT_MIDDLE_TIER) return
  // Twice V8's own: bytes of bytecode that a function has to run through before it is taken to be hot.
  setFlagsFromString('--interrupt-budget=270000')
  // Not half of V8's own: bytes of bytecode that are inlined into one function.
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=400')
}
