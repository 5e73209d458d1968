/** What a connection that is open is reckoned to hold, in bytes: near enough to bound all of them together. */

/** What one row of a ladder is reckoned at beside its bytes, and how many records without content become rows. */
export const ROW_COST = 600
export const ROWS_OF_DATA = 48
export const ROWS_OF_TRANSPORT = 1000
/** The same for the objects that follow a connection once there is something to tell: those that cut its records and write
 * them down, and those that make a ladder of them at once; and for events that wait to be told. */
export const RECEIVER_COST = 2 * 1024
export const LADDER_COST = 3 * 1024
export const NOTED_COST = 100
export const NOTED_FREE = 4
export const FRAME_COST = 8
