import type { Profile } from './schema.ts'

export interface UnverifiedValue {
  /** Values of one source: `hello.cipherSuites`, `hello.groups` …; or `the check "root"`, `server_name`, `client certificate`. */
  readonly what: readonly string[]
  /** Why nobody can say for sure. */
  readonly why: string
  readonly rows: readonly string[]
}

/** Everything of a profile that nobody could confirm, so that it can be shown beside every result. */
export function unverifiedValues(profile: Profile): UnverifiedValue[] {
  const values: UnverifiedValue[] = []
  const add = (what: readonly string[], { confidence, source, note, rows }: Grounds) => {
    if (confidence !== 'unverified') return
    values.push({ what, why: note === undefined ? source : `${source}. ${note}`, rows: rows ?? [] })
  }
  for (const group of profile.provenance) {
    add(
      group.of.map((part) => `hello.${part}`),
      group,
    )
  }
  add(['server_name'], profile.serverName)
  for (const entry of profile.certificateChecks) add([`the check "${entry.check}"`], entry)
  add(['client certificate'], profile.clientCertificate)
  return values
}

type Grounds = Pick<Profile['provenance'][number], 'confidence' | 'source' | 'note' | 'rows'>
