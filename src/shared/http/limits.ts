/** What a reader of HTTP holds at most, for each direction of one connection. */

/** One line of an HTTP/1 head; the rest of a longer one is dropped. */
export const LINE_LIMIT = 8 * 1024
/** A whole HTTP/1 head, and a whole HTTP/2 header block; behind it a direction is given up. */
export const HEAD_LIMIT = 256 * 1024
/** Of a body, for the gateway's pages. */
export const BODY_LIMIT = 64 * 1024
/** Bodies kept at one time, over all HTTP/2 streams. */
export const BODIES_AT_ONCE = 4
/** Characters of a value that is shown. */
export const VALUE_LIMIT = 200
/** Messages told of one direction; what follows is not read. */
export const MESSAGE_LIMIT = 200
/** Requests whose answers are still to come. */
export const PENDING_LIMIT = 1000
/** Frame numbers kept of one head. */
export const FRAMES_LIMIT = 64
