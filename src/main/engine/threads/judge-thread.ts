import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { GarbageWatch } from '../garbage.ts'
import type { FromThread, ThreadStart, ToThread } from './messages.ts'
import { TapeJudge } from './tape-judge.ts'

/** A judging thread's own side. */
function run(port: MessagePort, start: ThreadStart): void {
  const judge = new TapeJudge(start)
  const garbage = new GarbageWatch()
  const send = (message: FromThread, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer)
  port.on('message', (message: ToThread) => {
    if (message.kind !== 'tape') {
      judge.told(message)
      return
    }
    const { answer, transfer } = judge.answer(message.tape)
    garbage.look()
    send(answer, transfer)
  })
  send({ kind: 'ready' })
}

if (parentPort !== null) run(parentPort, workerData as ThreadStart)
