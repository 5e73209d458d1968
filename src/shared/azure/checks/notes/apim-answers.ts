import { count, list } from '../../../diagnosis/words.ts'
import type { ApimLogEntry } from '../../model.ts'
import { type ConfigurationNote, fileEvidence, type NoteCheck } from '../check.ts'

/**
 * What API Management answered by itself, out of its own log. A refusal is a policy's word and behind an application
 * gateway the usual end of a client certificate that does not come through (facts 4.5.4), but policies refuse for other
 * reasons, too; a backend that it could not reach is the leg behind it, which client certificates have no part in
 * (facts 4.5.11).
 */
export const apimAnswers: NoteCheck = ({ model: { apimLog } }) => {
  const refused = apimLog.filter(
    ({ responseCode, backendResponseCode, errorReason }) =>
      (responseCode === 401 || responseCode === 403) &&
      (backendResponseCode ?? 0) === 0 &&
      // Quotas, keys and addresses have reasons of their own.
      (errorReason === null || /certificate/i.test(errorReason)),
  )
  const unreached = apimLog.filter(({ errorReason }) => errorReason === 'BackendConnectionFailure')
  return [...refusedNote(refused), ...unreachedNote(unreached)]
}

function refusedNote(rows: readonly ApimLogEntry[]): ConfigurationNote[] {
  if (rows.length === 0) return []
  const codes = [...new Set(rows.map(({ responseCode }) => String(responseCode)))]
  return [
    {
      kind: 'unknown',
      leg: 'unknown',
      summary: `API Management answered ${count(rows.length, 'request')} with HTTP ${list(codes.sort())}, and its log shows no answer of a backend.`,
      explanation:
        'Then a policy said so; which one, its trace tells. Behind an application gateway of layer 7 context.Request.Certificate is always null, so a policy that looks there refuses everybody although TLS is healthy on both legs; what came in the forwarded header it has to look at by itself.',
      evidence: rows.map(fileEvidence),
      fixes: ['apim-policy', 'forward-client-certificate'],
    },
  ]
}

function unreachedNote(rows: readonly ApimLogEntry[]): ConfigurationNote[] {
  if (rows.length === 0) return []
  return [
    {
      kind: 'unknown',
      leg: 'unknown',
      summary: `API Management could not reach its own backend in ${count(rows.length, 'request')} (BackendConnectionFailure).`,
      explanation:
        'That is the leg behind API Management: its backend did not answer, or API Management does not trust the certificate there. The client’s certificate has no part in it. A capture of the two legs before it does not show it.',
      evidence: rows.map(fileEvidence),
      fixes: [],
    },
  ]
}
