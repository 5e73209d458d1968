import type { FindingDocument } from '../../../shared/contract/analysis.ts'
import { CONFIDENCE } from '../../../shared/diagnosis/finding.ts'
import { FINDINGS, type FindingId, isFindingId } from '../../../shared/diagnosis/taxonomy.ts'
import type { Confidence, GatewaySku } from '../../../shared/runbook/article.ts'
import { preflight } from '../../probe/credentials/index.ts'
import type { ProbeRun } from '../../probe/probe.ts'
import { type GatewayJudgement, judgeAsGateway, judgeChain } from '../../trust/index.ts'
import type { Judged } from './document.ts'
import type { ProbeExtras } from './extras.ts'

/** Judges the server's certificates: by whom they lead to, and as the gateway would where that was asked. */
export async function judgeServer(run: ProbeRun, extras: ProbeExtras): Promise<Judged> {
  const sent = run.serverChain
  const host = extras.host ?? run.request.hello.serverName
  const sku = skuOf(extras)
  if (sent.length === 0) return { chain: null, gateway: null, host }
  const atMillis = run.startedMicros / 1000
  const roots = extras.trustedRoots.map(({ der }) => der)
  const chain = await judgeChain({
    sent,
    roots,
    // A root of the user's own stands for all that are trusted, as with the gateway (facts 1.3.1).
    platform: roots.length > 0 ? 'none' : 'bundled',
    purpose: 'server',
    atMillis,
    ...(host === null ? {} : { host }),
  })
  const gateway =
    sku === null
      ? null
      : await judgeAsGateway({
          sku,
          sent,
          uploaded: roots,
          host,
          fetchedWithSni: run.request.hello.serverName,
          atMillis,
        })
  return { chain, gateway, host }
}

function skuOf({ sku, profile }: ProbeExtras): GatewaySku | null {
  if (sku !== null) return sku
  return profile?.id.startsWith('appgw-v2-') ? 'v2' : profile?.id.startsWith('appgw-v1-') ? 'v1' : null
}

/** How far the fact sheet's rows carry a prediction. */
const CARRIES: Readonly<Record<Confidence, number>> = {
  documented: CONFIDENCE.strong,
  reproduced: CONFIDENCE.strong,
  observed: CONFIDENCE.likely,
  inferred: CONFIDENCE.likely,
  unverified: CONFIDENCE.possible,
}

/** What the gateway would say of these certificates, as findings of the configuration; the message's own first. */
export function gatewayFindings(
  judgement: GatewayJudgement,
  roots: ProbeExtras['trustedRoots'],
): FindingDocument[] {
  const { message, fix, cause, outlook, sku } = judgement
  const own = message?.id
  const ids = [...new Set([...(own === undefined ? [] : [own]), ...judgement.findings])]
  return ids.map((id) => {
    const predicted = id === own || id.startsWith('backend-health-')
    const kind = FINDINGS[id]
    const said = id === own && message ? `“${message.text}”` : null
    return {
      id,
      severity: outlook === 'unhealthy' ? kind.severity : 'warning',
      confidence: id === own || !predicted ? CARRIES[judgement.confidence] : CONFIDENCE.possible,
      leg: 'gateway-apim',
      summary:
        said !== null
          ? `Backend health of Application Gateway ${sku} ${outlook === 'unhealthy' ? 'would' : 'may'} say: ${said}`
          : (SUMMARY[id] ?? `The same certificates also fit the finding ${id}.`),
      explanation: [
        cause,
        fix === null ? null : `What fixes it: ${fix.setting}. ${fix.text}`,
        judgement.otherSku,
      ]
        .filter((part) => part !== null)
        .join(' '),
      evidence: [
        ...roots.filter(() => id.startsWith('trusted-root-')).map(({ file }) => ({ file, pointer: '' })),
        ...(predicted
          ? [
              {
                message: null,
                frame: null,
                field: 'certificate_list',
                bytes: null,
                value: 'as the server sent it',
              },
            ]
          : []),
      ],
      disproof: 'The text that backend health really shows for this backend, with these roots attached.',
      fixes: [...new Set([...(fix?.articles ?? []), ...kind.articles])],
    }
  })
}

const SUMMARY: Partial<Record<FindingId, string>> = {
  'trusted-root-mismatch': 'None of the trusted roots given is the root that the server’s chain ends at.',
  'trusted-root-not-ca': 'A certificate given as trusted root is no root: the gateway cannot use it as one.',
  'trusted-root-unneeded':
    'The server’s chain ends at a public CA: the trusted root is not needed, and binds the backend to it.',
}

/** What the client certificate's files tell before a packet is sent, as far as the taxonomy has a name for it. */
export function credentialFindings({ credential, credentialClock }: ProbeExtras): FindingDocument[] {
  if (credential === null) return []
  return preflight(credential, credentialClock).flatMap(({ id, severity, summary, explanation, fixes }) =>
    isFindingId(id)
      ? [
          {
            id,
            severity,
            confidence: CONFIDENCE.proven,
            leg: 'unknown',
            summary,
            explanation,
            evidence: credential.files.map((file) => ({ file, pointer: '' })),
            disproof: 'The same check on the certificate that the client really uses.',
            fixes: [...fixes],
          },
        ]
      : [],
  )
}
