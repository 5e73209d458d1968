import {
  type ByteTransport,
  EVERYTHING,
  type HelloPlan,
  TlsClient,
  type TlsClientOptions,
  type TransportListener,
} from '../../../../../../src/main/probe/tls-client/index.ts'
import { concat } from '../../../../../../src/shared/bytes/text.ts'

/** A transport without a socket: the test is the peer. */
export class MemoryTransport implements ByteTransport {
  #listener: TransportListener | null = null
  #written: Uint8Array[] = []
  #heard: () => void = () => {}
  ended = false
  destroyed = false
  /** Every write fails with this, from now on. */
  writeFault: string | null = null

  start(listener: TransportListener): void {
    this.#listener = listener
  }

  write(bytes: Uint8Array): void {
    if (this.writeFault !== null) {
      this.#listener?.writeFailed({ code: this.writeFault }, now())
      return
    }
    this.#written.push(bytes)
    this.#heard()
  }

  end(): void {
    this.ended = true
    this.#heard()
  }

  destroy(): void {
    this.destroyed = true
    this.#heard()
  }

  /** Everything the client wrote since it was last asked. */
  written(): Uint8Array {
    return concat(this.#written.splice(0))
  }

  /** Resolves when the client has written or ended. */
  async heard(): Promise<void> {
    if (this.#written.length > 0 || this.ended || this.destroyed) return
    await new Promise<void>((resolve) => {
      this.#heard = resolve
    })
  }

  say(...bytes: Uint8Array[]): void {
    for (const each of bytes) if (!this.destroyed) this.#listener?.received(each, now())
  }

  fin(): void {
    this.#listener?.ended(now())
  }

  reset(code = 'ECONNRESET'): void {
    this.#listener?.failed({ code }, now())
  }
}

export function clientInMemory(options: Partial<TlsClientOptions> & { plan?: Partial<HelloPlan> } = {}): {
  transport: MemoryTransport
  client: TlsClient
} {
  const transport = new MemoryTransport()
  const { plan, ...rest } = options
  return { transport, client: new TlsClient(transport, { hello: { ...EVERYTHING, ...plan }, ...rest }) }
}

function now(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000)
}
