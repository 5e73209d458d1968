import type {
  AcceptanceDocument,
  GatewayJudgementDocument,
  ProbeDocument,
} from '../../../shared/contract/probe.ts'
import type { StatusKind } from '../../widgets/StatusIcon.tsx'

/** Judgements of a probe in an icon and a word or two. Pure. */

export interface Status {
  readonly icon: StatusKind
  readonly word: string
}

type Row = AcceptanceDocument['rows'][number]

export const MATCHES: Readonly<Record<Row['match'], Status>> = {
  exact: { icon: 'good', word: 'matches' },
  'equal-after-normalisation': { icon: 'doubtful', word: 'equal but not byte for byte' },
  'no-match': { icon: 'bad', word: 'no match' },
  anything: { icon: 'good', word: 'anything goes' },
  unknown: { icon: 'unknown', word: 'not known' },
}

export const ACCEPTANCES: Readonly<Record<AcceptanceDocument['status'], Status>> = {
  accepted: { icon: 'good', word: 'Accepted' },
  doubtful: { icon: 'doubtful', word: 'Doubtful' },
  refused: { icon: 'bad', word: 'Refused' },
  unknown: { icon: 'unknown', word: 'Not known' },
}

export const ANSWERS: Readonly<Record<AcceptanceDocument['answer'], string>> = {
  none: 'not answered',
  empty: 'answered with an empty Certificate',
  'no-common-scheme': 'answered empty: no signature scheme in common',
  sent: 'answered with this certificate',
}

export const REQUESTED: Readonly<Record<AcceptanceDocument['requested'], string>> = {
  initial: 'in the handshake',
  renegotiation: 'by renegotiation',
  'post-handshake': 'after the handshake',
}

export const ROW_KINDS: Readonly<Record<Row['kind'], string>> = {
  'ca-name': 'CA name',
  'ca-list': 'CA names',
  'signature-scheme': 'Signature scheme',
  'certificate-type': 'Certificate type',
  'certificate-signature': 'Signature in the chain',
  filter: 'Extension filter',
}

export const SEVERITIES: Readonly<Record<'error' | 'warning' | 'info', Status>> = {
  error: { icon: 'bad', word: 'error' },
  warning: { icon: 'doubtful', word: 'warning' },
  info: { icon: 'info', word: 'for information' },
}

export const TRUSTED: Readonly<Record<'yes' | 'no' | 'unknown', Status>> = {
  yes: { icon: 'good', word: 'Trusted' },
  no: { icon: 'bad', word: 'Not trusted' },
  unknown: { icon: 'unknown', word: 'Trust not known' },
}

export const OUTLOOKS: Readonly<Record<GatewayJudgementDocument['outlook'], Status>> = {
  healthy: { icon: 'good', word: 'Healthy' },
  unhealthy: { icon: 'bad', word: 'Unhealthy' },
  uncertain: { icon: 'unknown', word: 'Uncertain' },
}

export const CHECKS: Readonly<Record<GatewayJudgementDocument['checks'][number]['result'], Status>> = {
  passed: { icon: 'good', word: 'passed' },
  failed: { icon: 'bad', word: 'failed' },
  risk: { icon: 'doubtful', word: 'a risk' },
  'not-judged': { icon: 'unknown', word: 'not judged' },
}

const GRAVEST: readonly StatusKind[] = ['bad', 'doubtful', 'unknown', 'info', 'good']

function gravest(all: readonly Status[]): Status | null {
  return [...all].sort((a, b) => GRAVEST.indexOf(a.icon) - GRAVEST.indexOf(b.icon))[0] ?? null
}

/** For the tab: the gravest of what the files and the server say of the client certificate. */
export function credentialStatus({ credential, acceptance }: ProbeDocument): Status | null {
  const findings = (credential?.findings ?? [])
    .filter(({ severity }) => severity !== 'info')
    .map(({ severity }) => SEVERITIES[severity])
  return gravest([...findings, ...acceptance.map(({ status }) => ACCEPTANCES[status])])
}

export function serverStatus({ trust, gateway }: ProbeDocument): Status | null {
  return gravest([
    ...(trust === null ? [] : [TRUSTED[trust.trusted]]),
    ...(gateway === null ? [] : [OUTLOOKS[gateway.outlook]]),
  ])
}

export function wayStatus({ stages }: ProbeDocument): Status | null {
  const failed = stages.find(({ stage, result }) => result === 'failed' && WAY.includes(stage))
  return failed === undefined ? null : { icon: 'bad', word: 'failed' }
}

const WAY: readonly string[] = ['dns', 'tcp', 'proxy']
