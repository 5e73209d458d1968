/** What a person can tell a probe; the command line and the window name these their own way. */
export type ProbeField =
  | 'target'
  | 'connect'
  | 'family'
  | 'proxy'
  | 'sni'
  | 'alpn'
  | 'profile'
  | 'tls'
  | 'sendChain'
  | 'http'
  | 'method'
  | 'headers'
  | 'wait'
  | 'timeout'

/** A value that no probe can be made of: one clause that says what was given and what was expected. */
export class RequestError extends Error {
  readonly field: ProbeField

  constructor(field: ProbeField, message: string) {
    super(message)
    this.name = 'RequestError'
    this.field = field
  }
}
