import { LONGEST_RECORD } from '../../shared/tls/record/header.ts'

/** Bytes of one direction looked through in vain after which the search ends. */
export const PREAMBLE_LIMIT = 64 * 1024
/** What is held until then: the last packet reaches beyond. */
export const HELD = PREAMBLE_LIMIT + 2048
/** The same for a preamble of no known protocol. */
export const UNKNOWN_PREAMBLE_LIMIT = 8 * 1024
/** The same where the start is missing: in so many bytes of TLS a record's header must have stood. */
export const MIDWAY_LIMIT = LONGEST_RECORD + 2048
/** Hellos in the middle of a packet that are held against the preamble's name. */
export const HELLOS_TRIED = 16
/** Bytes of a direction after which its start has been judged in every way. */
export const START_JUDGED = 16
export const SHOWN = 64
