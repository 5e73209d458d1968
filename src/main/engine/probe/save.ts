import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { annotateCapture } from '../../capture-file/annotate.ts'
import { synthesiseCapture } from '../../capture-file/synthesise.ts'
import type { ProbeRun } from '../../probe/probe.ts'
import type { EngineOptions } from '../options.ts'
import { probeComments } from './comments.ts'
import type { ProbeExtras } from './extras.ts'
import { forSaving } from './for-saving.ts'
import { describeProbe, keyLogOf, recordOf, toldOf } from './input.ts'
import { savedComments } from './saved-text.ts'
import type { ToldProbe } from './told.ts'
import { transcriptOf } from './transcribe.ts'

export interface SaveRequest {
  readonly run: ProbeRun
  readonly extras: ProbeExtras
  /** What the probe was judged with. */
  readonly options: EngineOptions
  /** What came of it: its comments. */
  readonly handshakes: readonly HandshakeDocument[]
  readonly output: string
  /** Put the key log into a decryption secrets block: whoever has the file can read what was said. */
  readonly withSecrets: boolean
}

/**
 * Writes a probe as pcapng: its bytes as frames with their true times, a comment on the packets that prove each
 * finding, and in the section's comments what the packets cannot carry, so that it is judged the same when it is read
 * again: without the secrets also what the protected records said, but for application data. The file appears whole or not at all, and only its owner can read it.
 * @returns how many packets got a comment
 * @throws CaptureError if it cannot be written
 */
export async function saveProbe(request: SaveRequest): Promise<{ comments: number }> {
  const { run, extras, options, handshakes, output, withSecrets } = request
  const { probe, findings } = await describeProbe(run, extras)
  const keyLog = withSecrets ? keyLogOf(run) : ''
  const told = {
    ...withOptions(toldOf(run, extras), options),
    transcript: withSecrets ? null : await transcriptOf(run),
  }
  const pcapng = synthesiseCapture(recordOf(run), {
    comments: savedComments({ told, probe: withSecrets ? probe : forSaving(probe), findings }),
    ...(keyLog === '' ? {} : { keyLog }),
  })
  const comments = probeComments(handshakes, findings)
  const written = await annotateCapture({
    input: (async function* () {
      yield pcapng
    })(),
    output,
    sectionComment: comments.section,
    comments: comments.packets,
    keepSecrets: withSecrets,
  })
  return { comments: written.commented }
}

/** What was given beside the extras, where it went before them. */
function withOptions(told: ToldProbe, options: EngineOptions): ToldProbe {
  return {
    ...told,
    host: options.host ?? told.host,
    expectMtls: options.expectMtls || told.expectMtls,
    trustedRoots: options.trustedRoots.length > 0 ? options.trustedRoots : told.trustedRoots,
    clientCa: options.clientCa,
    clientCertificate:
      options.clientCertificate.length > 0 ? options.clientCertificate : told.clientCertificate,
  }
}
