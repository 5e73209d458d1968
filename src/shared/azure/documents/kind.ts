import type { Entry } from './entry.ts'
import type { ModelParts } from './model-parts.ts'

/** One kind of thing that `az` prints: how it is known, and what of it goes into the model. */
export interface DocumentKind {
  readonly id: DocumentKindId
  /** In a sentence: `HTTP settings of an application gateway`. */
  readonly title: string
  /** The command that prints it. */
  readonly command: string
  /** ARM types of it, lower case. */
  readonly types: readonly string[]
  /**
   * Whether this is one, by its properties: an entry of the CLI's own output that was cut out, or the result of a
   * `--query` of the runbook or the fact sheet (facts 6). Asked only where no type tells.
   */
  looksLike(entry: Entry): boolean
  read(entry: Entry, parts: ModelParts, within: Within): void
}

/** What a thing was found in. */
export interface Within {
  /** Name of the gateway, API Management service or NSG, for things that do not say so themselves. */
  readonly owner: string | null
  /** The gateway's frontend ports by name: a listener only points to one. */
  readonly frontendPorts?: ReadonlyMap<string, number>
}

export const NOWHERE: Within = { owner: null }

export type DocumentKindId =
  | 'backend-health'
  | 'application-gateway'
  | 'http-listener'
  | 'ssl-profile'
  | 'client-cert'
  | 'root-cert'
  | 'auth-cert'
  | 'address-pool'
  | 'http-settings'
  | 'probe'
  | 'rule'
  | 'url-path-map'
  | 'rewrite-rule-set'
  | 'ssl-policy'
  | 'access-log'
  | 'firewall-log'
  | 'apim-log'
  | 'apim'
  | 'apim-hostname'
  | 'apim-ca'
  | 'nsg'
  | 'nsg-rule'
  | 'dns-record'

/** Where a resource is named by its own id, it is whole; a `--query` result has none. */
export function partialOf(entry: Entry): { partial?: true } {
  return entry.has('id') || entry.has('etag') || entry.has('properties') ? {} : { partial: true }
}
