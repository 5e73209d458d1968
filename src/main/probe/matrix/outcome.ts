import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import type { MatrixWord } from '../../../shared/contract/matrix.ts'
import type { Stage } from '../../../shared/conversation/vocabulary.ts'
import type { FindingId } from '../../../shared/diagnosis/taxonomy.ts'
import type { ProbeRun } from '../probe.ts'
import type { Ending } from '../tls-client/index.ts'

/** What one cell came to. */
export interface Outcome {
  readonly word: MatrixWord
  readonly stage: Stage | null
  /** How, in a few words; `null` where the word says it all. */
  readonly detail: string | null
  readonly sentence: string
  readonly findings: readonly FindingId[]
  /** The likeliest cause of the break; `null` where none was found, or nothing broke. */
  readonly cause: FindingId | null
}

/**
 * The verdict of the analysis in one word. Only where that says no more than that the probe itself gave up is the
 * TLS client asked why.
 * @param handshake `null` where there is none to tell of
 */
export function outcomeOf(run: ProbeRun, handshake: HandshakeDocument | null): Outcome {
  if (run.cancelled) return notAsked('Ended by the user while it was being asked.')
  if (handshake === null) {
    return {
      word: 'unknown',
      stage: null,
      detail: null,
      sentence: lastSummary(run),
      findings: [],
      cause: null,
    }
  }
  const word = wordOf(run, handshake)
  const broke = handshake.break
  return {
    word,
    stage: broke?.stage ?? null,
    detail: broke === null ? answered(run) : detailOf(word, handshake, run.http?.status ?? null),
    sentence: sentenceOf(handshake),
    findings: findingsOf(handshake),
    cause:
      broke === null ? null : (handshake.findings.find(({ severity }) => severity === 'error')?.id ?? null),
  }
}

export function notAsked(sentence: string): Outcome {
  return { word: 'not-asked', stage: null, detail: null, sentence, findings: [], cause: null }
}

function wordOf(run: ProbeRun, { outcome, break: broke, findings }: HandshakeDocument): MatrixWord {
  if (outcome === 'completed') return 'ok'
  if (broke === null) return 'unknown'
  if (run.stages.some(({ stage, result }) => stage === 'proxy' && result === 'failed')) return 'proxy'
  if (broke.stage === 'dns') return 'no-address'
  if (broke.stage === 'tcp') return transportWord(run)
  if (speaksNotThis(run, broke.stage, findings[0]?.id)) return 'unsupported'
  const { ending } = run
  if (ending?.by === 'client' && ending.how === 'alert') return ownWord(ending)
  switch (broke.how) {
    case 'alert':
      return 'alert'
    case 'rst':
      return 'reset'
    case 'fin':
    case 'close-notify':
      return 'closed'
    case 'timeout':
      return 'silence'
    case 'http-status':
      return run.http === null ? 'not-tls' : statusWord(run.http.status)
    case 'none':
      return 'unreachable'
  }
}

function transportWord({ attempts }: ProbeRun): MatrixWord {
  switch (attempts.at(-1)?.result) {
    case 'refused':
      return 'refused'
    case 'silent':
      return 'silence'
    default:
      return 'unreachable'
  }
}

const PROTOCOL_VERSION = 70

/** The server said so, or answered in a version that nobody offered. */
function speaksNotThis({ ending }: ProbeRun, stage: Stage, likeliest: FindingId | undefined): boolean {
  if (stage !== 'client-hello' && stage !== 'server-hello') return false
  if (ending?.by === 'server' && ending.how === 'alert' && ending.description === PROTOCOL_VERSION)
    return true
  if (ending?.by === 'client' && ending.how === 'alert') return ending.alert === PROTOCOL_VERSION
  return likeliest === 'protocol-version-mismatch'
}

function ownWord({ fault }: Extract<Ending, { by: 'client'; how: 'alert' }>): MatrixWord {
  switch (fault.kind) {
    case 'not-tls':
      return 'not-tls'
    case 'unsupported':
    case 'limit':
    case 'credential':
    case 'internal':
      return 'incapable'
    case 'malformed':
    case 'unexpected':
    case 'not-offered':
    case 'bad-signature':
    case 'bad-finished':
    case 'bad-record':
    case 'bad-key':
      return 'invalid'
  }
}

function statusWord(status: number): MatrixWord {
  switch (status) {
    case 400:
      return '400'
    case 401:
      return '401'
    case 403:
      return '403'
    case 404:
      return '404'
    default:
      return status >= 500 ? '5xx' : '4xx'
  }
}

function detailOf(
  word: MatrixWord,
  { break: broke }: HandshakeDocument,
  status: number | null,
): string | null {
  if (broke?.how === 'http-status' && status !== null) return `HTTP ${status}`
  // What the word says already is not said again.
  return broke?.how === 'alert' || word === 'unreachable' ? (broke?.detail ?? null) : null
}

function answered({ http }: ProbeRun): string | null {
  return http === null ? null : `HTTP ${http.status}`
}

function sentenceOf({ break: broke, findings, outcome }: HandshakeDocument): string {
  if (broke !== null) return broke.summary
  const [first] = findings
  if (first !== undefined) return first.summary
  return outcome === 'completed'
    ? 'The handshake finished, and nobody refused anything.'
    : 'It cannot be told how this ended.'
}

function findingsOf({ findings }: HandshakeDocument): FindingId[] {
  return [...new Set(findings.map(({ id }) => id))].filter((id) => id !== 'handshake-completed')
}

function lastSummary({ stages }: ProbeRun): string {
  return stages.at(-1)?.summary ?? 'Nothing is known of it.'
}
