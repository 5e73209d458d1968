import type { Stage } from '../conversation/vocabulary.ts'
import type { FindingId } from './taxonomy.ts'

/** What a family of findings can have broken; the first prefix that fits counts. */
const SPEAKS_OF: readonly (readonly [prefix: string, stages: readonly Stage[]])[] = [
  // A probe says so too of a server that fails its proof in the Finished.
  ['server-certificate-rejected', ['server-certificate', 'finished']],
  ['server-', ['server-certificate']],
  ['client-certificate-not-requested', ['certificate-request', 'application']],
  ['client-certificate-not-forwarded', ['application']],
  ['apim-403-', ['certificate-request', 'application', 'late-client-auth']],
  ['gateway-502-', ['application']],
  ['probe-path-', ['certificate-request', 'application', 'late-client-auth']],
  ['client-', ['client-certificate', 'application', 'late-client-auth']],
  ['gateway-400-', ['client-certificate', 'application']],
  ['renegotiat', ['late-client-auth']],
  ['post-handshake-auth-', ['certificate-request', 'application', 'late-client-auth']],
]

/**
 * Whether a finding can be the cause of a break at this stage. A fault may be proven and still have broken
 * nothing: a wrong name in the server's certificate is not why the server refused the client's.
 */
export function explains(id: FindingId, stage: Stage): boolean {
  const family = SPEAKS_OF.find(([prefix]) => id.startsWith(prefix))
  return family === undefined || family[1].includes(stage)
}
