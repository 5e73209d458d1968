import { momentText } from '../../../shared/diagnosis/support/clock.ts'
import { type CertificateSummary, certificateSummary } from '../../../shared/x509/summary.ts'
import type { OpenedCredential } from './client-credential.ts'
import type { ContentItem } from './material.ts'
import { type PreflightClock, type PreflightFinding, preflight } from './preflight.ts'

/** An opened credential as plain data, without its key: what a screen shows and another process may have. */
export interface CredentialDescription {
  readonly files: readonly string[]
  readonly contents: readonly ContentItem[]
  readonly pairing: OpenedCredential['pairing']
  /** The leaf first, then its issuers as far as the files hold them. */
  readonly chain: readonly CertificateSummary[]
  /** Whose clock validity was judged by, and what it said: RFC 3339, UTC. */
  readonly clock: PreflightClock['clock']
  readonly at: string
  /** The gravest first. */
  readonly findings: readonly PreflightFinding[]
}

export function describeCredential(
  credential: OpenedCredential,
  clock: PreflightClock,
): CredentialDescription {
  return {
    files: credential.files,
    contents: credential.contents,
    pairing: credential.pairing,
    chain: credential.chain.map(certificateSummary),
    clock: clock.clock,
    at: momentText(clock.nowMillis),
    findings: preflight(credential, clock),
  }
}
