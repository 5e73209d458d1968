import type { ProbeRequest } from '../probe.ts'
import type { MatrixPlan } from './plan.ts'
import type { MatrixQuestion } from './question.ts'
import type { Place } from './separation.ts'

/** @param address where to connect to; `null`: as the base says */
export function cellRequest(
  { base, credentials }: MatrixQuestion,
  { axes }: MatrixPlan,
  [tls = 0, certificate = 0, sni = 0, alpn = 0]: Place,
  address: ProbeRequest['connect'],
): ProbeRequest {
  const choice = axes.certificate[certificate]
  const credential = choice?.credential ?? null
  return {
    ...base,
    connect: address ?? base.connect,
    hello: {
      ...(axes.tls[tls]?.hello ?? base.hello),
      serverName: axes.sni[sni]?.serverName ?? null,
      alpn: axes.alpn[alpn]?.protocols ?? [],
    },
    credential: credential === null ? null : (credentials[credential]?.answer ?? null),
    sendChain: choice?.sent === 'leaf' ? 'leaf' : 'full',
  }
}
