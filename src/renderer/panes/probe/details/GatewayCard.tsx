import { CircleHelp, Wrench } from 'lucide-react'
import type { GatewayJudgementDocument } from '../../../../shared/contract/probe.ts'
import { copy } from '../../../state/commands.ts'
import { StatusIcon } from '../../../widgets/StatusIcon.tsx'
import { CHECKS, OUTLOOKS } from '../status.ts'

/** What backend health would say of this server, and the setting that changes it. */
export function GatewayCard({ gateway }: { gateway: GatewayJudgementDocument }) {
  const outlook = OUTLOOKS[gateway.outlook]
  const { message, fix } = gateway
  return (
    <section className="detail gateway-card">
      <h3>
        What would the gateway say? <span className="quiet">Application Gateway {gateway.sku}</span>
      </h3>
      <p className={`detail-verdict ${outlook.icon}`}>
        <StatusIcon status={outlook.icon} /> <strong>{outlook.word}.</strong>{' '}
        {message === null && <span>{gateway.sentence}</span>}
      </p>
      {message !== null && (
        <figure className="health-message">
          <figcaption className="quiet">
            Backend health would say <span className="tag">{message.confidence}</span>
          </figcaption>
          <blockquote>{message.text}</blockquote>
          <button
            type="button"
            className="button small"
            onClick={() => void copy(message.text, 'the message')}
          >
            Copy message
          </button>
        </figure>
      )}
      {fix !== null && (
        <p className="gateway-fix">
          <Wrench aria-hidden="true" />
          <span>
            <strong>{fix.setting}</strong> {fix.text}
          </span>
        </p>
      )}
      <ul className="checks" aria-label="Checks of the gateway">
        {gateway.checks.map((check) => {
          const result = CHECKS[check.result]
          return (
            <li key={`${check.name} ${check.text}`} title={check.confidence}>
              <StatusIcon status={result.icon} />
              <span>
                <strong>{check.name}</strong>{' '}
                <span className={`check-word ${result.icon}`}>{result.word}</span>{' '}
                <span className="quiet">{check.text}</span>
              </span>
            </li>
          )
        })}
      </ul>
      {gateway.otherSku !== '' && <p className="quiet">{gateway.otherSku}</p>}
      {gateway.unverified.map((value) => (
        <p key={`${value.row} ${value.text}`} className="unverified">
          <CircleHelp aria-hidden="true" />
          <span>
            <strong>UNVERIFIED</strong> {value.text}
          </span>
        </p>
      ))}
    </section>
  )
}
