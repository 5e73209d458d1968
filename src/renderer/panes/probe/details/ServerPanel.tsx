import { CircleHelp } from 'lucide-react'
import type { HandshakeDocument } from '../../../../shared/contract/analysis.ts'
import type { ProbeDocument } from '../../../../shared/contract/probe.ts'
import { StatusIcon } from '../../../widgets/StatusIcon.tsx'
import { TRUSTED } from '../status.ts'
import { CertificateList } from './CertificateList.tsx'
import { GatewayCard } from './GatewayCard.tsx'

/** The server's certificates, who would believe them, and what Application Gateway would say. */
export function ServerPanel({
  probe,
  handshake,
}: {
  probe: ProbeDocument
  handshake: HandshakeDocument | null
}) {
  const { trust, gateway, profile } = probe
  const sent = handshake?.certificates.server ?? []
  return (
    <>
      {gateway !== null && <GatewayCard gateway={gateway} />}
      <section className="detail">
        <h3>The server’s chain</h3>
        {trust !== null && (
          <p className={`detail-verdict ${TRUSTED[trust.trusted].icon}`}>
            <StatusIcon status={TRUSTED[trust.trusted].icon} />{' '}
            <strong>{TRUSTED[trust.trusted].word}.</strong> <span>{trust.sentence}</span>
          </p>
        )}
        {sent.length === 0 ? (
          <p className="quiet">No certificate of the server was seen.</p>
        ) : (
          <CertificateList chain={sent} />
        )}
      </section>
      {profile !== null && (
        <section className="detail">
          <h3>As {profile.title}</h3>
          {profile.reaction !== null && <p>{profile.reaction.sentence}</p>}
          {profile.differences.map((difference) => (
            <p key={difference} className="quiet">
              {difference}
            </p>
          ))}
          {profile.unverified.map((value) => (
            <p key={value.what.join()} className="unverified">
              <CircleHelp aria-hidden="true" />
              <span>
                <strong>UNVERIFIED</strong> {value.what.join(', ')}. {value.why}
              </span>
            </p>
          ))}
        </section>
      )}
    </>
  )
}
