import type { Facts } from '../../conversation/facts.ts'
import { type Acceptance, judgeAcceptance } from '../../credential/acceptance.ts'
import type { DiagnosisContext } from '../context.ts'

/**
 * What the CertificateRequest says to the client's certificate; `null` where none was given, or no request was read.
 */
export function givenAcceptance(facts: Facts, context: DiagnosisContext): Acceptance | null {
  const request = facts.certificateRequest
  if (request === null || facts.version === null) return null
  return judgeAcceptance({
    request: request.body,
    problems: request.message.problems,
    version: facts.version,
    chain: context.clientCertificate.map(({ reading }) => reading.body),
  })
}
