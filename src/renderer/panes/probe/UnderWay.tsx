import { LoaderCircle, Radar } from 'lucide-react'
import { type Analysis, openedName } from '../../state/analysis.ts'
import { stepsOf } from './stages.ts'
import './probes.css'

/** What stands where the panes will be while a probe runs, so that nothing moves when it is over. */

export function VerdictToCome({ analysis }: { analysis: Analysis }) {
  const running = analysis.status === 'running'
  const step = stepsOf(analysis, null).find(({ mark }) => mark === 'running')
  const name = openedName(analysis.request)
  return (
    <section className="pane verdict" aria-label="Verdict">
      <div className="verdict-words">
        <h1 className="verdict-sentence">
          {running && <LoaderCircle className="spinning" aria-hidden="true" />}
          <span>
            {running
              ? `Probing ${name}: ${step?.name ?? 'judging what came'} …`
              : `${name}: ${ended(analysis)}`}
          </span>
        </h1>
      </div>
    </section>
  )
}

function ended({ status, failed, stages }: Analysis): string {
  if (status === 'cancelled') return 'cancelled before anything was sent.'
  return failed[0]?.message ?? stages.at(-1)?.summary ?? 'nothing was sent.'
}

export function LadderToCome({ analysis }: { analysis: Analysis }) {
  return (
    <section className="pane probe-waiting" aria-label="Ladder of the probe">
      <Radar aria-hidden="true" />
      <p className="quiet">
        {analysis.status === 'running'
          ? 'The ladder appears when the probe is over: it waits for a late refusal too.'
          : 'This probe has no ladder.'}
      </p>
    </section>
  )
}

export function FixToCome() {
  return (
    <section className="pane" aria-label="Fix">
      <header className="pane-head">
        <h2>Fix</h2>
      </header>
      <p className="quiet pad">Findings come with the ladder.</p>
    </section>
  )
}
