import { LoaderCircle, Unplug } from 'lucide-react'
import type { Analysis } from '../../state/analysis.ts'
import { OUTCOME_WORDS } from '../../state/format.ts'
import type { AppState } from '../../state/store.ts'
import { OutcomeIcon } from '../../widgets/OutcomeIcon.tsx'
import { Note } from '../verdict/Note.tsx'
import './still-to-come.css'

/** What stands where the panes will be while a handshake's document is fetched, or when it cannot be had. */

type Awaited = NonNullable<AppState['awaited']>

/** The verdict is in the list already. */
export function VerdictStillToCome({ analysis, awaited }: { analysis: Analysis; awaited: Awaited }) {
  const row = analysis.handshakes.byId(awaited.handshake)
  if (row === null) return null
  return (
    <section className="pane verdict" data-pane="verdict" aria-label="Verdict" tabIndex={-1}>
      <div className="verdict-words">
        <h1 className={`verdict-sentence ${row.outcome}`} aria-live="polite">
          <OutcomeIcon outcome={row.outcome} />
          <span>
            <span className="verdict-outcome">{OUTCOME_WORDS[row.outcome]}.</span> {row.summary}
          </span>
        </h1>
        <p className="verdict-facts">
          <span>{row.version ?? 'no version agreed'}</span>
        </p>
        <div className="verdict-actions">
          <Note handshake={row} />
        </div>
      </div>
    </section>
  )
}

export function LadderStillToCome({ awaited: { handshake, fault } }: { awaited: Awaited }) {
  return (
    <section
      className="pane still-to-come"
      data-pane="ladder"
      aria-label="Ladder of messages"
      aria-busy={fault === null}
      tabIndex={-1}
    >
      {fault === null ? (
        <>
          <LoaderCircle className="spinning" aria-hidden="true" />
          <p className="quiet">Fetching the messages of {handshake} …</p>
        </>
      ) : (
        <>
          <Unplug aria-hidden="true" />
          <p role="alert">
            The messages of {handshake} are not here. {fault}
          </p>
        </>
      )}
    </section>
  )
}

export function FixStillToCome() {
  return (
    <section className="pane fix" data-pane="fix" aria-label="Fix" tabIndex={-1}>
      <header className="pane-head">
        <h2>Fix</h2>
      </header>
      <p className="quiet pad">Findings come with the messages.</p>
    </section>
  )
}
