import type {
  AnalysisDocument,
  FindingDocument,
  HandshakeDocument,
  SourceDocument,
} from '../../shared/contract/analysis.ts'
import { findingDocument } from '../../shared/contract/handshake-document.ts'
import type { PathDocument } from '../../shared/contract/paths.ts'
import type { CaptureInput } from '../capture-file/byte-source.ts'
import { CaptureError } from '../capture-file/events.ts'
import type { SecretStore } from '../decrypt/secret-store.ts'
import type { ConnectionSink } from './connection-sink.ts'
import { documentOf, isExpected, type JudgedConversation } from './judge.ts'
import { LocalJudge } from './local-judge.ts'
import type { EngineOptions } from './options.ts'
import { Across } from './paths-across.ts'
import type { SourcePlaces } from './places.ts'
import { ProbesOfSource } from './probe/probes-of-source.ts'
import type { DescribedProbe } from './probe/saved-text.ts'
import type { ToldProbe } from './probe/told.ts'
import { type ReadSourceOptions, readSource, type SourceResult } from './read-source.ts'
import { keyLogWarnings, openSecrets, type SecretInputs } from './secrets.ts'
import type { SourceTotals } from './source-totals.ts'
import type { LazyRowThreads, LazyThreads } from './threads/lazy-threads.ts'
import { SharedJudge } from './threads/shared-judge.ts'
import { ThreadedJudge } from './threads/threaded-judge.ts'

export type { JudgedConversation } from './judge.ts'

/** One input of an analysis: a path (`-` is standard input), or bytes that this process made itself. */
export interface AnalysisInput {
  readonly path: string
  readonly input: CaptureInput
  /** Where the input is what a probe of this process just recorded. */
  readonly probe?: ProbedInput
}

export interface ProbedInput {
  readonly told: ToldProbe
  /** Opens this source and no other. */
  readonly secrets: SecretInputs
  /** What the source document says of the probe, and what it found that belongs to no single handshake. */
  describe(): Promise<DescribedProbe>
}

/** Told in order while reading. A failed input does not stop the others. */
export interface AnalysisListener {
  handshake?(document: HandshakeDocument, judged: JudgedConversation): void
  /** Where given, told in place of `handshake`: no document is made. */
  judged?(judged: JudgedConversation): void
  /** The first source's number, if not 0. */
  readonly firstSource?: number
  /** Which connections are asked about, by number; not given: all. */
  readonly wants?: (tcpStream: number) => boolean
  source?(document: SourceDocument): void
  failed?(path: string, message: string): void
  /** A sentence on connections of a source that could not be judged; its warnings name them one by one. */
  notJudged?(message: string): void
  /** What was thrown while one of them was judged in this thread: for who looks for the defect, not for the user. */
  defect?(error: unknown): void
  /** Waited for now and then while reading: the handshakes told so far are printed, shown or stored. */
  ready?(): Promise<void>
  progress?(source: number, path: string, bytesRead: number, totalBytes: number | null, packets: number): void
  /** A source is about to be read, with these secrets; returns who is told where its connections stand. */
  places?(source: number, secrets: SecretStore): SourcePlaces | null
  /** Where given, large sources are judged in these, and their handshakes told as text only. Closed at the end. */
  readonly threads?: Pick<LazyThreads, 'worthFor' | 'close'>
  /** Where given, and where places are asked for: these judge part of large sources, and tell their rows by themselves. */
  readonly rowThreads?: Pick<LazyRowThreads, 'worthFor' | 'close'>
}

