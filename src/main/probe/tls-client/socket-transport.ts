import type { Socket } from 'node:net'
import { nowMicros } from './clock.ts'
import type { ByteTransport, TransportFault, TransportListener } from './transport.ts'

/**
 * A connected socket as a transport. A peer that refuses often says why, closes, and answers what we still send
 * with a reset: our write fails while its last words lie unread in the kernel. Node would destroy the socket at the
 * failed write and lose them; here a failed write is only told, and reading goes on to the very end.
 */
export function socketTransport(socket: Socket): ByteTransport {
  let listener: TransportListener | null = null
  let over = false
  socket.allowHalfOpen = true
  socket.setNoDelay(true)
  socket.pause()
  surviveFailedWrites(socket, (error) => listener?.writeFailed(faultOf(error), nowMicros()))

  const finish = (tell: (listener: TransportListener, atMicros: number) => void): void => {
    if (over) return
    over = true
    if (listener !== null) tell(listener, nowMicros())
  }
  // An error may come before anybody listens; it is kept until then.
  let early: Error | null = null
  const onError = (error: Error): void => {
    if (listener === null) early = error
    else finish((to, at) => to.failed(faultOf(error), at))
  }
  socket.on('error', onError)

  return {
    start: (given) => {
      listener = given
      socket.on('data', (bytes: Buffer) => {
        if (!over) given.received(new Uint8Array(bytes), nowMicros())
      })
      socket.once('end', () => finish((to, at) => to.ended(at)))
      socket.once('close', () => finish((to, at) => to.failed({ code: 'ECLOSED' }, at)))
      if (early !== null) onError(early)
      else if (socket.readableEnded) finish((to, at) => to.ended(at))
      else if (socket.destroyed) finish((to, at) => to.failed({ code: 'ECLOSED' }, at))
      else socket.resume()
    },
    write: (bytes) => {
      if (socket.writable) socket.write(bytes)
      else listener?.writeFailed({ code: 'EPIPE' }, nowMicros())
    },
    end: () => {
      if (socket.writable) socket.end()
    },
    destroy: () => {
      over = true
      socket.destroy()
    },
  }
}

type Done = (error?: Error | null) => void

/**
 * Stands between the stream and the socket's own `_write`, `_writev` and `_final` (the interface for implementers
 * of streams), so that the stream never learns of an error there and so never destroys the socket.
 */
function surviveFailedWrites(socket: Socket, failed: (error: Error) => void): void {
  const told =
    (done: Done): Done =>
    (error) => {
      if (error) failed(error)
      done()
    }
  const { _write, _writev, _final } = socket
  socket._write = (chunk, encoding, done) => _write.call(socket, chunk, encoding, told(done))
  if (_writev) socket._writev = (chunks, done) => _writev.call(socket, chunks, told(done))
  socket._final = (done) => _final.call(socket, told(done))
}

function faultOf(error: Error): TransportFault {
  const { code } = error as NodeJS.ErrnoException
  return { code: code ?? 'EUNKNOWN' }
}
