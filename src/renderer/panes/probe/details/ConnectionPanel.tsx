import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ProbeDocument } from '../../../../shared/contract/probe.ts'
import { formatBytes, formatDuration, formatEndpoint } from '../../../state/format.ts'
import { STAGE_NAMES } from '../stages.ts'

/** How the probe got there, what was agreed, and what the server answered. */
export function ConnectionPanel({ probe }: { probe: ProbeDocument }) {
  return (
    <>
      <section className="detail">
        <h3>Stages</h3>
        <dl className="facts stages-told">
          {probe.stages.map(({ stage, summary, durationMicros, result }) => (
            <div key={stage}>
              <dt>
                {STAGE_NAMES[stage]}
                {result !== 'done' && `, ${result}`}
              </dt>
              <dd>
                {summary}{' '}
                {result !== 'skipped' && <span className="quiet">{formatDuration(durationMicros)}</span>}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <Names probe={probe} />
      <Attempts probe={probe} />
      <Agreed probe={probe} />
      <Answer probe={probe} />
    </>
  )
}

function Names({ probe }: { probe: ProbeDocument }) {
  const { names } = probe
  if (names === null) return null
  const dns = names.dnsAddresses
  return (
    <section className="detail">
      <h3>
        What <span className="mono">{names.name}</span> resolves to
      </h3>
      {names.hostsEntries.map((entry) => (
        <p
          key={`${entry.file} ${entry.line}`}
          className={names.name === 'localhost' ? 'quiet' : 'detail-warning'}
        >
          {names.name !== 'localhost' && <TriangleAlert aria-label="Warning" />} The hosts file has the last
          word: <span className="mono">{entry.address}</span> by line {entry.line} of{' '}
          <span className="mono">{entry.file}</span>
        </p>
      ))}
      <dl className="facts">
        <Fact word="This machine">
          <Addresses addresses={names.addresses} error={names.error} />
        </Fact>
        {dns !== null && (
          <Fact word="DNS itself">
            <Addresses addresses={dns} error={null} />
          </Fact>
        )}
        {names.aliases !== null && (
          <Fact word="By way of">
            {names.aliases.length === 0 ? <span className="quiet">no CNAME</span> : names.aliases.join(' → ')}
          </Fact>
        )}
        <Fact word="Resolver">
          {names.servers.length === 0 ? (
            <span className="quiet">not told by the system</span>
          ) : (
            names.servers.join(', ')
          )}
        </Fact>
      </dl>
    </section>
  )
}

function Addresses({
  addresses,
  error,
}: {
  addresses: readonly { readonly address: string; readonly space: string }[]
  error: string | null
}) {
  if (addresses.length === 0) return <span className="quiet">none{error === null ? '' : ` (${error})`}</span>
  return addresses.map(({ address, space }) => (
    <span key={address} className="address">
      {address} <span className={space === 'public' ? 'tag todo' : 'tag'}>{space}</span>
    </span>
  ))
}

function Attempts({ probe }: { probe: ProbeDocument }) {
  if (probe.attempts.length === 0) return null
  return (
    <section className="detail">
      <h3>Connections tried</h3>
      <dl className="facts">
        {probe.attempts.map((attempt) => (
          <Fact key={attempt.startedAt + attempt.address} word={formatEndpoint(attempt)}>
            {attempt.result}
            {attempt.code === null ? '' : ` (${attempt.code})`}{' '}
            <span className="quiet">after {formatDuration(attempt.durationMicros)}</span>
          </Fact>
        ))}
        {probe.proxy !== null && (
          <Fact word="Proxy">
            {probe.proxy.host}:{probe.proxy.port}
          </Fact>
        )}
      </dl>
    </section>
  )
}

function Agreed({ probe }: { probe: ProbeDocument }) {
  const { negotiated, offered, ownEnd } = probe
  return (
    <section className="detail">
      <h3>{negotiated === null ? 'Offered' : 'Agreed'}</h3>
      <dl className="facts">
        {negotiated === null ? (
          <Fact word="Versions">{offered.versions.join(', ')}</Fact>
        ) : (
          <>
            <Fact word="Version">{negotiated.version}</Fact>
            <Fact word="Cipher suite">{negotiated.cipherSuite.name}</Fact>
            {negotiated.group !== null && <Fact word="Group">{negotiated.group.name}</Fact>}
            <Fact word="Server’s proof">
              {negotiated.serverSignature.check}
              {negotiated.serverSignature.scheme === null
                ? ''
                : `, ${negotiated.serverSignature.scheme.name}`}
            </Fact>
            <Fact word="ALPN">{negotiated.alpn ?? <span className="quiet">none chosen</span>}</Fact>
            {extras(negotiated) !== '' && <Fact word="Also">{extras(negotiated)}</Fact>}
          </>
        )}
        <Fact word="SNI sent">{offered.sni ?? <span className="quiet">none</span>}</Fact>
        {ownEnd !== null && (
          <Fact word="The probe ended it">
            {ownEnd.text} ({ownEnd.alert})
          </Fact>
        )}
      </dl>
    </section>
  )
}

function extras(negotiated: NonNullable<ProbeDocument['negotiated']>): string {
  return [
    negotiated.helloRetryRequest ? 'HelloRetryRequest' : null,
    negotiated.extendedMasterSecret ? 'extended master secret' : null,
    negotiated.encryptThenMac ? 'encrypt-then-MAC' : null,
    negotiated.secureRenegotiation ? 'secure renegotiation' : null,
    negotiated.dhPrimeBits === null ? null : `DH prime of ${negotiated.dhPrimeBits} bits`,
    negotiated.downgradeSignal ? 'a downgrade signal' : null,
    negotiated.tickets === 0 ? null : `${negotiated.tickets} session tickets`,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

function Answer({ probe }: { probe: ProbeDocument }) {
  const { request, http } = probe
  if (request === null) return null
  return (
    <section className="detail">
      <h3>
        HTTP{' '}
        <span className="quiet mono">
          {request.method} {request.path}
        </span>
      </h3>
      {http === null ? (
        <p className="quiet">No answer came.</p>
      ) : (
        <>
          <p className="mono">
            <strong>
              HTTP/{http.version} {http.status} {http.reason}
            </strong>{' '}
            <span className="quiet">after {formatDuration(http.atMicros)}</span>
          </p>
          <dl className="facts">
            {http.headers.map(([name, value], index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice
              <Fact key={index} word={name}>
                {value}
              </Fact>
            ))}
          </dl>
          {http.body !== null && http.body !== '' && <pre className="http-body">{http.body}</pre>}
          {http.body === null && <p className="quiet">{formatBytes(http.bodyLength)} that are no text.</p>}
        </>
      )}
    </section>
  )
}

function Fact({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd className="mono">{children}</dd>
    </div>
  )
}
