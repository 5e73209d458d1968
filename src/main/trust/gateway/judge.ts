import { HEALTH_MESSAGES } from '../../../shared/azure/health/messages.ts'
import type { FindingId } from '../../../shared/diagnosis/taxonomy.ts'
import { quoted } from '../../../shared/diagnosis/words.ts'
import { checksOf } from './checks.ts'
import {
  type GatewayFault,
  type GatewayJudgement,
  type GatewayQuestion,
  type PredictedMessage,
  predicted,
} from './judgement.ts'
import { type Presented, presented, rootsAreUnneeded } from './presented.ts'
import { allowListFault, v1ChainRisk, v1NameFault, v1ValidityFault } from './v1-faults.ts'
import { issuerFault, nameFault, purposeFault, strengthRisk, validityFault } from './v2-certificate-faults.ts'
import {
  intermediateFault,
  leafFirstFault,
  leafMissingFault,
  orderRisk,
  renewedRootRisk,
  rootFault,
  selfSignedFault,
} from './v2-chain-faults.ts'

type FaultCheck = (seen: Presented) => GatewayFault | null

/** The first of a group that speaks is told; the others would say the same thing in other words. */
const V2_CHAIN: readonly (readonly FaultCheck[])[] = [
  [leafMissingFault, leafFirstFault, selfSignedFault, intermediateFault, rootFault],
  [renewedRootRisk, orderRisk],
  [issuerFault],
]
const V2_NAME: readonly (readonly FaultCheck[])[] = [[nameFault]]
const V2_REST: readonly (readonly FaultCheck[])[] = [[validityFault], [purposeFault], [strengthRisk]]
const V1: readonly (readonly FaultCheck[])[] = [
  [allowListFault],
  [v1NameFault],
  [v1ValidityFault],
  [v1ChainRisk],
]

/**
 * What Application Gateway would say of a backend's certificates, as far as its documentation, observers and the
 * behaviour of its kind allow to tell (facts 1.3 and 3). Never throws on bytes. Which of several faults it tells
 * first is not documented; the order here is the one OpenSSL verifies in.
 */
export async function judgeAsGateway(question: GatewayQuestion): Promise<GatewayJudgement> {
  const seen = await presented(question)
  if (!seen) return withoutCertificate(question)
  const faults = faultsOf(seen)
  const worst = faults[0] ?? null
  const failed = worst?.result === 'failed'
  const others = faults.flatMap((fault) => fault.message ?? [])
  const message = worst?.message ? predicted(worst.message, worst.verifyCode) : null
  const alternatives = alternativesOf(faults, message)
  const unsure = seen.chain.trusted === 'unknown' && !failed
  return {
    sku: question.sku,
    outlook: failed ? 'unhealthy' : worst || unsure ? 'uncertain' : 'healthy',
    sentence: sentenceOf(seen, worst, message, unsure),
    message,
    alternatives,
    cause: worst?.cause ?? null,
    confidence: worst?.grounds.confidence ?? 'inferred',
    row: worst?.grounds.row ?? null,
    fix: worst?.fix ?? null,
    articles: [...new Set(faults.flatMap(({ fix }) => fix.articles))],
    findings: [
      ...new Set<FindingId>([
        ...others.map((key) => HEALTH_MESSAGES[key].id),
        ...faults.flatMap((fault) => fault.findings ?? []),
        ...(rootsAreUnneeded(seen) ? (['trusted-root-unneeded'] as const) : []),
      ]),
    ],
    checks: checksOf(seen, faults),
    otherSku: OTHER[question.sku],
    unverified: unverifiedOf(question, faults),
  }
}

function faultsOf(seen: Presented): GatewayFault[] {
  const { question } = seen
  const groups =
    question.sku === 'v1'
      ? V1
      : question.validateCertChainAndExpiry === false
        ? V2_NAME
        : [...V2_CHAIN, ...V2_NAME, ...V2_REST]
  const faults = groups.flatMap((group) => {
    for (const check of group) {
      const fault = check(seen)
      if (fault) return [fault]
    }
    return []
  })
  return faults.sort((one, other) => Number(one.result === 'risk') - Number(other.result === 'risk'))
}

function alternativesOf(
  faults: readonly GatewayFault[],
  message: PredictedMessage | null,
): PredictedMessage[] {
  const all = faults.flatMap((fault) => [
    ...(fault.message ? [predicted(fault.message, fault.verifyCode)] : []),
    ...(fault.otherCodes ?? []).map((code) => predicted('verify-code', code)),
    ...(fault.alternatives ?? []).map((key) => predicted(key)),
  ])
  return all.filter(
    ({ text }, at) => text !== message?.text && all.findIndex((other) => other.text === text) === at,
  )
}

function sentenceOf(
  seen: Presented,
  worst: GatewayFault | null,
  message: PredictedMessage | null,
  unsure: boolean,
): string {
  const gateway = `Application Gateway ${seen.question.sku}`
  const said = message ? `“${message.text}”` : 'no message of its own'
  if (worst?.result === 'failed') return `${gateway} would mark this backend unhealthy: ${said}`
  if (worst) return `${gateway} may mark this backend unhealthy; if so it would say ${said}`
  if (unsure) return `Whether ${gateway} accepts this chain cannot be told: ${seen.chain.sentence}`
  const host = seen.question.host === null ? '' : ` for ${quoted(seen.question.host)}`
  return `${gateway} would accept these certificates${host}; backend health then hangs on the HTTP answer.`
}

const OTHER = {
  v2: 'v1 would hold the leaf itself against an uploaded authentication certificate and look for no root; v1 has been retired since 2026-04-28.',
  v1: 'v2 would look for the root that the chain ends at, uploaded or public, and accept no copy of the leaf in its place.',
} as const

function unverifiedOf(
  { sku, uploaded }: GatewayQuestion,
  faults: readonly GatewayFault[],
): GatewayJudgement['unverified'] {
  const points = faults
    .filter(({ grounds }) => grounds.confidence === 'unverified')
    .map(({ grounds, cause }) => ({ row: grounds.row, text: cause }))
  if (faults.length > 1) {
    points.push({
      row: '3',
      text: 'Which of several faults the gateway tells first is not documented; the order here is the one OpenSSL verifies in.',
    })
  }
  if (sku === 'v2' && uploaded.length === 0) {
    points.push({
      row: '1.3.1',
      text: 'The list of public roots inside the gateway is not published; the one of this program stands in for it.',
    })
  }
  return points
}

function withoutCertificate({ sku, sent }: GatewayQuestion): GatewayJudgement {
  const cause =
    sent.length === 0
      ? 'The backend sent no certificate, so the TLS handshake itself did not get that far.'
      : 'None of the certificates that the backend sent can be read.'
  return {
    sku,
    outlook: 'unhealthy',
    sentence: `Application Gateway ${sku} would mark this backend unhealthy, with a message that nobody has recorded for this case.`,
    message: null,
    alternatives: [],
    cause,
    confidence: 'inferred',
    row: null,
    fix: null,
    articles: ['backend-health', 'server-chain'],
    findings: [],
    checks: [{ name: 'sent', result: 'failed', text: cause, row: '1.3.4', confidence: 'inferred' }],
    otherSku: OTHER[sku],
    unverified: [
      {
        row: '3',
        text: 'No message of backend health is known for a backend without a readable certificate.',
      },
    ],
  }
}
