import { useState } from 'react'
import type { HandshakeDocument } from '../../../../shared/contract/analysis.ts'
import type {
  AcceptanceDocument,
  CredentialDocument,
  ProbeDocument,
} from '../../../../shared/contract/probe.ts'
import { fileName, plural } from '../../../state/format.ts'
import { selectBytes, selectMessage } from '../../../state/navigate.ts'
import { StatusIcon } from '../../../widgets/StatusIcon.tsx'
import { ACCEPTANCES, ANSWERS, MATCHES, REQUESTED, ROW_KINDS, SEVERITIES } from '../status.ts'
import { type AcceptanceRowDocument, groupsOf, type RowGroup } from './acceptance-groups.ts'
import { CertificateList } from './CertificateList.tsx'

/** The client certificate from both sides: what its files hold, and whether the server's request accepts it. */
export function CredentialPanel({
  probe,
  handshake,
}: {
  probe: ProbeDocument
  handshake: HandshakeDocument | null
}) {
  const { credential, acceptance } = probe
  return (
    <>
      {acceptance.map((one, index) => (
        <Acceptance
          key={one.requested}
          acceptance={one}
          message={handshake === null ? null : requestMessage(handshake, index)}
        />
      ))}
      {acceptance.length === 0 && <NotAsked probe={probe} handshake={handshake} />}
      {credential !== null && <Files credential={credential} />}
    </>
  )
}

/** Index of the message that asked; as many were asked, as many stand in the ladder. */
function requestMessage({ messages }: HandshakeDocument, nth: number): number | null {
  const all = messages.flatMap(({ type }, index) => (type === 'CertificateRequest' ? [index] : []))
  return all[nth] ?? null
}

function NotAsked({ probe, handshake }: { probe: ProbeDocument; handshake: HandshakeDocument | null }) {
  const requested = handshake?.mutualTls.requested ?? 'no'
  const names = handshake?.mutualTls.caNames ?? []
  return (
    <section className="detail">
      <h3>Does the server take it?</h3>
      {requested === 'no' || requested === 'unknown' ? (
        <p>
          The server asked for no client certificate{probe.credential === null ? '' : ', so none was sent'}.
          Where one is asked for later, by path or by renegotiation, only a request of that path shows it.
        </p>
      ) : (
        <>
          <p>
            The server asked for a client certificate; none was given to the probe, so there is nothing to
            compare. Give one under Client certificate in the form.
          </p>
          <h4>
            {names.length === 0
              ? 'It named no CA: any issuer may do'
              : `It takes issuers of ${plural(names.length, 'name')}`}
          </h4>
          <ul className="detail-list mono">
            {names.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Acceptance({ acceptance, message }: { acceptance: AcceptanceDocument; message: number | null }) {
  const status = ACCEPTANCES[acceptance.status]
  return (
    <section className="detail">
      <h3>Does the server take it?</h3>
      <p className={`detail-verdict ${status.icon}`}>
        <StatusIcon status={status.icon} /> <strong>{status.word}.</strong> <span>{acceptance.verdict}</span>
      </p>
      <p className="quiet">
        Asked {REQUESTED[acceptance.requested]}, {ANSWERS[acceptance.answer]}.
        {acceptance.list === 'truncated' && ' The list of CA names was cut short.'}
      </p>
      <table className="acceptance">
        <caption className="said">What the server asks for, and what this certificate has</caption>
        <thead>
          <tr>
            <th scope="col">The server asks for</th>
            <th scope="col">Your certificate has</th>
          </tr>
        </thead>
        {groupsOf(acceptance.rows).map((group) => (
          <AcceptanceGroup key={group.kind} group={group} message={message} />
        ))}
      </table>
      {acceptance.moreRows > 0 && <p className="quiet">And {plural(acceptance.moreRows, 'more line')}.</p>}
    </section>
  )
}

/** A list of CA names may have hundreds. */
const MOST_SHOWN = 12

/** What fits stands first. Where something fits, what does not is no fault, and folded away. */
function AcceptanceGroup({ group, message }: { group: RowGroup; message: number | null }) {
  const [unfolded, setUnfolded] = useState(false)
  const { fitting, others } = group
  const quiet = fitting.length > 0
  const shown = unfolded ? others : others.slice(0, quiet ? 0 : MOST_SHOWN)
  const folds = others.length > (quiet ? 1 : MOST_SHOWN)
  return (
    <tbody className={quiet ? 'quiet-misfits' : ''}>
      {[...fitting, ...(folds ? shown : others)].map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a server may name one thing twice
        <AcceptanceRow key={index} row={row} message={message} />
      ))}
      {folds && (
        <tr className="row-fold">
          <td colSpan={2}>
            <button
              type="button"
              className="link"
              aria-expanded={unfolded}
              onClick={() => setUnfolded(!unfolded)}
            >
              {unfolded ? 'Fewer' : `${others.length - shown.length} more that do not fit it`}
            </button>
          </td>
        </tr>
      )}
    </tbody>
  )
}

function AcceptanceRow({ row, message }: { row: AcceptanceRowDocument; message: number | null }) {
  const match = MATCHES[row.match]
  const { bytes } = row
  const show =
    bytes === null || message === null
      ? null
      : (): void => {
          selectMessage(message)
          selectBytes(bytes[0], bytes[1])
        }
  return (
    <>
      <tr data-match={row.match}>
        <td>
          <span className="row-kind">{ROW_KINDS[row.kind]}</span>
          {show === null ? (
            <span className="mono">{row.asks}</span>
          ) : (
            <button type="button" className="link mono" title="Show its bytes in the message" onClick={show}>
              {row.asks}
            </button>
          )}
        </td>
        <td>
          <span className={`row-match ${match.icon}`}>
            <StatusIcon status={match.icon} /> {match.word}
          </span>
          <span className="mono">{row.has}</span>
        </td>
      </tr>
      {row.note !== null && (
        <tr className="row-note" data-match={row.match}>
          <td colSpan={2}>{row.note}</td>
        </tr>
      )}
    </>
  )
}

function Files({ credential }: { credential: CredentialDocument }) {
  const findings = credential.findings
  return (
    <>
      <section className="detail">
        <h3>Before a packet was sent</h3>
        {findings.length === 0 ? (
          <p className="detail-verdict good">
            <StatusIcon status="good" /> Key and certificate match, and nothing speaks against them.
          </p>
        ) : (
          <ul className="preflight" aria-label="Checks of the client certificate">
            {findings.map((finding) => {
              const severity = SEVERITIES[finding.severity]
              return (
                <li key={`${finding.id} ${finding.summary}`}>
                  <details>
                    <summary>
                      <StatusIcon status={severity.icon} />
                      <span>
                        <span className="said">{severity.word}: </span>
                        {finding.summary}
                      </span>
                    </summary>
                    <p className="quiet">{finding.explanation}</p>
                  </details>
                </li>
              )
            })}
          </ul>
        )}
      </section>
      <section className="detail">
        <h3>
          The certificate{' '}
          <span className="quiet">
            {credential.sendChain === 'leaf' ? 'sent without its chain' : 'sent with its chain'}
          </span>
        </h3>
        <CertificateList chain={credential.chain} />
        <p className="quiet">
          {credential.files.map(fileName).join(', ')}:{' '}
          {credential.contents.map(({ text }) => text).join('; ')}
        </p>
      </section>
    </>
  )
}
