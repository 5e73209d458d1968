import { Check, CircleDashed, Crosshair, X } from 'lucide-react'
import { Fragment, memo } from 'react'
import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { handshakeSentence } from '../../../shared/contract/handshake-sentence.ts'
import { compareHandshake } from '../../actions/compare-actions.ts'
import { copyPlace, copyVerdict } from '../../actions/hand-over-actions.ts'
import { toBreak, toEvidence } from '../../actions/movement-actions.ts'
import { OUTCOME_WORDS } from '../../state/format.ts'
import { firstEvidence } from '../../state/selection.ts'
import { useApp } from '../../state/store.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import { DecryptionIcon } from '../../widgets/DecryptionIcon.tsx'
import { OutcomeIcon } from '../../widgets/OutcomeIcon.tsx'
import { joinedRow } from '../paths/ways.ts'
import { Note } from './Note.tsx'
import { type Path, pathOf, pathSentence } from './path.ts'
import { confidenceText, decryptionText, endingText, type StageMark, stageSteps } from './verdict.ts'
import './verdict.css'

/** The verdict first: one sentence, who ended it, how sure that is, and where on the way it happened. */
export const VerdictPane = memo(function VerdictPane({ handshake }: { handshake: HandshakeDocument }) {
  const facts = [endingText(handshake), confidenceText(handshake)].filter((fact) => fact !== null)
  return (
    <section className="pane verdict" data-pane="verdict" aria-label="Verdict" tabIndex={-1}>
      <div className="verdict-words">
        <h1 className={`verdict-sentence ${handshake.outcome}`} aria-live="polite">
          <OutcomeIcon outcome={handshake.outcome} />
          <span>
            <span className="verdict-outcome">{OUTCOME_WORDS[handshake.outcome]}.</span>{' '}
            {handshakeSentence(handshake)}
          </span>
        </h1>
        <p className="verdict-facts">
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
          <span>
            {handshake.version ?? 'no version agreed'}
            {handshake.cipherSuite !== null && <span className="quiet"> · {handshake.cipherSuite.name}</span>}
          </span>
          {handshake.decryption !== undefined && <Decryption decryption={handshake.decryption} />}
        </p>
        {handshake.whyFirst !== undefined && (
          <p className="verdict-why">
            Why {handshake.findings[0]?.id} stands first: {handshake.whyFirst}
          </p>
        )}
        <div className="verdict-actions">
          {handshake.break !== null && <ActionButton action={toBreak} small />}
          {firstEvidence(handshake) !== null && <ActionButton action={toEvidence} small />}
          <ActionButton action={copyVerdict} small label="Copy verdict" />
          <ActionButton action={copyPlace} small label="Copy link" />
          <ActionButton action={compareHandshake} small label="Compare" />
          <Note handshake={handshake} />
        </div>
      </div>
      <div className="verdict-ways">
        <PathStrip handshake={handshake} />
        <StageStrip handshake={handshake} />
      </div>
    </section>
  )
})

/** What the secrets given did for this handshake; where they did not open it, why. */
function Decryption({ decryption }: { decryption: NonNullable<HandshakeDocument['decryption']> }) {
  return (
    <span className={`decryption-fact ${decryption.state}`}>
      <DecryptionIcon state={decryption.state} />
      {decryptionText(decryption)}
    </span>
  )
}

const LINK_ICONS = { broken: X, completed: Check, incomplete: CircleDashed, 'not-seen': null } as const

function PathStrip({ handshake }: { handshake: HandshakeDocument }) {
  const other = useApp(({ analysis }) => (analysis === null ? null : joinedRow(analysis, handshake.id)))
  const path = pathOf(handshake, other)
  return (
    <div className="path" role="img" aria-label={pathSentence(path)}>
      {path.hops.map((hop, index) => {
        const link = path.links[index]
        const Icon = link === undefined ? null : LINK_ICONS[link.state]
        return (
          <Fragment key={hop.name}>
            <div className={`hop${hop.address === null ? ' unseen' : ''} ${sideOf(path, index)}`}>
              <div className="hop-name">{hop.name}</div>
              <div className="hop-address mono clip" title={hop.address ?? ''}>
                {hop.address ?? 'not seen here'}
              </div>
            </div>
            {link !== undefined && (
              <div className={`leg ${link.state}`}>
                {Icon !== null && (
                  <span className="leg-mark">
                    <Icon />
                    <span className="leg-words">{link.words}</span>
                  </span>
                )}
              </div>
            )}
          </Fragment>
        )
      })}
    </div>
  )
}

/** Which TLS role a hop plays in this handshake, for its hue. */
function sideOf({ own }: Path, at: number): 'client-side' | 'server-side' | '' {
  if (at === own) return 'client-side'
  return at === own + 1 ? 'server-side' : ''
}

const MARK_WORDS: Readonly<Record<StageMark, string>> = {
  done: 'done',
  broke: 'broke here',
  'not-reached': 'not reached',
  unknown: 'not known',
}

function StageStrip({ handshake }: { handshake: HandshakeDocument }) {
  return (
    <ol className="stages" aria-label="Stages">
      {stageSteps(handshake).map((step) => (
        <li
          key={step.stage}
          className={`stage ${step.mark}`}
          aria-label={`${step.words}: ${MARK_WORDS[step.mark]}`}
          title={`${step.words}: ${MARK_WORDS[step.mark]}`}
        >
          <span className="stage-mark" aria-hidden="true">
            {step.mark === 'done' && <Check />}
            {step.mark === 'broke' && <Crosshair />}
          </span>
          <span className="stage-words" aria-hidden="true">
            {step.words}
          </span>
        </li>
      ))}
    </ol>
  )
}
