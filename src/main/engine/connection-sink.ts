import type { TcpStream } from '../tcp/events.ts'
import type { ToldProbe } from './probe/told.ts'
import type { RecordReceiver } from './record-receiver.ts'
import type { SourceTotals } from './source-totals.ts'

/** Takes the connections of one source and judges them: in this thread or in others. */
export interface ConnectionSink {
  receiverFor(stream: TcpStream): RecordReceiver
  /** Secrets came to be known in the middle of the source: a TLS key log, which the source's store has. */
  secretsCame(keyLog: Uint8Array): void
  /** The source is of a probe, which tells something of its own connection; before that connection is handed on. */
  probeTold(told: ToldProbe): void
  /** Resolves when no more is waiting than may wait. */
  ready(): Promise<void>
  /** Every connection was handed on and finished; resolves when all are judged and told. */
  end(): Promise<SourceTotals>
}
