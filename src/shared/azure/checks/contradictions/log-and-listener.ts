import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { count, quoted } from '../../../diagnosis/words.ts'
import type { AccessLogEntry, Listener } from '../../model.ts'
import { fileEvidence } from '../check.ts'
import { asksForCertificate, called, ofSameGateway, profileOf, sameName } from '../support/links.ts'
import { type ContradictionDraft, contradiction } from './contradiction.ts'

/** Rows that are pointed at. */
const MOST_ROWS = 3

/**
 * The access log tells what the listener made of client certificates (facts 2.4, 2.11), and the settings have it
 * otherwise: nobody can have judged one without a profile, and a strict listener serves nobody without one.
 */
export const logAndListener = contradiction(({ model }) =>
  model.listeners.flatMap((listener): ContradictionDraft[] => {
    const rows = model.accessLog.filter((row) => isOf(row, listener))
    const [first] = rows
    if (first === undefined) return []
    const profile = profileOf(model, listener)
    // A query may have left the profile out, and one that is named may be missing from the documents.
    if (listener.sslProfile === null) {
      const judged = rows.filter(({ sslClientVerify }) =>
        /^(?:SUCCESS|FAILED)\b/i.test(sslClientVerify ?? ''),
      )
      return listener.partial === true ? [] : told(listener, 'has no SSL profile', judged, 'was judged')
    }
    if (profile === null || !asksForCertificate(profile)) return []
    if (!/^strict$/i.test(profile.verifyClientAuthMode ?? '')) return []
    const served = rows.filter(
      ({ sslClientVerify, httpStatus }) =>
        /^NONE$/i.test(sslClientVerify ?? '') && httpStatus !== null && httpStatus < 400,
    )
    return told(
      listener,
      `refuses clients without a certificate (${called('SSL profile', profile)} is Strict)`,
      served,
      'was not sent',
    )
  }),
)

function isOf(row: AccessLogEntry, listener: Listener): boolean {
  return row.listener !== null && sameName(row.listener, listener.name) && ofSameGateway(row, listener)
}

/** @param certificate what became of it by the log, as a clause */
function told(
  listener: Listener,
  settings: string,
  rows: readonly AccessLogEntry[],
  certificate: string,
): ContradictionDraft[] {
  const [first] = rows
  if (first === undefined) return []
  const more = rows.length === 1 ? '' : ` (and in ${count(rows.length - 1, 'row')} more)`
  return [
    {
      leg: 'client-gateway',
      confidence: first.gateway !== null && listener.gateway !== null ? CONFIDENCE.strong : CONFIDENCE.likely,
      basis: 'documented',
      summary: `${called('Listener', listener)} ${settings}, and by the access log a client certificate ${certificate} there: sslClientVerify ${quoted(first.sslClientVerify ?? '')}, HTTP ${first.httpStatus ?? 'not shown'}${more}.`,
      explanation: `The log tells what the gateway did${first.time === null ? '' : ` at ${quoted(first.time)}`}. The document is usually the stale side, or the newer one: the profile was bound, taken off or changed between the two, or a change is still being applied.`,
      evidence: [fileEvidence(listener), ...rows.slice(0, MOST_ROWS).map(fileEvidence)],
      disproof: 'The resource id in the rows naming another gateway than the document: then both are right.',
      also: ['solution-b-client-ca', 'client-certificate-not-sent'],
    },
  ]
}
