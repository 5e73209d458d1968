import { list, quoted } from '../../../diagnosis/words.ts'
import type { RoutingRule } from '../../model.ts'
import { type ConfigurationNote, fileEvidence, type NoteCheck } from '../check.ts'
import { certificateHeaders, overwrites } from '../support/forwarding.ts'
import { called, listenerNamesOf, ofSameGateway, rewritesOf } from '../support/links.ts'

/**
 * A header carries the client's certificate, and another listener, or another path of the same one, lets that header through as a
 * client sends it: anybody can then be anybody (facts 2.16).
 */
export const forgedHeader: NoteCheck = ({ model }) => {
  const notes: ConfigurationNote[] = []
  const reached = new Set(model.routingRules.filter((rule) => listenerNamesOf(model, [rule]).length > 0))
  const isReached = (rule: RoutingRule): boolean => reached.has(rule)
  for (const rule of model.routingRules) {
    const rewrites = rewritesOf(model, rule)
    for (const header of new Set(certificateHeaders(rewrites))) {
      const open = model.routingRules.filter(
        (other) =>
          other !== rule &&
          ofSameGateway(other, rule) &&
          other.backendPool !== null &&
          isReached(other) &&
          isReached(rule) &&
          (other.rewriteRuleSet === null || rewritesOf(model, other).length > 0) &&
          !overwrites(model, other, header),
      )
      if (open.length === 0) continue
      const names = list(open.map(({ name }) => `"${quoted(name)}"`))
      notes.push({
        kind: 'risk',
        leg: 'client-gateway',
        summary: `Anybody can forge ${quoted(header)}: ${open.length === 1 ? 'rule' : 'rules'} ${names} ${open.length === 1 ? 'lets' : 'let'} it through as a client sends it.`,
        explanation: `${called('Rule', rule)} sets ${quoted(header)} to the client’s certificate for API Management to believe. The ${
          open.length === 1 ? 'rule' : 'rules'
        } ${names} should set it to nothing, and do not. Only what cannot reach the same API Management may stay as it is.`,
        evidence: [fileEvidence(rule), ...rewrites.map(fileEvidence), ...open.map(fileEvidence)],
        fixes: ['forward-client-certificate'],
      })
    }
  }
  return notes
}
