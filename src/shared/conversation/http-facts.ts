import type { HttpMessage, HttpRequest, HttpReset, HttpResponse } from '../http/events.ts'
import { statusText } from '../http/status.ts'
import type { Conversation, LadderMessage } from './conversation.ts'

/** HTTP that was read from decrypted application data; empty without secrets. */
export interface HttpFacts {
  readonly requests: readonly PlacedHttp<HttpRequest>[]
  /** Final ones. */
  readonly responses: readonly PlacedHttp<HttpResponse>[]
  readonly resets: readonly PlacedHttp<HttpReset>[]
  /** The response that said no, where nothing was served behind it. */
  readonly refusal: HttpRefusal | null
}

export interface PlacedHttp<Message> {
  readonly index: number
  readonly message: LadderMessage
  readonly http: Message
}

/**
 * How HTTP says no in a way that has to do with mutual TLS: the gateway's two pages (facts 2.10), 401 or 403,
 * a gateway's 502 or 504 (facts 5.4), a status path that does not say 200, and a 400 whose page is none of the
 * gateway's own (custom error pages exist).
 */
export interface HttpRefusal {
  readonly kind:
    | 'no-certificate'
    | 'certificate-error'
    | 'forbidden'
    | 'bad-gateway'
    | 'status-path'
    | 'bad-request'
  readonly response: PlacedHttp<HttpResponse>
  readonly request: PlacedHttp<HttpRequest> | null
}

export const NO_HTTP: HttpFacts = { requests: [], responses: [], resets: [], refusal: null }

/** What API Management answers without any API being there (facts 4.4.11), and its older sibling. */
export const STATUS_PATHS: ReadonlySet<string> = new Set([
  '/status-0123456789abcdef',
  '/internal-status-0123456789abcdef',
])

export function readHttp(conversation: Conversation): HttpFacts {
  const requests: PlacedHttp<HttpRequest>[] = []
  const responses: PlacedHttp<HttpResponse>[] = []
  const resets: PlacedHttp<HttpReset>[] = []
  conversation.messages.forEach((message, index) => {
    const http: HttpMessage | undefined = message.http
    if (http === undefined) return
    if (http.kind === 'request') requests.push({ index, message, http })
    else if (http.kind === 'reset') resets.push({ index, message, http })
    else if (http.status >= 200) responses.push({ index, message, http })
  })
  if (requests.length + responses.length + resets.length === 0) return NO_HTTP
  return { requests, responses, resets, refusal: readRefusal(requests, responses) }
}

/** `403 Forbidden`, as the break's detail shows it. */
export function responseText({ http }: PlacedHttp<HttpResponse>): string {
  return statusText(http.status, http.reason)
}

/** A challenge that was then met (401, then 200) refused nothing: only what nothing served follows counts. */
function readRefusal(
  requests: readonly PlacedHttp<HttpRequest>[],
  responses: readonly PlacedHttp<HttpResponse>[],
): HttpRefusal | null {
  const byStream = new Map(requests.map((request) => [request.http.stream, request]))
  const requestOf = ({ http }: PlacedHttp<HttpResponse>) => byStream.get(http.stream) ?? null
  const served = responses.findLastIndex((response) => isServed(response.http, requestOf(response)?.http))
  for (const response of responses.slice(served + 1)) {
    const request = requestOf(response)
    const kind = kindOf(response.http, request?.http ?? null)
    if (kind !== null) return { kind, response, request }
  }
  return null
}

function isServed({ status }: HttpResponse, request: HttpRequest | undefined): boolean {
  const statusPath = request !== undefined && STATUS_PATHS.has(request.path)
  return statusPath ? status === 200 : status < 400
}

function kindOf(response: HttpResponse, request: HttpRequest | null): HttpRefusal['kind'] | null {
  const { status, page } = response
  if (page === 'no-certificate' || page === 'certificate-error') return page
  if (status === 401 || status === 403) return 'forbidden'
  if (status === 502 || status === 504) return 'bad-gateway'
  if (request !== null && STATUS_PATHS.has(request.path)) return 'status-path'
  return status === 400 ? 'bad-request' : null
}
