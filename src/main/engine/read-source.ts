import { hex } from '../../shared/bytes/text.ts'
import type { WarningDocument } from '../../shared/contract/analysis.ts'
import { classifyUdp, type UdpDatagramView } from '../../shared/packet/datagram.ts'
import { PacketDecoder } from '../../shared/packet/decoder.ts'
import { LINKTYPE_ETHERNET } from '../../shared/packet/link-types.ts'
import type { CaptureInput } from '../capture-file/byte-source.ts'
import type { CaptureError, CaptureSummary } from '../capture-file/events.ts'
import { SECRETS_TLS_KEY_LOG } from '../capture-file/pcapng-format.ts'
import { readCapture } from '../capture-file/read-capture.ts'
import type { SecretStore } from '../decrypt/secret-store.ts'
import { TcpReassembler } from '../tcp/reassembler.ts'
import { ConnectionReaders } from './connection-readers.ts'
import type { ConnectionSink } from './connection-sink.ts'
import { GarbageWatch } from './garbage.ts'
import { IdleClock } from './idle-clock.ts'
import type { SourcePlaces } from './places.ts'
import { type SavedProbe, SavedProbeReader } from './probe/saved-text.ts'

export interface ReadSourceOptions {
  readonly signal?: AbortSignal
  /** Secrets found in the capture itself are added to these. */
  readonly secrets: SecretStore
  /** On which ports TLS is expected, so that a connection without it matters all the same; not given: on all. */
  readonly expectsTls?: (port: number) => boolean
  /** A probe that was saved in the capture is told here, ahead of its packets. */
  readonly probeSaved?: (saved: SavedProbe) => void
  /** Is told where connections stand, so that single ones may be read again. */
  readonly places?: SourcePlaces | null
  readonly progress?: (bytesRead: number, totalBytes: number | null, packets: number) => void
}

/** What reading one source gave beside its conversations. */
export interface SourceResult {
  readonly summary: CaptureSummary
  readonly streams: number
  readonly quic: number
  readonly dtls: number
  readonly warnings: readonly WarningDocument[]
  /** Why reading ended in the middle; what was read until then is told all the same. */
  readonly failure: CaptureError | null
}

/** UDP flows told apart; more are counted as one. */
const UDP_FLOWS = 65_536
/** Connections that the source's end closes, before it is seen whether whoever judges them keeps up. */
const CLOSED_AT_ONCE = 64

/**
 * The river for one saved source up to its TLS records: file, frames, TCP streams, records. Streams that are
 * open at the end are closed by it, so that their silence can be judged by the capture's last packet.
 * @throws CaptureError if the input is no capture or cannot be opened
 */
export async function readSource(
  input: CaptureInput,
  sink: Omit<ConnectionSink, 'end' | 'probeTold'>,
  { signal, secrets, progress, expectsTls = () => true, probeSaved, places = null }: ReadSourceOptions,
): Promise<SourceResult> {
  const warnings: WarningDocument[] = []
  const flows = { quic: new Set<string>(), dtls: new Set<string>() }
  const limitMet = (message: string): void => {
    warnings.push({ code: 'limit-reached', offset: null, message })
  }
  let packets = 0
  const tcp = new ConnectionReaders(
    (stream) => sink.receiverFor(stream),
    expectsTls,
    limitMet,
    (stream, why, lastMicros) => {
      places?.segment(reassembler.express.segmentMicros)
      places?.closing(stream, why, packets, lastMicros)
    },
  )
  const reassembler = new TcpReassembler(tcp, { limit: (_kind, message) => limitMet(message) })
  const decoder = new PacketDecoder({
    tcp: (segment) => reassembler.segment(segment),
    udp: (datagram) => countUdp(flows, datagram),
    icmp: (error) => reassembler.refused(error),
    other: () => {},
  })
  const saved = new SavedProbeReader()
  const clock = new IdleClock(reassembler, sink)
  const garbage = new GarbageWatch()
  const ready = (): Promise<void> => {
    garbage.look()
    tcp.caughtUp()
    return sink.ready()
  }
  const summary = await readCapture(
    input,
    {
      packet: (packet) => {
        packets = packet.frame
        const atMicros = packet.seconds * 1e6 + packet.nanos / 1e3
        tcp.now(atMicros)
        clock.packet(atMicros)
        if (packet.linkType === LINKTYPE_ETHERNET && reassembler.express.take(packet)) return
        decoder.decode(
          packet.linkType,
          packet.bytes,
          packet.start,
          packet.end,
          packet.originalLength,
          packet.frame,
          atMicros,
        )
      },
      secrets: (type, bytes) => {
        if (type !== SECRETS_TLS_KEY_LOG) return
        secrets.addKeyLog('the capture', bytes)
        sink.secretsCame(bytes)
      },
      comment: (frame, text) => {
        const probe = frame === null ? saved.read(text) : null
        if (probe !== null) probeSaved?.(probe)
      },
      warning: (warning) => warnings.push(warning),
    },
    {
      ...(signal === undefined ? {} : { signal }),
      ready,
      ...(places === null
        ? {}
        : { onPosition: (position) => places.position(position, decoder.incompleteDatagrams > 0) }),
      onProgress: (bytesRead, total) => {
        // A file is all there: if its disk is slow, that says nothing of the connections in it.
        if (total !== null) clock.stop()
        progress?.(bytesRead, total, packets)
      },
    },
  ).finally(() => clock.stop())
  let closed = 0
  for (const _ of reassembler.ending()) if (++closed % CLOSED_AT_ONCE === 0 || tcp.isAhead) await ready()
  if (decoder.fragmentLimitMet)
    limitMet('more IP fragments than are put together: some datagrams were given up')
  if (Math.max(flows.quic.size, flows.dtls.size) >= UDP_FLOWS) {
    limitMet(`more than ${UDP_FLOWS} QUIC or DTLS flows: the rest is not counted`)
  }
  return {
    summary,
    streams: reassembler.streamCount,
    quic: flows.quic.size,
    dtls: flows.dtls.size,
    warnings,
    failure: summary.failure,
  }
}

function countUdp(flows: { quic: Set<string>; dtls: Set<string> }, datagram: UdpDatagramView): void {
  const { bytes, payloadStart, payloadEnd, sourcePort, destinationPort } = datagram
  const kind = classifyUdp(bytes, payloadStart, payloadEnd, sourcePort, destinationPort)
  if (kind === 'other' || flows[kind].size >= UDP_FLOWS) return
  const { sourceAt, destinationAt, addressLength } = datagram
  const one = `${hex(bytes, sourceAt, sourceAt + addressLength)}:${sourcePort}`
  const other = `${hex(bytes, destinationAt, destinationAt + addressLength)}:${destinationPort}`
  flows[kind].add(one < other ? `${one} ${other}` : `${other} ${one}`)
}
