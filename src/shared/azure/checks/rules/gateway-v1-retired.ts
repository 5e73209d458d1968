import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { momentText } from '../../../diagnosis/support/clock.ts'
import { quoted } from '../../../diagnosis/words.ts'
import { type ConfigurationCheck, fileEvidence } from '../check.ts'

/** 2026-04-28, facts 1.1.1. */
const RETIRED_AT = Date.UTC(2026, 3, 28)

/** The gateway is Standard or WAF, the first generation (facts 1.1.1, 2.1): retired, and without client authentication. */
export const gatewayV1Retired: ConfigurationCheck = {
  id: 'gateway-v1-retired',
  check({ model, context }) {
    return model.gateways
      .filter(({ sku }) => sku === 'v1')
      .map((gateway) => {
        const past = context.nowMillis >= RETIRED_AT
        const name = gateway.name === '' ? 'the gateway' : quoted(gateway.name)
        const day = momentText(RETIRED_AT).slice(0, 10)
        return {
          leg: 'unknown',
          basis: 'documented',
          confidence: CONFIDENCE.proven,
          summary: `Application Gateway ${name} is of the v1 generation, which ${past ? 'was' : 'will be'} retired on ${day}.`,
          explanation: `sku.name of ${name} is ${quoted(gateway.skuName ?? 'Standard or WAF')}; it should be Standard_v2 or WAF_v2. A v1 gateway is unsupported ${past ? 'since' : 'from'} ${day}, cannot ask clients for a certificate, and offers its backend TLS 1.2 alone, with the pool’s FQDN as the only server name.`,
          evidence: [fileEvidence(gateway)],
          disproof:
            'az network application-gateway show with sku.name Standard_v2 or WAF_v2: the document is then an old one.',
        }
      })
  },
}
