import type { ProfileSummary } from '../../shared/ipc/probe-options.ts'
import { allProfiles, type Profile } from '../probe/profiles/index.ts'

/** What the window's form shows of each profile: its hello, its habits, and how sure anybody is of them. */
export function profileSummaries(): ProfileSummary[] {
  return allProfiles().map(summaryOf)
}

function summaryOf(profile: Profile): ProfileSummary {
  const { id, title, summary, hello, serverName, clientCertificate } = profile
  const sources = [
    ...profile.provenance.map((group) => source([...group.of], group)),
    source(['SNI'], serverName),
    ...profile.certificateChecks.map((check) => source([`check of ${check.check}`], check)),
    source(['client certificate'], clientCertificate),
  ]
  return {
    id,
    title,
    summary,
    hello: {
      versions: named(hello.versions),
      cipherSuites: named(hello.cipherSuites),
      groups: named(hello.groups),
      signatureAlgorithms: named(hello.signatureAlgorithms),
      alpn: [...hello.alpn],
    },
    serverName: serverName.note,
    clientCertificate: clientCertificate.note,
    sources: [...sources.filter(isUnverified), ...sources.filter((one) => !isUnverified(one))],
  }
}

type Source = ProfileSummary['sources'][number]

function isUnverified({ confidence }: Source): boolean {
  return confidence === 'unverified'
}

function source(of: readonly string[], grounds: Grounds): Source {
  const { confidence, source, note = null, rows = [] } = grounds
  return { of: [...of], confidence, source, note, rows: [...rows] }
}

type Grounds = Pick<Profile['provenance'][number], 'confidence' | 'source' | 'note' | 'rows'>

/** Without what is only there to keep servers from being rigid (RFC 8701). */
function named(names: readonly string[]): string[] {
  return names.filter((name) => !/^GREASE/i.test(name))
}
