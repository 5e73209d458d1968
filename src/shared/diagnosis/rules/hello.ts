import type { Rule } from '../rule.ts'

/** The chapter's rules, in the taxonomy's order. */
export const HELLO_RULES: readonly Rule[] = []
