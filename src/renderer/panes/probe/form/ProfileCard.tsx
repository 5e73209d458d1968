import { CircleHelp } from 'lucide-react'
import type { ProfileSummary } from '../../../../shared/ipc/probe-options.ts'
import { plural } from '../../../state/format.ts'
import { useProbe } from '../../../state/probe-store.ts'

/** What a profile sends, and what of it nobody could confirm. */
export function ProfileCard({ id }: { id: string }) {
  const profile = useProbe((state) => state.profiles?.find((one) => one.id === id))
  if (profile === undefined) return null
  const { hello } = profile
  const unverified = profile.sources.filter(({ confidence }) => confidence === 'unverified')
  return (
    <div className="profile-card">
      <p>{profile.summary}</p>
      <dl className="profile-hello">
        <Fact word="Versions" values={hello.versions} />
        <Fact word="Suites" values={hello.cipherSuites} />
        <Fact word="Groups" values={hello.groups} />
        <Fact word="Signatures" values={hello.signatureAlgorithms} />
        <Fact word="ALPN" values={hello.alpn} />
        <div>
          <dt>SNI</dt>
          <dd>{profile.serverName}</dd>
        </div>
        <div>
          <dt>Certificate</dt>
          <dd>{profile.clientCertificate}</dd>
        </div>
      </dl>
      {unverified.map((source) => (
        <p key={`${source.of.join()} ${source.source}`} className="unverified">
          <CircleHelp aria-hidden="true" />{' '}
          <span>
            <strong>UNVERIFIED</strong> {source.of.join(', ')}. {source.source}
            {source.note === null ? '' : `. ${source.note}`}
          </span>
        </p>
      ))}
      <details className="profile-sources">
        <summary>{plural(profile.sources.length, 'source')}</summary>
        <Sources profile={profile} />
      </details>
    </div>
  )
}

function Sources({ profile }: { profile: ProfileSummary }) {
  return (
    <ul>
      {profile.sources.map((source) => (
        <li key={`${source.of.join()} ${source.source}`}>
          <span className={source.confidence === 'unverified' ? 'tag todo' : 'tag'}>{source.confidence}</span>{' '}
          <strong>{source.of.join(', ')}</strong>: {source.source}
          {source.note === null ? '' : `. ${source.note}`}
        </li>
      ))}
    </ul>
  )
}

const SHOWN = 3

function Fact({ word, values }: { word: string; values: readonly string[] }) {
  const more = values.length - SHOWN
  return (
    <div>
      <dt>{word}</dt>
      <dd className="mono" title={values.join('\n')}>
        {values.length === 0 ? <span className="quiet">none</span> : values.slice(0, SHOWN).join(', ')}
        {more > 0 && <span className="quiet"> and {more} more</span>}
      </dd>
    </div>
  )
}
