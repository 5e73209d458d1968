import { quoted } from '../../../shared/diagnosis/words.ts'
import { certificateExtension } from '../../../shared/x509/certificate.ts'
import { certificateOf, subjectText } from '../candidate.ts'
import type { CheckName, GatewayCheck, GatewayFault } from './judgement.ts'
import { type Presented, rootsAreUnneeded, usesCustomRoots } from './presented.ts'

/** Every check that the gateway is known to do, passed or not, in the order a person reads them. */
export function checksOf(seen: Presented, faults: readonly GatewayFault[]): GatewayCheck[] {
  const rows = seen.question.sku === 'v1' ? V1_CHECKS : V2_CHECKS
  const broken = rows.findIndex(([name]) =>
    faults.some(({ check, result }) => check === name && result === 'failed' && CHAIN.has(name)),
  )
  const checks = rows.map(([name, row, passed], at): GatewayCheck => {
    const fault = faults.find(({ check }) => check === name)
    if (fault) return { name, result: fault.result, text: fault.cause, ...fault.grounds }
    const reached = broken < 0 || at < broken || !CHAIN.has(name)
    const skipped = skippedText(name, seen, reached)
    if (skipped) return { name, result: 'not-judged', text: skipped, row, confidence: 'documented' }
    return { name, result: 'passed', text: passed(seen), row, confidence: 'documented' }
  })
  return [...checks, ...remarks(seen)]
}

type CheckRow = readonly [CheckName, row: string, passed: (seen: Presented) => string]

/** Each of these means something only where those before it passed. */
const CHAIN: ReadonlySet<CheckName> = new Set([
  'sent',
  'leaf-first',
  'self-signed',
  'intermediates',
  'order',
  'root',
  'issuers',
])

const V2_CHECKS: readonly CheckRow[] = [
  ['sent', '3.11', (seen) => `${seen.certificates.length} certificates were sent, a leaf among them.`],
  ['leaf-first', '1.3.5', (seen) => `The leaf ${quoted(subjectText(seen.leaf))} stands first.`],
  ['self-signed', '1.3.8', () => 'The leaf is not a self-signed certificate without CA:TRUE.'],
  ['intermediates', '1.3.4', () => 'Every issuer below the root was sent.'],
  ['order', '1.3.5', () => 'Each certificate stands below the one it issued.'],
  ['root', '1.3.1', rootText],
  ['issuers', '3.18', () => 'Every issuer says CA:TRUE and its signature verifies.'],
  ['name', '1.3.6', nameText],
  ['validity', '1.3.7', () => 'Every certificate of the chain is within its dates.'],
  ['purpose', '3.18', () => 'The leaf may be used for servers.'],
  ['strength', '3.18', () => 'No key is shorter than RSA 2048 and no signature uses SHA-1 or MD5.'],
]

const V1_CHECKS: readonly CheckRow[] = [
  ['allow-list', '1.3.1', allowListText],
  ['name', '1.3.6', nameText],
  ['validity', '1.3.7', () => 'Every certificate of the chain is within its dates.'],
  ['issuers', '3.21', () => 'The certificates sent fit together.'],
]

function rootText(seen: Presented): string {
  const root = seen.path.links.at(-1)?.candidate
  const named = root ? quoted(subjectText(root)) : 'a root'
  if (!usesCustomRoots(seen)) return `The chain ends at the public root ${named}: nothing to upload.`
  const sent = root && root.origin.kind !== 'sent' && root.origin.sentAt !== null
  return `The chain ends at ${named}, which is attached${sent ? ' and was sent' : '; the backend left it out, which is allowed'}.`
}

function nameText({ host, question }: Presented): string {
  return host?.matched ? `${quoted(question.host ?? '')} is covered by ${quoted(host.entry)}.` : ''
}

function allowListText({ question }: Presented): string {
  return question.trustedAzureService
    ? 'A trusted Azure service needs no authentication certificate.'
    : 'The leaf is byte for byte the uploaded authentication certificate.'
}

/** Why a check was not done; empty where it was. */
function skippedText(name: CheckName, seen: Presented, reached: boolean): string {
  const { validateSni, validateCertChainAndExpiry, host, sku } = seen.question
  if (name === 'name') {
    if (host === null) return 'There is no host name to judge by: neither probe nor backend setting give one.'
    return validateSni === false && sku === 'v2' ? 'validateSNI is off, so the name does not matter.' : ''
  }
  if (sku === 'v2' && validateCertChainAndExpiry === false) {
    return 'validateCertChainAndExpiry is off, so chain and dates do not matter. It is meant for tests.'
  }
  if (!reached) return 'Not reached: the chain is broken before this matters.'
  return name === 'order' && !seen.inOrder
    ? 'The order matters only once the chain reaches a trusted root.'
    : ''
}

/** What cannot be judged from certificates alone, and is worth knowing. */
function remarks(seen: Presented): GatewayCheck[] {
  const { question, path } = seen
  const remarks: GatewayCheck[] = []
  if (rootsAreUnneeded(seen)) {
    remarks.push({
      name: 'root-needed',
      result: 'risk',
      text: 'This is a public CA: no root needs to be attached, and the day the backend changes its CA the attached ones shut it out.',
      row: '1.3.2',
      confidence: 'documented',
    })
  }
  const { fetchedWithSni, host } = question
  if (fetchedWithSni !== undefined && fetchedWithSni !== host) {
    const used =
      fetchedWithSni === null ? 'without server_name' : `with server_name ${quoted(fetchedWithSni)}`
    const wanted = host === null ? 'sends none' : `sends ${quoted(host)}`
    remarks.push({
      name: 'sni',
      result: 'risk',
      text: `This chain was fetched ${used}, but the gateway ${wanted}: the backend may serve it another certificate.`,
      row: '1.2.8',
      confidence: 'documented',
    })
  }
  const places = path.links.flatMap(({ candidate }) => {
    return certificateExtension(certificateOf(candidate), 'cRLDistributionPoints')?.uris ?? []
  })
  if (places.length > 0 && question.sku === 'v2') {
    const hosts = [...new Set(places.map((uri) => /^[a-z]+:\/\/([^/:]+)/i.exec(uri)?.[1] ?? uri))]
    remarks.push({
      name: 'revocation',
      result: 'not-judged',
      text: `The gateway's subnet must reach ${hosts.map(quoted).join(', ')} for revocation lists, else backend health may be Unknown.`,
      row: '1.3.9',
      confidence: 'documented',
    })
  }
  return remarks
}
