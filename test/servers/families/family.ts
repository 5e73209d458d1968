import type { Running } from '../support/program.ts'
import type { Asks, Listener, View } from '../support/views.ts'
import type { ServerKey, Wardrobe } from '../support/wardrobe.ts'

/** One maker's server: how it is set up, and how its log is to be read. */
export interface Family {
  readonly name: string
  /** Programs it needs, with the Debian package each is in. */
  readonly needs: Readonly<Record<string, string>>
  /** @param listeners what to set up, where it is not all that the comparison is about */
  readonly start: (
    wardrobe: Wardrobe,
    programs: Readonly<Record<string, string>>,
    listeners?: readonly Wanted[],
  ) => Promise<RunningFamily>
}

export interface RunningFamily {
  readonly listeners: readonly LoggingListener[]
  stop(): Promise<void>
}

export interface LoggingListener extends Listener {
  /** All that was logged so far, by the process that listens. */
  log(): string
  /** What the server thought of the one connection that this piece of log is about; `null`: nothing decisive in it. */
  read(piece: string): View | null
}

export interface Wanted {
  readonly asks: Exclude<Asks, 'at one location'>
  readonly key: ServerKey
  /** TLS 1.0 and 1.1, and nothing else. */
  readonly old?: boolean
  readonly http2?: boolean
  readonly revoking?: boolean
}

/** What every family is asked for; a family leaves out what it cannot do. */
export const USUAL: readonly Wanted[] = [
  { asks: 'required', key: 'RSA' },
  { asks: 'required', key: 'P-256' },
  { asks: 'required', key: 'P-384' },
  { asks: 'required', key: 'Ed25519' },
  { asks: 'optional', key: 'RSA' },
  { asks: 'nothing', key: 'P-256' },
  { asks: 'required', key: 'RSA', old: true },
]

/** For those that take a list of revoked certificates. */
export const REVOKING: Wanted = { asks: 'required', key: 'RSA', revoking: true }

/** For those that speak it. */
export const HTTP2: Wanted = { asks: 'required', key: 'RSA', http2: true }

/** What a listener is beside its log. */
export function listenerOf(
  family: string,
  { asks, key, old = false, http2 = false, revoking = false }: Wanted,
  port: number,
): Listener {
  const certificate = asks === 'nothing' ? 'no client certificate' : `client certificate ${asks}`
  return {
    name: `${family}, ${key}, ${certificate}${old ? ', old versions' : ''}${http2 ? ', HTTP/2' : ''}${revoking ? ', with a CRL' : ''}`,
    asks,
    key,
    old,
    http2,
    revoking,
    port,
    path: '/',
  }
}

export async function stopAll(...running: readonly Running[]): Promise<void> {
  await Promise.all(running.map((each) => each.stop()))
}
