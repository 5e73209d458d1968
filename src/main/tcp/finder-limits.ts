import { LONGEST_RECORD } from '../../shared/tls/record/header.ts'

/** How far the last packet that is held may reach beyond a limit. */
const PACKET = 2048
/** Bytes of one direction looked through in vain after which the search ends. */
export const PREAMBLE_LIMIT = 64 * 1024
/** What is held until then. */
export const HELD = PREAMBLE_LIMIT + PACKET
/** The same for a preamble of no known protocol. */
export const UNKNOWN_PREAMBLE_LIMIT = 8 * 1024
export const HELD_USUALLY = UNKNOWN_PREAMBLE_LIMIT + PACKET
/** The same where the start is missing: in so many bytes of TLS a record's header must have stood. */
export const MIDWAY_LIMIT = LONGEST_RECORD + 2048
export const HELD_MIDWAY = MIDWAY_LIMIT + PACKET
/** Hellos in the middle of a packet that are held against the preamble's name. */
export const HELLOS_TRIED = 16
/** Bytes of a direction after which its start has been judged in every way. */
export const START_JUDGED = 16
export const SHOWN = 64
