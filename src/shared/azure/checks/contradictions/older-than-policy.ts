import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { quoted } from '../../../diagnosis/words.ts'
import { fileEvidence } from '../check.ts'
import { wireEvidence } from '../wire.ts'
import { contradiction } from './contradiction.ts'

const OLD: ReadonlySet<string> = new Set(['SSL 3.0', 'TLS 1.0', 'TLS 1.1'])

/** A version was agreed on that no policy still accepted lets in (facts 2.22). */
export const olderThanPolicy = contradiction(({ model, context }) => {
  const policies = model.tlsPolicies.filter(({ sslProfile }) => sslProfile === null)
  const [policy] = policies
  const strict =
    policies.length > 0 &&
    policies.every(
      ({ name, minProtocolVersion }) =>
        /^AppGwSslPolicy(?:20170401S|2022\d{4}S?)$/i.test(name ?? '') ||
        /^TLSv1_[23]$/i.test(minProtocolVersion ?? ''),
    )
  const old = context.wire.find(
    ({ leg, version }) => leg === 'client-gateway' && version !== null && OLD.has(version),
  )
  if (!strict || policy === undefined || old === undefined) return []
  const is = quoted(policy.name ?? policy.minProtocolVersion ?? '')
  return [
    {
      leg: 'client-gateway',
      confidence: CONFIDENCE.strong,
      basis: 'documented',
      summary: `The gateway’s TLS policy ${is} starts at TLS 1.2, and in ${old.handshake} the server agreed to ${old.version}.`,
      explanation: `Whoever answered at ${old.serverAddress ?? 'that address'} is not this gateway (another gateway, or a proxy before it), or the policy was changed between the capture and the document. The packets say what was agreed on at their time.`,
      evidence: [
        fileEvidence(policy),
        wireEvidence(old, old.frames.serverHello, 'version', old.version ?? ''),
      ],
      disproof: `The address ${old.serverAddress ?? 'of the server'} being no frontend of this gateway: then both are right.`,
      also: ['tls-policy'],
    },
  ]
})
