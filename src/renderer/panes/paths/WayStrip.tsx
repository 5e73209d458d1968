import { Route } from 'lucide-react'
import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import type { PathDocument } from '../../../shared/contract/paths.ts'
import { sayPlaces } from '../../actions/place-actions.ts'
import type { Analysis } from '../../state/analysis.ts'
import { formatConfidence, LEG_WORDS, OUTCOME_WORDS } from '../../state/format.ts'
import { typeName } from '../../state/names.ts'
import { selectHandshake } from '../../state/navigate.ts'
import { reopen } from '../../state/opening.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import { othersOf, suggestionOf, wayOf } from './ways.ts'
import './paths.css'

/** Handshakes that are led to; more would fill the window. */
const LED_TO = 6

/** Which leg of the way broke, and the way to the handshakes of the other leg; or who may be the gateway. */
export function WayStrip({ analysis, handshake }: { analysis: Analysis; handshake: HandshakeDocument }) {
  const way = wayOf(analysis, handshake.id)
  if (way !== null) return <Way analysis={analysis} way={way} handshake={handshake.id} />
  const suggestion = suggestionOf(analysis)
  return suggestion === null ? null : <Suggestion {...suggestion} />
}

const BROKEN_WORDS: Readonly<Record<PathDocument['brokenLeg'], string>> = {
  'client-gateway': 'The listener leg broke',
  'gateway-apim': 'The backend leg broke',
  none: 'Both legs are sound',
  unknown: 'Which leg broke is not known',
}

function Way({ analysis, way, handshake }: { analysis: Analysis; way: PathDocument; handshake: string }) {
  const others = othersOf(way, handshake)
  const { word, percent } = formatConfidence(way.confidence)
  return (
    <section className="pane way" data-pane="way" aria-label="Way through the gateway" tabIndex={-1}>
      <Route aria-hidden="true" />
      <p className="way-words">
        <strong className={way.brokenLeg === 'none' ? '' : 'way-broke'}>
          {BROKEN_WORDS[way.brokenLeg]}.
        </strong>{' '}
        {way.sentence}{' '}
        <span className="quiet nowrap">
          {word} confidence, {percent}
        </span>
      </p>
      <ActionButton action={sayPlaces} small label="Who is who" />
      {others.length > 0 && (
        <ul className="way-others" aria-label="Other handshakes of this way">
          {others.slice(0, LED_TO).map((id, at) => (
            <li key={id}>
              <button
                type="button"
                className="button small"
                data-focus-first={at === 0 ? '' : undefined}
                onClick={() => selectHandshake(id)}
              >
                Go to {id}
                <span className="quiet"> {otherWords(analysis, id)}</span>
              </button>
            </li>
          ))}
          {others.length > LED_TO && <li className="quiet">and {others.length - LED_TO} more</li>}
        </ul>
      )}
    </section>
  )
}

function otherWords(analysis: Analysis, id: string): string {
  const row = analysis.handshakes.byId(id)
  return row === null ? '' : `${LEG_WORDS[row.leg]}, ${OUTCOME_WORDS[row.outcome].toLowerCase()}`
}

function Suggestion({ gateway, apim }: { gateway: string; apim: string | null }) {
  const tell = (): void => {
    typeName('gateway-ip', gateway)
    if (apim !== null) typeName('backend-ip', apim)
    void reopen()
  }
  return (
    <section className="pane way" data-pane="way" aria-label="Way through the gateway" tabIndex={-1}>
      <Route aria-hidden="true" />
      <p className="way-words">
        <span className="mono">{gateway}</span> answers clients and opens TLS connections
        {apim !== null && (
          <>
            {' '}
            to <span className="mono">{apim}</span>
          </>
        )}
        , as a gateway does. If it is yours, both legs can be joined.
      </p>
      <button type="button" className="button small" data-focus-first onClick={tell}>
        It is the gateway: read again
      </button>
      <ActionButton action={sayPlaces} small label="Who is who" />
    </section>
  )
}
