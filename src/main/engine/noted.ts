import type { Direction } from '../tcp/events.ts'

/** A transport event that waits until TLS tells who is the client. */
export interface Noted {
  readonly direction: Direction
  readonly type: string
  readonly bytes: number
  readonly frame: number
  readonly atMicros: number
  readonly detail: string | null
}
