import type { Rule } from '../rule.ts'
import { tcpRefused } from './tcp-refused.ts'

/** The chapter's rules, in the taxonomy's order. */
export const TRANSPORT_RULES: readonly Rule[] = [tcpRefused]
