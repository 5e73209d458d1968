/** What the command line's exit status means (contract.md). */
export const EXIT = {
  fine: 0,
  broken: 1,
  unusable: 2,
  interrupted: 3,
} as const
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT]

/** Ends a command with one clear sentence on standard error. */
export class CommandError extends Error {
  readonly status: ExitStatus
  constructor(message: string, status: ExitStatus = EXIT.unusable) {
    super(message)
    this.status = status
  }
}
