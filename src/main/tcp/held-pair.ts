import type { Direction } from './events.ts'
import { HELD, HELD_MIDWAY, HELD_USUALLY } from './finder-limits.ts'
import { HeldBytes } from './held-bytes.ts'
import { isHttpRequest, isHttpResponse, nameOfPreamble, type Via } from './preamble.ts'

/** What both directions sent before it is known whether, and where, TLS begins. */
export class HeldPair {
  readonly #held: readonly [HeldBytes, HeldBytes]

  /** @param midway whether the connection's start is missing, so that more may have to be held */
  constructor(midway: boolean) {
    const usual = midway ? HELD_MIDWAY : HELD_USUALLY
    this.#held = [new HeldBytes(usual, HELD), new HeldBytes(usual, HELD)]
  }

  of(direction: Direction): HeldBytes {
    return this.#held[direction]
  }

  /** Bytes held, roughly. */
  get cost(): number {
    return this.#held[0].cost + this.#held[1].cost
  }

  /** The protocol that was spoken before `client` sent its byte number `at`; `null`: nothing was. */
  nameBefore(client: Direction, at: number): Via | null {
    const server = this.#held[client === 0 ? 1 : 0]
    return nameOfPreamble(this.#held[client].view().subarray(0, at), server.view())
  }

  /** Whether a direction answers with HTTP, and not to the request for a tunnel, behind which TLS may follow. */
  answersWithHttp(direction: Direction): boolean {
    if (!isHttpResponse(this.#held[direction].view())) return false
    const asking: Direction = direction === 0 ? 1 : 0
    return this.nameBefore(asking, this.#held[asking].length) !== 'http-connect'
  }

  /** An HTTP proxy that was asked for a tunnel and gave none counts too. */
  get speaksHttp(): boolean {
    return this.#held.some((held) => isHttpRequest(held.view()) || isHttpResponse(held.view()))
  }
}
