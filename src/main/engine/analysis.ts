import type {
  AnalysisDocument,
  FindingDocument,
  HandshakeDocument,
  SourceDocument,
} from '../../shared/contract/analysis.ts'
import { findingDocument } from '../../shared/contract/handshake-document.ts'
import { ChainsByName } from '../../shared/diagnosis/across/chains-by-name.ts'
import type { CaptureInput } from '../capture-file/byte-source.ts'
import { CaptureError } from '../capture-file/events.ts'
import type { SecretStore } from '../decrypt/secret-store.ts'
import type { ConnectionSink, SourceTotals } from './connection-sink.ts'
import { isExpected, type JudgedConversation } from './judge.ts'
import { LocalJudge } from './local-judge.ts'
import type { EngineOptions } from './options.ts'
import { type ReadSourceOptions, readSource, type SourceResult } from './read-source.ts'
import { keyLogWarnings, openSecrets } from './secrets.ts'
import { LazyThreads } from './threads/lazy-threads.ts'
import type { Framing } from './threads/messages.ts'
import { ThreadedJudge } from './threads/threaded-judge.ts'

export type { JudgedConversation } from './judge.ts'

/** One input of an analysis: a path (`-` is standard input), or bytes that this process made itself. */
export interface AnalysisInput {
  readonly path: string
  readonly input: CaptureInput
}

/** Told in order while reading. A failed input does not stop the others. */
export interface AnalysisListener {
  handshake?(document: HandshakeDocument, judged: JudgedConversation): void
  source?(document: SourceDocument): void
  failed?(path: string, message: string): void
  /** Waited for now and then while reading: the handshakes told so far are printed, shown or stored. */
  ready?(): Promise<void>
  progress?(source: number, path: string, bytesRead: number, totalBytes: number | null, packets: number): void
  /** Where given, large sources are judged in other threads, and their handshakes told as text only. */
  readonly encoded?: EncodedListener
}

export interface EncodedListener {
  /** The program of a judging thread. */
  readonly program: URL
  readonly framing: Framing
  /** JSON texts of whole handshakes in UTF-8, framed, one behind the other. */
  lines(text: Uint8Array): void
}

export interface AnalysisResult {
  /** Handshakes are handed to the listener as they are decided, not kept here. */
  readonly sources: SourceDocument[]
  readonly findings: FindingDocument[]
  readonly failures: number
  /** Whether any handshake has a break or a finding of error severity: the exit status is 1. */
  readonly broken: boolean
}

/** Runs the river over every input in turn and judges every conversation. */
export async function analyse(
  inputs: readonly AnalysisInput[],
  options: EngineOptions,
  listener: AnalysisListener,
  signal?: AbortSignal,
): Promise<AnalysisResult> {
  const sources: SourceDocument[] = []
  let failures = 0
  let broken = false
  const chains = new ChainsByName()
  const ready = async (): Promise<void> => listener.ready?.()
  const threads = new LazyThreads(options, listener.encoded)
  try {
    for (const { path, input } of inputs) {
      const source = sources.length
      const secrets = openSecrets(options.secrets)
      const pool = await threads.worthFor(input)
      const judge: ConnectionSink =
        pool === null
          ? new LocalJudge({
              source,
              options,
              secrets,
              chains,
              handshake: (document, judged) => listener.handshake?.(document, judged),
              ready,
            })
          : new ThreadedJudge(pool, source, chains, ready)
      try {
        const progress: ReadSourceOptions['progress'] = (bytesRead, total, packets) =>
          listener.progress?.(source, path, bytesRead, total, packets)
        const result = await readSource(input, judge, {
          secrets,
          progress,
          expectsTls: (port) => isExpected(port, options),
          ...(signal ? { signal } : {}),
        })
        const totals = await judge.end()
        broken ||= totals.broken
        const document = sourceDocument(path, result, totals, secrets, options)
        sources.push(document)
        listener.source?.(document)
        if (result.failure === null) continue
        failures++
        listener.failed?.(path, result.failure.message)
      } catch (error) {
        if (!(error instanceof CaptureError)) throw error
        failures++
        listener.failed?.(path, error.message)
      }
    }
  } finally {
    await threads.close()
  }
  return { sources, findings: chains.findings().map(findingDocument), failures, broken }
}

/** The whole analysis as one document, for callers that want it at once. */
export async function analyseToDocument(
  inputs: readonly AnalysisInput[],
  options: EngineOptions,
): Promise<AnalysisDocument> {
  const handshakes: HandshakeDocument[] = []
  const result = await analyse(inputs, options, { handshake: (document) => handshakes.push(document) })
  return {
    schema: 'tlscope.analysis/1',
    sources: result.sources,
    handshakes: inOrder(handshakes),
    findings: result.findings,
  }
}

/** Connections end in another order than they began. */
export function inOrder(handshakes: readonly HandshakeDocument[]): HandshakeDocument[] {
  return [...handshakes].sort((a, b) => a.source - b.source || a.tcpStream - b.tcpStream)
}

function sourceDocument(
  path: string,
  result: SourceResult,
  { others, limits, decryption }: SourceTotals,
  secrets: SecretStore,
  options: EngineOptions,
): SourceDocument {
  return {
    kind: result.summary.kind,
    path,
    packets: result.summary.packets,
    bytes: result.summary.bytes,
    interfaces: result.summary.interfaces,
    otherStreams: others,
    notTcpTls: { quic: result.quic, dtls: result.dtls },
    decryptedHandshakes: decryption.decrypted,
    clock: options.atMillis === null ? 'capture' : 'given',
    warnings: [
      ...result.warnings,
      ...limits.warnings(),
      ...keyLogWarnings(secrets),
      ...decryption.warnings(),
    ],
  }
}
