import type { EngineRequest } from '../../shared/ipc/engine-protocol.ts'
import { EngineSession } from './session.ts'
import { JUDGE_PROGRAM } from './threads/program.ts'

/**
 * The engine process (Electron's utilityProcess): parses what may be hostile, away from the window. Requests
 * come from the main process over the parent port, answers and events go back the same way.
 */
interface ParentPort {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void
  postMessage(message: unknown): void
}

function isRequest(data: unknown): data is EngineRequest {
  return typeof data === 'object' && data !== null && 'id' in data && 'channel' in data && 'payload' in data
}

const port = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort
if (port === undefined) throw new Error('the engine process is started by the application, not by hand')

const session = new EngineSession((event) => port.postMessage({ kind: 'event', event }), JUDGE_PROGRAM)

port.on('message', ({ data }) => {
  if (!isRequest(data)) return
  void session.answer(data.channel, data.payload).then((outcome) => {
    port.postMessage({ kind: 'answer', id: data.id, outcome })
  })
})
