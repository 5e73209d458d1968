import type { Rule } from '../rule.ts'

/** The chapter's rules, in the taxonomy's order. */
export const CLIENT_AUTHENTICATION_RULES: readonly Rule[] = []
