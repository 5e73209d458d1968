import type { ByteTransport, TransportFault, TransportListener } from '../tls-client/transport.ts'

/** What a transport told, as a function of whoever hears it. */
type Happening = (listener: TransportListener) => void

/**
 * A transport that somebody speaks on before the TLS client does: what comes is heard by the first until that one is
 * done, and what it leaves over by the second.
 */
export class Tunnel implements ByteTransport {
  readonly #inner: ByteTransport
  #listener: TransportListener | null
  readonly #kept: Happening[] = []

  /** @param first hears everything until `handOver` */
  constructor(inner: ByteTransport, first: TransportListener) {
    this.#inner = inner
    this.#listener = first
    const tell = (happening: Happening): void => this.#tell(happening)
    inner.start({
      received: (bytes, atMicros) => tell((to) => to.received(bytes, atMicros)),
      ended: (atMicros) => tell((to) => to.ended(atMicros)),
      failed: (fault: TransportFault, atMicros) => tell((to) => to.failed(fault, atMicros)),
      writeFailed: (fault: TransportFault, atMicros) => tell((to) => to.writeFailed(fault, atMicros)),
    })
  }

  /** From now on things are kept for the one who starts. @param rest bytes that were heard and are not the first's */
  handOver(rest: Uint8Array, atMicros: number): void {
    this.#listener = null
    if (rest.length > 0) this.#kept.push((to) => to.received(rest, atMicros))
  }

  start(listener: TransportListener): void {
    this.#listener = listener
    for (const happening of this.#kept.splice(0)) happening(listener)
  }

  write(bytes: Uint8Array): void {
    this.#inner.write(bytes)
  }

  end(): void {
    this.#inner.end()
  }

  destroy(): void {
    this.#inner.destroy()
  }

  #tell(happening: Happening): void {
    if (this.#listener === null) this.#kept.push(happening)
    else happening(this.#listener)
  }
}
