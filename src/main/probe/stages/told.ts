import type { StageReport } from '../probe.ts'

/** What a stage says of itself; its times are those of the call, where it names no others. */
export interface Told {
  readonly result: StageReport['result']
  /** One plain sentence. */
  readonly summary: string
  readonly startedMicros?: number
  readonly endedMicros?: number
}

export const done = (summary: string): Told => ({ result: 'done', summary })
export const failed = (summary: string): Told => ({ result: 'failed', summary })
export const skipped = (summary: string): Told => ({ result: 'skipped', summary })

/** What a stage that the caller's signal ended says. */
export const stopped = (): Told => failed('Stopped on request.')

/** A length of time for a sentence: `0.4 ms`, `12 ms`, `10 s`. */
export function span(millis: number): string {
  if (millis >= 10_000) return `${Math.round(millis / 100) / 10} s`
  return `${millis < 10 ? Math.round(millis * 10) / 10 : Math.round(millis)} ms`
}

/** `10.0.0.5:443`, `[2001:db8::1]:443`, `api.contoso.com:443` (RFC 3986 3.2). */
export function authority(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
