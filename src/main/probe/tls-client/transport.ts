/**
 * What the TLS client speaks over: an abstract duplex byte stream, so that it runs over a socket, a proxy's tunnel
 * or plain functions in a test. Times are microseconds since 1970 UTC.
 */
export interface ByteTransport {
  /** Called once, before anything else. Whatever came in before is delivered from now on, in order. */
  start(listener: TransportListener): void
  /** Takes bytes for sending, in order. Never throws; what cannot be sent is told by `writeFailed`. */
  write(bytes: Uint8Array): void
  /** Sends no more; goes on reading. */
  end(): void
  /** Lets go of everything at once; no event follows. */
  destroy(): void
}

/** After `ended` or `failed` nothing comes any more but `writeFailed`. */
export interface TransportListener {
  /** `bytes` are the receiver's own. */
  received(bytes: Uint8Array, atMicros: number): void
  /** The peer sends no more (FIN). */
  ended(atMicros: number): void
  /** Reading failed: the connection was reset or lost. Everything that could be read has been delivered. */
  failed(fault: TransportFault, atMicros: number): void
  /** Writing failed. It says nothing of what can still be read: that is delivered first, then its own end. */
  writeFailed(fault: TransportFault, atMicros: number): void
}

export interface TransportFault {
  /** The system's name of the error: `ECONNRESET`, `EPIPE`, `ETIMEDOUT` … */
  readonly code: string
}
