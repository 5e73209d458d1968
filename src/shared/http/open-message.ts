import { concat } from '../bytes/text.ts'
import type { Provenance } from '../tls/record/events.ts'
import type { HttpEvent, HttpPeer, HttpRequest, HttpResponse } from './events.ts'
import { gatewayPage, mayBePage } from './gateway-page.ts'
import { BODY_LIMIT } from './limits.ts'

/** A message whose head was read and whose body is going by. Only a refusal's page is kept of it, and not for long. */
export class OpenMessage {
  readonly message: HttpRequest | HttpResponse
  readonly #at: Provenance
  readonly #pieces: Uint8Array[] = []
  #kept = 0
  #length: number

  /** @param length bytes of the head */
  constructor(message: HttpRequest | HttpResponse, at: Provenance, length: number) {
    this.message = message
    this.#at = at
    this.#length = length
  }

  get wantsBody(): boolean {
    return this.message.kind === 'response' && mayBePage(this.message.status) && this.#kept < BODY_LIMIT
  }

  /** Copies what it keeps. */
  body(bytes: Uint8Array, start: number, end: number): void {
    this.#length += end - start
    if (!this.wantsBody) return
    const piece = bytes.slice(start, Math.min(end, start + BODY_LIMIT - this.#kept))
    this.#pieces.push(piece)
    this.#kept += piece.length
  }

  /** Bytes that belong to the message and are no body: chunk sizes, trailers. */
  framing(length: number): void {
    this.#length += length
  }

  event(peer: HttpPeer): HttpEvent {
    const { message } = this
    const page = this.#kept === 0 ? null : gatewayPage(concat(this.#pieces))
    return {
      peer,
      at: this.#at,
      length: this.#length,
      message: message.kind === 'response' && page !== null ? { ...message, page } : message,
    }
  }
}
