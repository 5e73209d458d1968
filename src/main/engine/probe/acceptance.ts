import type { AcceptanceDocument } from '../../../shared/contract/probe.ts'
import { negotiatedVersion } from '../../../shared/conversation/facts.ts'
import { judgeAcceptance } from '../../../shared/credential/acceptance.ts'
import { dissectHandshake } from '../../../shared/tls/message/dissect.ts'
import type { OpenedCredential } from '../../probe/credentials/index.ts'
import type { ProbeRun } from '../../probe/probe.ts'

/** Rows of one table; a list of CA names may hold thousands. */
const ROWS = 1000

/** For each request of the server: does it accept the client's certificate? Empty where none was given, or asked for. */
export function acceptanceOf(run: ProbeRun, credential: OpenedCredential | null): AcceptanceDocument[] {
  if (credential === null) return []
  const { chain } = credential
  const sent = run.request.sendChain === 'leaf' ? chain.slice(0, 1) : chain
  const unsent = run.request.sendChain === 'leaf' ? chain.slice(1) : []
  const version = versionOf(run)
  return run.authentications.flatMap(({ requested, request, answer }) => {
    if (requested === 'no' || request === null) return []
    if (version === null) return []
    // The TLS client answers no request that it cannot read whole.
    const judged = judgeAcceptance({ request, problems: [], version, chain: sent, unsent })
    if (judged === null) return []
    return [
      {
        requested,
        answer,
        status: judged.status,
        verdict: judged.verdict,
        list: judged.names.list,
        rows: judged.rows.slice(0, ROWS).map(({ kind, asks, has, match, note, span }) => ({
          kind,
          asks,
          has,
          match,
          note,
          bytes: span === null ? null : ([span.start, span.end] as [number, number]),
        })),
        moreRows: Math.max(0, judged.rows.length - ROWS),
      },
    ]
  })
}

/** A request came, so a version was agreed, also where the handshake was not finished. */
function versionOf({ negotiated, connection }: ProbeRun): number | null {
  if (negotiated !== null) return negotiated.version
  for (const event of connection?.events ?? []) {
    if (event.kind !== 'handshake' || event.from !== 'server') continue
    const { body } = dissectHandshake(event.raw, { version: null, cipherSuite: null })
    if (body?.type === 'ServerHello') return negotiatedVersion(body)
  }
  return null
}
