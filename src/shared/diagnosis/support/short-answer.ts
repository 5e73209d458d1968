import type { Facts } from '../../conversation/facts.ts'
import { rowEvidence } from '../evidence.ts'
import type { Evidence } from '../finding.ts'

/** The server's one answer, by its size. */
export function answerEvidence(facts: Facts): Evidence[] {
  const { firstRow, bytes, records } = facts.exchange.applicationData.server
  if (firstRow === null) return []
  const what = records === 1 ? 'one record' : `${records} records`
  return [rowEvidence(facts, firstRow, 'application_data', `${what}, ${bytes} bytes in all`)]
}
