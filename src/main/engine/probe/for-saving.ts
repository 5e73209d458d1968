import type { ProbeDocument } from '../../../shared/contract/probe.ts'

/** Headers whose values say something of the machine that answered, and nothing of whom it answered. */
const SAVED_VALUES: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-type',
  'date',
  'server',
  'strict-transport-security',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-powered-by',
])

const NOT_SAVED = '(not saved)'

/**
 * What a file without the secrets says of a probe. What travelled behind the handshake is not in its packets, so it must
 * not stand beside them either: of the request's target no query, of the answer's headers only the names, no body.
 */
export function forSaving(probe: ProbeDocument): ProbeDocument {
  const { http, request } = probe
  return {
    ...probe,
    request: request === null ? null : { ...request, path: withoutQuery(request.path) },
    stages: probe.stages.map((stage) => ({ ...stage, summary: replaced(stage.summary, request?.path) })),
    http: http === null ? null : { ...http, headers: http.headers.map(headerForSaving), body: null },
  }
}

function headerForSaving([name, value]: [string, string]): [string, string] {
  return [name, SAVED_VALUES.has(name.toLowerCase()) ? value : NOT_SAVED]
}

function withoutQuery(path: string): string {
  const at = path.search(/[?#]/)
  return at < 0 ? path : `${path.slice(0, at)}?…`
}

function replaced(text: string, path: string | undefined): string {
  return path === undefined ? text : text.replaceAll(path, withoutQuery(path))
}
