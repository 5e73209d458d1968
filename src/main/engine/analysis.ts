import type {
  AnalysisDocument,
  FindingDocument,
  HandshakeDocument,
  SourceDocument,
} from '../../shared/contract/analysis.ts'
import { findingDocument, handshakeDocument } from '../../shared/contract/handshake-document.ts'
import type { Conversation } from '../../shared/conversation/conversation.ts'
import { type Facts, readFacts, sniOf } from '../../shared/conversation/facts.ts'
import { ChainsByName } from '../../shared/diagnosis/across/chains-by-name.ts'
import type { DiagnosisContext } from '../../shared/diagnosis/context.ts'
import { type Diagnosis, diagnose } from '../../shared/diagnosis/diagnose.ts'
import { legOf } from '../../shared/diagnosis/leg.ts'
import type { CaptureInput } from '../capture-file/byte-source.ts'
import { CaptureError } from '../capture-file/events.ts'
import type { SecretStore } from '../decrypt/secret-store.ts'
import { LimitsMet } from './limits-met.ts'
import type { EngineOptions } from './options.ts'
import { readSource, type SourceResult } from './read-source.ts'
import { DecryptionCounts, keyLogWarnings, openSecrets } from './secrets.ts'

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
}

/** A conversation with what was made of it, for exports and for showing its bytes. */
export interface JudgedConversation {
  readonly conversation: Conversation
  readonly facts: Facts
  readonly diagnosis: Diagnosis
}

export interface AnalysisResult {
  /** Handshakes are handed to the listener as they are decided, not kept here. */
  readonly sources: SourceDocument[]
  readonly findings: FindingDocument[]
  readonly failures: number
  /** Whether any handshake has a break or a finding of error severity: the exit status is 1. */
  readonly broken: boolean
}

const HTTPS_PORT = 443

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
  for (const { path, input } of inputs) {
    const source = sources.length
    let others = 0
    const secrets = openSecrets(options.secrets)
    const decryption = new DecryptionCounts()
    const limits = new LimitsMet()
    try {
      const result = await readSource(
        input,
        source,
        {
          conversation: (conversation) => {
            const judged = judgeConversation(conversation, options)
            limits.add(judged.facts)
            if (!isListed(judged, options)) {
              others++
              return
            }
            const document = documentOf(judged, options)
            decryption.add(document.id, conversation.decryption)
            broken ||=
              document.break !== null || document.findings.some(({ severity }) => severity === 'error')
            chains.add(document.id, judged.facts, document.leg)
            listener.handshake?.(document, judged)
          },
          ready: async () => listener.ready?.(),
          progress: (bytesRead, total, packets) =>
            listener.progress?.(source, path, bytesRead, total, packets),
        },
        signal,
        secrets,
      )
      const document = sourceDocument(
        path,
        { ...result, warnings: [...result.warnings, ...limits.warnings()] },
        others,
        decryption,
        secrets,
        options,
      )
      sources.push(document)
      listener.source?.(document)
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error
      failures++
      listener.failed?.(path, error.message)
    }
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

function judgeConversation(conversation: Conversation, options: EngineOptions): JudgedConversation {
  const facts = readFacts(conversation)
  return { conversation, facts, diagnosis: diagnose(facts, contextOf(facts, options)) }
}

function contextOf(facts: Facts, options: EngineOptions): DiagnosisContext {
  const { startedMicros } = facts.conversation
  // A capture whose packets carry no time (simple packet blocks) is judged by this machine's clock.
  const timed = startedMicros > 0
  return {
    leg: legFor(facts, options),
    host: options.host,
    expectMtls: options.expectMtls,
    nowMillis: options.atMillis ?? (timed ? startedMicros / 1000 : Date.now()),
    clock: options.atMillis !== null ? 'given' : timed ? 'capture' : 'local',
    trustedRoots: options.trustedRoots,
    clientCa: options.clientCa,
    clientCertificate: options.clientCertificate,
  }
}

function legFor(facts: Facts, options: EngineOptions): DiagnosisContext['leg'] {
  const { client, server } = facts.conversation
  return legOf(options.topology, client, server, sniOf(facts.clientHello?.body ?? null))
}

function documentOf(judged: JudgedConversation, options: EngineOptions): HandshakeDocument {
  return handshakeDocument(judged.facts, judged.diagnosis, legFor(judged.facts, options))
}

/** TLS is listed; what should have been TLS is listed if it broke (contract.md). */
function isListed({ conversation, facts, diagnosis }: JudgedConversation, options: EngineOptions): boolean {
  if (facts.clientHello !== null || facts.serverHello !== null) return true
  if (conversation.messages.some(({ layer }) => layer === 'tls')) return true
  const port = conversation.server?.port ?? null
  const expected = port !== null && (port === HTTPS_PORT || port === options.port)
  return expected && diagnosis.verdict.outcome === 'broken'
}

function sourceDocument(
  path: string,
  result: SourceResult,
  otherStreams: number,
  decryption: DecryptionCounts,
  secrets: SecretStore,
  options: EngineOptions,
): SourceDocument {
  return {
    kind: result.summary.kind,
    path,
    packets: result.summary.packets,
    bytes: result.summary.bytes,
    interfaces: result.summary.interfaces,
    otherStreams,
    notTcpTls: { quic: result.quic, dtls: result.dtls },
    decryptedHandshakes: decryption.decrypted,
    clock: options.atMillis === null ? 'capture' : 'given',
    warnings: [...result.warnings, ...keyLogWarnings(secrets), ...decryption.warnings()],
  }
}
