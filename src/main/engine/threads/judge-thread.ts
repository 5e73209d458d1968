import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { ChainSighting } from '../../../shared/diagnosis/across/chains-by-name.ts'
import { SecretStore } from '../../decrypt/secret-store.ts'
import { GarbageWatch } from '../garbage.ts'
import type { JudgedConversation } from '../judge.ts'
import { LocalJudge } from '../local-judge.ts'
import { Across } from '../paths-across.ts'
import { answersFor, type ThreadAnswers } from './answers.ts'
import {
  engineOptions,
  type FromThread,
  type PlainTotals,
  type ThreadStart,
  type ToThread,
} from './messages.ts'
import { TapeReader } from './tape-reader.ts'

/** A judging thread's own side: plays the tapes of one source after the other and answers with text or rows. */
function run(port: MessagePort, { options, framing }: ThreadStart): void {
  const engine = engineOptions(options)
  const send = (message: FromThread, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer)
  const answers = answersFor(framing)
  const garbage = new GarbageWatch()
  let source: JudgedSource | null = null
  port.on('message', (message: ToThread) => {
    switch (message.kind) {
      case 'source':
        source = judgeSource(message.source, engine, answers)
        break
      case 'tape': {
        source?.reader.play(message.buffer, message.length)
        const { answer, transfer } = answers.take(message.buffer)
        garbage.look()
        send(answer, transfer)
        break
      }
      case 'probe':
        source?.judge.probeTold(message.told)
        break
      case 'end':
        void source?.totals().then((totals) => send({ kind: 'totals', totals }))
    }
  })
  send({ kind: 'ready' })
}

interface JudgedSource {
  readonly judge: LocalJudge
  readonly reader: TapeReader
  totals(): Promise<PlainTotals>
}

function judgeSource(
  source: number,
  options: ReturnType<typeof engineOptions>,
  answers: ThreadAnswers,
): JudgedSource {
  const secrets = new SecretStore()
  // What this thread remembers of a name, the others and the sources before may answer: all is told.
  const sightings: ChainSighting[] = []
  const across = new Across(options, (sighting) => sightings.push(sighting))
  const handshake = (judged: JudgedConversation): void => answers.add(judged)
  const judge = new LocalJudge({ source, options, secrets, across, handshake, ready: async () => {} })
  const reader = new TapeReader({
    open: () => judge.receiverForTape(),
    secrets: (keyLog) => {
      secrets.addKeyLog('the capture', keyLog)
      judge.secretsCame()
    },
  })
  return {
    judge,
    reader,
    totals: async () => {
      const { others, broken, limits, malformed, decryption } = await judge.end()
      return {
        others,
        broken,
        limits: limits.entries(),
        malformed: { count: malformed.count, places: malformed.places },
        decrypted: decryption.decrypted,
        decryption: decryption.entries(),
        sightings: sightings.map((sighting) => ({
          ...sighting,
          chain: sighting.chain.map(({ der }) => der.slice()),
        })),
        legs: across.legs.sightings,
        hops: across.hops.all,
      }
    },
  }
}

if (parentPort !== null) run(parentPort, workerData as ThreadStart)
