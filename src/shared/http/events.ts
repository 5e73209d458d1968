import type { Provenance } from '../tls/record/events.ts'

/** Who sends; a request comes from the client. */
export type HttpPeer = 'client' | 'server'

/** What a diagnosis needs of a request: never its query, its credentials, its cookies or its body. */
export interface HttpRequest {
  readonly kind: 'request'
  readonly version: HttpVersion
  /** Links a response to its request: HTTP/2's stream identifier, in HTTP/1 the request's number from 0. */
  readonly stream: number
  readonly method: string
  /** Without query and fragment. */
  readonly path: string
  /** Host or :authority; `null` where there was none. */
  readonly host: string | null
  /** The client waits for 100 before it sends the body (RFC 9110 10.1.1). */
  readonly expectsContinue: boolean
  /**
   * Whom the last machine before this one had the request from: the last element of X-Forwarded-For, to which
   * Application Gateway writes address and port. `null` where there is none, or it is no address.
   */
  readonly forwardedFor: { readonly address: string; readonly port: number | null } | null
  /** Ids that proxies leave as they are (`traceparent`, `x-correlation-id` …), each as `name value`. */
  readonly ids: readonly string[]
}

export interface HttpResponse {
  readonly kind: 'response'
  readonly version: HttpVersion
  readonly stream: number
  /** A final one: 200 to 599 (or what the server made up). Interim ones (1xx) are events of their own. */
  readonly status: number
  /** As sent; HTTP/2 has none, then RFC 9110's own. May be empty. */
  readonly reason: string
  readonly server: string | null
  readonly via: string | null
  /** Names, without values, of headers that tell a machine of Azure: `x-azure-ref`, `x-ms-request-id` … */
  readonly marks: readonly string[]
  /** What the body says, as far as it matters here; `null` for any other body. */
  readonly page: GatewayPage | null
}

/** HTTP/2's RST_STREAM or GOAWAY with an error: a refusal without a status (RFC 9113 7). */
export interface HttpReset {
  readonly kind: 'reset'
  readonly version: '2'
  /** `null`: the whole connection. */
  readonly stream: number | null
  readonly code: number
  /** RFC 9113's name of the code, or its number. */
  readonly name: string
}

export type HttpVersion = '1.0' | '1.1' | '2'

export type HttpMessage = HttpRequest | HttpResponse | HttpReset

/** The pages with which a gateway of nginx's family refuses a client certificate (facts 2.10), or plain HTTP (5.3.10). */
export type GatewayPage = 'no-certificate' | 'certificate-error' | 'plain-http'

export interface HttpEvent {
  readonly peer: HttpPeer
  /** The packets that carry the message's head. */
  readonly at: Provenance
  /** Bytes of the whole message as far as seen: head and body. */
  readonly length: number
  readonly message: HttpMessage
}

export interface HttpSink {
  http(event: HttpEvent): void
}