export interface AnalysisResult {
  /** Handshakes are handed to the listener as they are decided, not kept here. */
  readonly sources: SourceDocument[]
  readonly findings: FindingDocument[]
  /** Ways through the gateway; empty unless both legs were seen. */
  readonly paths: PathDocument[]
  /** Inputs that could not be read, or not to their end. */
  readonly failures: number
  /** Connections that could not be judged. */
  readonly notJudged: number
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
  const findings: FindingDocument[] = []
  let failures = 0
  let notJudged = 0
  let broken = false
  const across = new Across(options)
  const ready = async (): Promise<void> => listener.ready?.()
  const { threads, rowThreads } = listener
  try {
    for (const { path, input, probe } of inputs) {
      const source = sources.length + (listener.firstSource ?? 0)
      const secrets = openSecrets(probe?.secrets ?? options.secrets)
      const judgeHere = (elsewhere?: (tape: Uint8Array) => boolean): LocalJudge =>
        new LocalJudge({
          source,
          options,
          secrets,
          across,
          handshake: (judged) => {
            if (listener.judged === undefined) listener.handshake?.(documentOf(judged), judged)
            else listener.judged(judged)
          },
          ready,
          defect: (_tcpStream, error) => listener.defect?.(error),
          ...(elsewhere === undefined ? {} : { elsewhere }),
          ...(listener.wants === undefined ? {} : { wants: listener.wants }),
        })
      const places = listener.places?.(source, secrets) ?? null
      const pool = (probe === undefined && (await threads?.worthFor(input))) || null
      const helpers = (probe === undefined && places !== null && (await rowThreads?.worthFor(input))) || null
      const judge: ConnectionSink =
        pool !== null
          ? new ThreadedJudge(pool, source, across, ready)
          : helpers !== null && places !== null
            ? new SharedJudge(judgeHere, helpers, { source, across, places })
            : judgeHere()
      const probes = new ProbesOfSource(judge)
      if (probe !== undefined) probes.add(probe.told)
      try {
        const progress: ReadSourceOptions['progress'] = (bytesRead, total, packets) =>
          listener.progress?.(source, path, bytesRead, total, packets)
        const result = await readSource(input, judge, {
          secrets,
          progress,
          places,
          probeSaved: (saved) => probes.addSaved(saved),
          expectsTls: (port) => isExpected(port, options) || probes.spokeTo(port),
          ...(signal ? { signal } : {}),
        })
        const totals = await judge.end()
        broken ||= totals.broken
        const unsent = await probes.judgeUnsent(judgeHere, result.streams)
        broken ||= unsent?.broken ?? false
        if (unsent !== null) totals.notJudged.addAll(unsent.notJudged)
        const described = (await probe?.describe()) ?? probes.described
        if (described !== null) findings.push(...described.findings)
        const read = sourceDocument(path, result, totals, secrets, options)
        const document = across.noted(
          described === null ? read : ofProbe(read, described, probe !== undefined),
        )
        sources.push(document)
        listener.source?.(document)
        notJudged += totals.notJudged.count
        const sentence = totals.notJudged.sentence(path)
        if (sentence !== null) listener.notJudged?.(sentence)
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
    await threads?.close()
    await rowThreads?.close()
  }
  findings.push(...across.findings().map(findingDocument))
  broken ||= findings.some(({ severity }) => severity === 'error')
  return { sources, findings, paths: across.paths(), failures, notJudged, broken }
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
    ...(result.paths.length === 0 ? {} : { paths: result.paths }),
  }
}

/** Connections end in another order than they began. */
export function inOrder(handshakes: readonly HandshakeDocument[]): HandshakeDocument[] {
  return [...handshakes].sort((a, b) => a.source - b.source || a.tcpStream - b.tcpStream)
}

function sourceDocument(
  path: string,
  result: SourceResult,
  { others, limits, malformed, decryption, notJudged }: SourceTotals,
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
      ...notJudged.warnings(),
      ...limits.warnings(),
      ...malformed.warnings(),
      ...keyLogWarnings(secrets),
      ...decryption.warnings(),
    ],
  }
}

/** A probe that is just made happens now: its times are this machine's own, unless another time was given. */
function ofProbe(read: SourceDocument, { probe }: DescribedProbe, live: boolean): SourceDocument {
  if (!live) return { ...read, probe }
  return { ...read, kind: 'probe', clock: read.clock === 'capture' ? 'local' : read.clock, probe }
}
