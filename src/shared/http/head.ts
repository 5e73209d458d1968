import { printable } from '../bytes/text.ts'
import type { Provenance } from '../tls/record/events.ts'
import type { HttpRequest, HttpResponse, HttpVersion } from './events.ts'
import { FRAMES_LIMIT, VALUE_LIMIT } from './limits.ts'
import { forwardedFor, ID_HEADERS, idOf } from './request-trace.ts'
import { reasonPhrase } from './status.ts'

/**
 * The fields of one head that matter, collected as they come; every other header is forgotten at once. The names
 * are in lower case.
 */
export class HeadFields {
  readonly #values = new Map<string, string>()
  readonly #marks: string[] = []

  add(name: string, value: string): void {
    if (NEEDED.has(name)) {
      if (!this.#values.has(name)) this.#values.set(name, value)
    } else if (AZURE.test(name) && this.#marks.length < MARKS_LIMIT && !this.#marks.includes(name)) {
      this.#marks.push(name)
    }
  }

  get(name: string): string | null {
    return this.#values.get(name) ?? null
  }

  get marks(): readonly string[] {
    return this.#marks
  }
}

const MARKS_LIMIT = 16
const NEEDED: ReadonlySet<string> = new Set([
  ':method',
  ':path',
  ':authority',
  ':status',
  'host',
  'expect',
  'server',
  'via',
  'content-length',
  'transfer-encoding',
  'x-forwarded-for',
  ...ID_HEADERS,
])
/** Headers by whose names the machines of Azure are known; their values are not kept. */
const AZURE = /^(?:x-azure-|x-ms-|x-appgw-|ocp-apim-|apim-)[a-z0-9-]{1,40}$/

export function requestOf(
  version: HttpVersion,
  stream: number,
  method: string,
  target: string,
  fields: HeadFields,
): HttpRequest {
  const host = fields.get(':authority') ?? fields.get('host')
  return {
    kind: 'request',
    version,
    stream,
    method: shown(method),
    path: shown(pathOf(target)),
    host: host === null ? null : shown(host),
    expectsContinue: fields.get('expect')?.toLowerCase() === '100-continue',
    forwardedFor: forwardedFor(fields.get('x-forwarded-for')),
    ids: ID_HEADERS.flatMap((name) => idOf(name, fields.get(name))),
  }
}

export function responseOf(
  version: HttpVersion,
  stream: number,
  status: number,
  reason: string | null,
  fields: HeadFields,
): HttpResponse {
  const [server, via] = [fields.get('server'), fields.get('via')]
  return {
    kind: 'response',
    version,
    stream,
    status,
    reason: reason === null ? reasonPhrase(status) : shown(reason),
    server: server === null ? null : shown(server),
    via: via === null ? null : shown(via),
    marks: fields.marks,
    page: null,
  }
}

/** The path of a request target in any form (RFC 9112 3.2), without what may hold a secret: query and fragment. */
function pathOf(target: string): string {
  const whole = /^[a-z][a-z0-9+.-]{0,20}:\/\//i.exec(target)
  const slash = whole === null ? 0 : target.indexOf('/', whole[0].length)
  const path = slash < 0 ? '/' : target.slice(slash)
  return path.split(/[?#]/, 1)[0] ?? ''
}

function shown(text: string): string {
  return printable(text.slice(0, VALUE_LIMIT))
}

/** Adds the packets of `more` to those known: frames ascending, without repeats, bounded. */
export function joinProvenance(known: Provenance | null, more: Provenance): Provenance {
  if (known === null) return { ...more, frames: more.frames.slice(0, FRAMES_LIMIT) }
  const frames = [...known.frames]
  for (const frame of more.frames) {
    if (frames.length >= FRAMES_LIMIT) break
    if (frame > (frames.at(-1) ?? 0)) frames.push(frame)
  }
  return { frames, startedMicros: known.startedMicros, completedMicros: more.completedMicros }
}
