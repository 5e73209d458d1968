import type { AnalysisDocument, HandshakeDocument } from '../../../shared/contract/analysis.ts'
import type { ProbeRun } from '../../probe/probe.ts'
import { type AnalysisListener, analyse, inOrder, type JudgedConversation } from '../analysis.ts'
import type { EngineOptions } from '../options.ts'
import type { ProbeExtras } from './extras.ts'
import { probeInput } from './input.ts'

export interface AnalysedProbe {
  readonly document: AnalysisDocument
  /** For its bytes; `null` where the probe had no connection to judge. */
  readonly judged: JudgedConversation | null
  /** Whether the exit status has to say so. */
  readonly broken: boolean
  /** Why its connection could not be judged; `null`: it was, or there was none. */
  readonly notJudged: string | null
}

/**
 * Takes a probe through the river. What the options say of host, roots and certificates goes before the extras.
 * @param listener told as with any analysis; not its `threads`
 */
export async function analyseProbe(
  run: ProbeRun,
  extras: ProbeExtras,
  options: EngineOptions,
  listener: Omit<AnalysisListener, 'threads'> = {},
): Promise<AnalysedProbe> {
  const handshakes: HandshakeDocument[] = []
  let judged: JudgedConversation | null = null
  let notJudged: string | null = null
  const result = await analyse([probeInput(run, extras)], options, {
    ...listener,
    handshake: (document, conversation) => {
      handshakes.push(document)
      judged ??= conversation
      listener.handshake?.(document, conversation)
    },
    notJudged: (message) => {
      notJudged = message
      listener.notJudged?.(message)
    },
  })
  const document: AnalysisDocument = {
    schema: 'tlscope.analysis/1',
    sources: result.sources,
    handshakes: inOrder(handshakes),
    findings: result.findings,
  }
  return { document, judged, broken: result.broken, notJudged }
}
