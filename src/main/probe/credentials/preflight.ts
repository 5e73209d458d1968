import { FINDINGS, type FindingId, type Severity } from '../../../shared/diagnosis/taxonomy.ts'
import type { OpenedCredential } from './client-credential.ts'
import { chainFindings } from './preflight-chain.ts'
import { fileFindings } from './preflight-files.ts'
import { fitnessFindings } from './preflight-fitness.ts'

/** What only the files can tell, and the taxonomy of the wire therefore has no name for. */
export const CREDENTIAL_FINDINGS = {
  'credential-no-certificate': { severity: 'error', articles: ['client-certificate-not-sent'] },
  'credential-no-key': { severity: 'error', articles: ['client-certificate-not-sent'] },
  'credential-key-mismatch': { severity: 'error', articles: ['certificate-profile'] },
  'credential-issuer-signature': { severity: 'error', articles: ['client-chain'] },
  'credential-key-usage': { severity: 'error', articles: ['certificate-profile'] },
  'credential-expiring': { severity: 'warning', articles: ['certificate-validity'] },
  'credential-ca-as-leaf': { severity: 'warning', articles: ['certificate-profile'] },
  'credential-rare-key': { severity: 'warning', articles: ['certificate-profile'] },
  'credential-self-signed': { severity: 'warning', articles: ['solution-b-client-ca'] },
  'credential-root-not-held': { severity: 'info', articles: [] },
  'credential-chain-misordered': { severity: 'info', articles: ['client-chain'] },
  'credential-several-identities': { severity: 'info', articles: [] },
  'credential-unrelated-certificates': { severity: 'info', articles: [] },
  'credential-duplicate-certificates': { severity: 'info', articles: [] },
} as const satisfies Readonly<Record<string, { severity: Severity; articles: readonly string[] }>>

export type CredentialFindingId = keyof typeof CREDENTIAL_FINDINGS

/** One thing to know of a client certificate before a packet is sent. Plain data, nothing secret. */
export interface PreflightFinding {
  readonly id: FindingId | CredentialFindingId
  /** Whether the id is one of the taxonomy's; the others are this list's own. */
  readonly inTaxonomy: boolean
  /** `error`: it cannot work; `warning`: many servers refuse it, or soon will. */
  readonly severity: Severity
  readonly summary: string
  readonly explanation: string
  /** Runbook article ids. */
  readonly fixes: readonly string[]
}

/** By whose clock validity is judged. */
export interface PreflightClock {
  readonly nowMillis: number
  readonly clock: 'local' | 'given'
}

/** What a check has to say: the id settles the rest, unless the severity is given. */
export interface PreflightDraft {
  readonly id: FindingId | CredentialFindingId
  readonly severity?: Severity
  readonly summary: string
  readonly explanation: string
}

/**
 * Looks at a client certificate, its key and its issuers as the files hold them. The gravest findings first; empty
 * where there is nothing to say.
 */
export function preflight(credential: OpenedCredential, clock: PreflightClock): PreflightFinding[] {
  const drafts = [
    ...fileFindings(credential),
    ...fitnessFindings(credential, clock),
    ...chainFindings(credential),
  ]
  const rank: readonly Severity[] = ['error', 'warning', 'info']
  return drafts.map(finding).sort((a, b) => rank.indexOf(a.severity) - rank.indexOf(b.severity))
}

function finding(draft: PreflightDraft): PreflightFinding {
  const { id, summary, explanation } = draft
  const own = isOwn(id)
  const kind = own ? CREDENTIAL_FINDINGS[id] : FINDINGS[id]
  return {
    id,
    inTaxonomy: !own,
    severity: draft.severity ?? kind.severity,
    summary,
    explanation,
    fixes: kind.articles,
  }
}

function isOwn(id: FindingId | CredentialFindingId): id is CredentialFindingId {
  return id in CREDENTIAL_FINDINGS
}
