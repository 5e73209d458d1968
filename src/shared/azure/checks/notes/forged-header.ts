import { list, quoted } from '../../../diagnosis/words.ts'
import { type ConfigurationNote, fileEvidence, type NoteCheck } from '../check.ts'
import { certificateHeaders, overwrites } from '../support/forwarding.ts'
import { called, ofSameGateway, rewritesOf, sameName } from '../support/links.ts'

/**
 * A header carries the client's certificate, and another listener lets the same header through as a client sends it:
 * anybody can then be anybody (facts 2.16).
 */
export const forgedHeader: NoteCheck = ({ model }) => {
  const notes: ConfigurationNote[] = []
  for (const rule of model.routingRules) {
    const rewrites = rewritesOf(model, rule)
    for (const header of new Set(certificateHeaders(rewrites))) {
      const open = model.routingRules.filter(
        (other) =>
          other !== rule &&
          ofSameGateway(other, rule) &&
          other.backendPool !== null &&
          other.listener !== null &&
          rule.listener !== null &&
          !sameName(other.listener, rule.listener) &&
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
        } ${names} of other listeners should set it to nothing, and do not. Only what cannot reach the same API Management may stay as it is.`,
        evidence: [fileEvidence(rule), ...rewrites.map(fileEvidence), ...open.map(fileEvidence)],
        fixes: ['forward-client-certificate'],
      })
    }
  }
  return notes
}
