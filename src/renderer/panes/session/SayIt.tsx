import { APIM_TIERS, GATEWAY_SKUS } from '../../../shared/runbook/article.ts'
import { setState, useApp } from '../../state/store.ts'
import { Choice } from '../fix/ArticleView.tsx'

const NOT_CHOSEN = ['any', 'not chosen'] as const
const SKU_WORDS = { v1: 'v1 (Standard, WAF)', v2: 'v2 (Standard_v2, WAF_v2)' } as const
const TIER_WORDS = {
  classic: 'Developer, Basic, Standard or Premium',
  consumption: 'Consumption',
  v2: 'Basic v2, Standard v2 or Premium v2',
  'self-hosted': 'self-hosted gateway',
} as const

/** What somebody in the call knows by heart needs no document: the gateway's generation, API Management's tier. */
export function SayIt({ item }: { item: string }) {
  const place = useApp((state) => state.place)
  if (item !== 'gateway-sku' && item !== 'apim-tier') return null
  return (
    <div className="session-choice">
      {item === 'gateway-sku' ? (
        <Choice
          label="Or say it: the gateway is"
          value={place.sku ?? 'any'}
          options={[NOT_CHOSEN, ...GATEWAY_SKUS.map((sku) => [sku, SKU_WORDS[sku]] as const)]}
          onChange={(sku) => setState({ place: { ...place, sku: sku === 'any' ? null : sku } })}
        />
      ) : (
        <Choice
          label="Or say it: API Management is"
          value={place.tier ?? 'any'}
          options={[NOT_CHOSEN, ...APIM_TIERS.map((tier) => [tier, TIER_WORDS[tier]] as const)]}
          onChange={(tier) => setState({ place: { ...place, tier: tier === 'any' ? null : tier } })}
        />
      )}
    </div>
  )
}
