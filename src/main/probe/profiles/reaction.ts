import { alertText } from '../../../shared/tls/registry/index.ts'
import type { ChainReport } from '../../trust/chain.ts'
import type { FaultKind } from '../../trust/faults.ts'
import type { CertificateCheck, Profile } from './schema.ts'

/** What a profile's client would do with a server's certificates. */
export interface Reaction {
  /** `unknown`: it hangs on a check that nobody could confirm, or on one that could not be made here. */
  readonly refuses: 'yes' | 'no' | 'unknown'
  /** The checks that fail and are done; the first one is told. */
  readonly failed: readonly CertificateCheck[]
  readonly sentence: string
}

/** @param report against the roots that this client trusts, and with the host it asks for */
export function reactionTo(profile: Profile, report: ChainReport): Reaction {
  const broken = brokenChecks(report)
  const failed = profile.certificateChecks.filter(({ check, does }) => broken.has(check) && does === 'yes')
  const open = profile.certificateChecks.filter(({ check, does }) => broken.has(check) && does === 'unknown')
  const [first] = ORDER.flatMap((name) => failed.find(({ check }) => check === name) ?? [])
  const who = profile.title
  if (first) {
    const why = broken.get(first.check) ?? ''
    return { refuses: 'yes', failed, sentence: `${who} would refuse this server, ${how(first)}. ${why}` }
  }
  const [doubt] = open
  if (doubt) {
    const why = broken.get(doubt.check) ?? ''
    return { refuses: 'unknown', failed, sentence: `Whether ${who} minds is not known. ${why}` }
  }
  if (report.trusted === 'unknown') {
    return {
      refuses: 'unknown',
      failed,
      sentence: `Whether ${who} accepts this server cannot be told here. ${report.sentence}`,
    }
  }
  const overlooked = [...broken.values()].join(' ')
  const sentence = overlooked
    ? `${who} would accept this server: it does not look at what is wrong. ${overlooked}`
    : `${who} would accept this server.`
  return { refuses: 'no', failed, sentence }
}

/** Chain building comes first with every client, names and dates after it. */
const ORDER: readonly CertificateCheck['check'][] = [
  'root',
  'chain',
  'strength',
  'purpose',
  'expired',
  'not-yet-valid',
  'name',
  'revocation',
]

const CHECK_OF: { readonly [kind in FaultKind]: CertificateCheck['check'] | null } = {
  'root-untrusted': 'root',
  'issuer-not-found': 'chain',
  'anchor-not-a-root': null,
  'signature-invalid': 'chain',
  'not-a-ca': 'chain',
  'path-length': 'chain',
  'no-cert-sign': 'chain',
  'name-constraint': 'chain',
  'critical-extension': 'chain',
  'validity-unreadable': 'expired',
  expired: 'expired',
  'not-yet-valid': 'not-yet-valid',
  purpose: 'purpose',
  weak: 'strength',
  limit: null,
  'signature-unknown': null,
}

/** Each check that this chain fails, with the sentence that says why. */
function brokenChecks({ paths, host, leaf }: ChainReport): Map<CertificateCheck['check'], string> {
  const broken = new Map<CertificateCheck['check'], string>()
  if (leaf === null) return broken.set('chain', 'No certificate could be read.')
  for (const { kind, text } of paths[0]?.faults ?? []) {
    const check = CHECK_OF[kind]
    if (check && !broken.has(check)) broken.set(check, text)
  }
  if (host?.matched === false) broken.set('name', 'The certificate is not for this host.')
  return broken
}

function how({ failure }: CertificateCheck): string {
  switch (failure.how) {
    case 'alert': {
      const other = failure.alertTls13
      const alert = `with alert ${alertText(failure.alert)}`
      return other === undefined ? alert : `${alert} in TLS 1.2 and ${alertText(other)} in TLS 1.3`
    }
    case 'close-after-handshake':
      return 'without an alert: the handshake completes, and the connection closes before any request'
    case 'none':
    case 'unknown':
      return 'in a way that nobody here could observe'
  }
}
