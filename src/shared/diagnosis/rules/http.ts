import type { Rule } from '../rule.ts'

/** The chapter's rules, in the taxonomy's order. */
export const HTTP_RULES: readonly Rule[] = []
