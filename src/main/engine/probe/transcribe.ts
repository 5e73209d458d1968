import { utf8Bytes } from '../../../shared/bytes/text.ts'
import { synthesiseCapture } from '../../capture-file/synthesise.ts'
import { SecretStore } from '../../decrypt/secret-store.ts'
import { SessionOpener } from '../../decrypt/session-opener.ts'
import type { ProbeRun } from '../../probe/probe.ts'
import { ConversationMaker } from '../conversation-maker.ts'
import { readSource } from '../read-source.ts'
import type { SessionTranscript } from '../transcript/transcript.ts'
import { TranscriptRecorder } from '../transcript/transcript-recorder.ts'
import { keyLogOf, recordOf } from './input.ts'

/** What the protected records of a probe's connection said, without its secrets; `null` where none was opened. */
export async function transcriptOf(run: ProbeRun): Promise<SessionTranscript | null> {
  const secrets = new SecretStore([])
  secrets.addKeyLog('the probe', utf8Bytes(keyLogOf(run)))
  if (!secrets.hasAny) return null
  const recorder = new TranscriptRecorder(new SessionOpener(secrets))
  const sink = {
    receiverFor: () => new ConversationMaker(0, recorder, () => {}),
    secretsCame: () => {},
    ready: async () => {},
  }
  await readSource(synthesiseCapture(recordOf(run)), sink, { secrets })
  return recorder.transcript
}
