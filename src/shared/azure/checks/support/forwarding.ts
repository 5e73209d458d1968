import type { AzureModel, RewriteRule, RoutingRule } from '../../model.ts'
import { rewritesOf } from './links.ts'

/** How the client's certificate gets behind the gateway: as a request header, by a rewrite (facts 2.13, 2.16). */

const CERTIFICATE = /\{var_client_certificate\}/i

/** The names of the headers that carry the client's certificate on the way to the backend. */
export function certificateHeaders(rewrites: readonly RewriteRule[]): string[] {
  return rewrites.flatMap(({ requestHeaders }) =>
    requestHeaders.filter(({ value }) => CERTIFICATE.test(value)).map(({ name }) => name),
  )
}

/** Whether a rule takes a header away, or sets it to something of the gateway's own. */
export function overwrites(model: AzureModel, rule: RoutingRule, header: string): boolean {
  return rewritesOf(model, rule).some(({ requestHeaders }) =>
    requestHeaders.some(({ name }) => name.toLowerCase() === header.toLowerCase()),
  )
}

/** Whether any rule that is in use hands the certificate on; a rewrite set that no rule names is not. */
export function forwardsCertificate(model: AzureModel): boolean {
  return model.routingRules.some((rule) => certificateHeaders(rewritesOf(model, rule)).length > 0)
}
