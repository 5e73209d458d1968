/**
 * Everything the scripts have to say goes to standard error: standard output belongs to the command that
 * is being prepared, and may be piped into another program.
 */
const colour = process.stderr.isTTY && !process.env.NO_COLOR
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)

/** One line about a step that takes time. */
export const say = (text) => process.stderr.write(`${paint('2', '›')} ${text}\n`)

/** One line about something that does not stop the work but should be known. */
export const warn = (text) => process.stderr.write(`${paint('33', '!')} ${text}\n`)

/** Said only with TLSCOPE_VERBOSE=1: results that are nobody's business on an ordinary day. */
export const detail = (text) => {
  if (process.env.TLSCOPE_VERBOSE) say(text)
}

/** An expected failure: the message says what happened and `hint` what to do. No stack is shown for it. */
export class SetupError extends Error {
  constructor(message, hint) {
    super(message)
    this.name = 'SetupError'
    this.hint = hint
  }
}

/** Ends the process on a failure, telling the reader what to do. */
export function stop(error, status = 1) {
  process.stderr.write(`${paint('31', '✗')} ${error instanceof SetupError ? error.message : error.stack}\n`)
  if (error?.hint) process.stderr.write(`  ${error.hint}\n`)
  process.exit(status)
}

/** Seconds since `startedAt` (performance.now()), as people read them. */
export const seconds = (startedAt) => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
