import type { DocumentKindId } from './documents/kind.ts'
import type { Place } from './model.ts'

/** One thing that the documents show, in words for a table: `listener-api of agw-edge: Https, port 443, …`. */
export interface Fact {
  readonly about: DocumentKindId
  readonly name: string
  /** What it is part of; `null` where the document does not tell. */
  readonly of: string | null
  /** What matters for mutual TLS, in reading order. */
  readonly says: readonly string[]
  readonly at: Place
}

type Said = string | null | false

export function fact(
  about: DocumentKindId,
  { at, name, of }: { readonly at: Place; readonly name: string | null; readonly of: string | null },
  says: readonly Said[],
): Fact {
  return {
    about,
    name: name ?? '',
    of,
    says: says.filter((one): one is string => typeof one === 'string' && one !== ''),
    at,
  }
}

/** Names in a row of a table. */
export function some(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}
