import { readCertificateOnce } from '../../../shared/x509/certificate.ts'
import type { TcpStream } from '../../tcp/events.ts'
import type { ConnectionSink, SourceTotals } from '../connection-sink.ts'
import { LimitsMet } from '../limits-met.ts'
import { MalformedTls } from '../malformed-tls.ts'
import type { Across } from '../paths-across.ts'
import type { ToldProbe } from '../probe/told.ts'
import type { RecordReceiver } from '../record-receiver.ts'
import { DecryptionCounts } from '../secrets.ts'
import type { JudgeThreads } from './judge-threads.ts'
import type { PlainSighting } from './messages.ts'

/** Judges the connections of one source in other threads: this one only reads packets and cuts records. */
export class ThreadedJudge implements ConnectionSink {
  readonly #threads: JudgeThreads
  readonly #across: Across
  readonly #ready: () => Promise<void>

  constructor(threads: JudgeThreads, source: number, across: Across, ready: () => Promise<void>) {
    this.#threads = threads
    this.#across = across
    this.#ready = ready
    threads.begin(source)
  }

  receiverFor(stream: TcpStream): RecordReceiver {
    return this.#threads.tapeOf(stream.index).receiver()
  }

  secretsCame(keyLog: Uint8Array): void {
    for (const tape of this.#threads.tapes) {
      tape.keepsData = true
      tape.secrets(keyLog)
    }
  }

  probeTold(told: ToldProbe): void {
    this.#threads.probeTold(told)
  }

  async ready(): Promise<void> {
    await this.#threads.handOver()
    await this.#ready()
  }

  async end(): Promise<SourceTotals> {
    const limits = new LimitsMet()
    const malformed = new MalformedTls()
    const decryption = new DecryptionCounts()
    let others = 0
    let broken = false
    for (const totals of await this.#threads.end()) {
      others += totals.others
      broken ||= totals.broken
      limits.addAll(totals.limits)
      malformed.addAll(totals.malformed.count, totals.malformed.places)
      decryption.addAll(totals.decrypted, totals.decryption)
      for (const sighting of totals.sightings) this.#see(sighting)
      for (const sighting of totals.legs) this.#across.legs.see(sighting)
      for (const hop of totals.hops) this.#across.hops.see(hop)
    }
    await this.#ready()
    return { others, broken, limits, malformed, decryption }
  }

  #see(sighting: PlainSighting): void {
    const chain = sighting.chain.map((der) => ({
      span: { start: 0, end: der.length },
      der,
      reading: readCertificateOnce(der),
    }))
    this.#across.chains.see({ ...sighting, chain })
  }
}
