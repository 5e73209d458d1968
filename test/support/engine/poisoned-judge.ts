import * as real from '../../../src/main/engine/judge.ts'
import { poisoned } from './poison.ts'

/** Stands in the place of `judge.ts` in programs that are built to fail. */
export * from '../../../src/main/engine/judge.ts'
export const judgeConversation = poisoned(real.judgeConversation)
