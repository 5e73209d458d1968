import { Check, CircleDashed, CircleStop, Info, LoaderCircle, Minus, X } from 'lucide-react'
import type { ProbeDocument } from '../../../shared/contract/probe.ts'
import { changeProbe, keepProbe, repeatProbe, stopProbe } from '../../actions/probe-actions.ts'
import { type Analysis, isProbe, openedName } from '../../state/analysis.ts'
import { formatDuration, formatEndpoint } from '../../state/format.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import { MARK_WORDS, type Step, type StepMark, settingsOf, stepsOf } from './stages.ts'
import './strip.css'

const ICONS = {
  done: Check,
  failed: X,
  stopped: CircleStop,
  skipped: Minus,
  running: LoaderCircle,
  waiting: CircleDashed,
  'not-reached': CircleDashed,
} as const satisfies Readonly<Record<StepMark, unknown>>

/** What was probed, how far it came and how long each stage took; above the panes for as long as a probe is shown. */
export function ProbeStrip({
  analysis,
  probe: document,
}: {
  analysis: Analysis
  probe: ProbeDocument | null
}) {
  const running = analysis.status === 'running'
  const settings = settingsOf(analysis)
  const name =
    document === null || analysis.request.kind === 'probe'
      ? openedName(analysis.request)
      : formatEndpoint({ address: document.host, port: document.port })
  return (
    <section className="pane probe-strip" data-pane="probe" aria-label="Probe" tabIndex={-1}>
      <div className="probe-target">
        <strong className="mono clip" title={name}>
          {name}
        </strong>
        <span className="quiet probe-settings" title={settings.join(' · ')}>
          {whole(analysis, document)}
          {settings.length === 0 ? '' : ` · ${settings.join(' · ')}`}
        </span>
      </div>
      <ol className="probe-steps" aria-label="Probe stages" aria-live="polite">
        {stepsOf(analysis, document).map((step) => (
          <StepItem key={step.stage} step={step} />
        ))}
      </ol>
      {isProbe(analysis) && (
        <div className="probe-buttons">
          {running ? (
            <ActionButton action={stopProbe} small label="Cancel" />
          ) : (
            <>
              {analysis.request.kind === 'probe' && (
                <>
                  <ActionButton action={repeatProbe} small label="Again" />
                  <ActionButton action={changeProbe} small label="Change" />
                </>
              )}
              <ActionButton action={keepProbe} small label="Save" />
            </>
          )}
        </div>
      )}
      {analysis.notes.length > 0 && (
        <p className="probe-notes">
          <Info aria-label="Note" /> {analysis.notes.join(' ')}
        </p>
      )}
    </section>
  )
}

function StepItem({ step }: { step: Step }) {
  const Icon = ICONS[step.mark]
  const time = step.durationMicros === null ? null : formatDuration(step.durationMicros)
  return (
    <li
      className={`probe-step ${step.mark}`}
      title={step.summary ?? MARK_WORDS[step.mark]}
      data-stage={step.stage}
      data-mark={step.mark}
    >
      <span className="probe-step-head">
        <Icon className={step.mark === 'running' ? 'spinning' : ''} aria-hidden="true" />
        <strong>{step.name}</strong>
        {WORDED.includes(step.mark) ? (
          <span className={step.mark === 'failed' ? 'probe-failed' : 'quiet'}>{MARK_WORDS[step.mark]}</span>
        ) : (
          <span className="said">{MARK_WORDS[step.mark]}</span>
        )}
        {time !== null && step.mark !== 'skipped' && <span className="push quiet mono">{time}</span>}
      </span>
      <span className="probe-step-said">
        {step.summary ?? <span aria-hidden="true">{MARK_WORDS[step.mark]}</span>}
      </span>
    </li>
  )
}

/** Whose mark stands in a word beside the name; the others say it below, or need not. */
const WORDED: readonly StepMark[] = ['failed', 'stopped', 'skipped']

function whole(analysis: Analysis, document: ProbeDocument | null): string {
  const { cancelled = false, durationMicros = null } = document ?? {}
  if (analysis.status === 'running') return 'running'
  if (cancelled || analysis.status === 'cancelled') return 'cancelled'
  if (analysis.status === 'died') return 'ended with the engine process'
  return durationMicros === null ? 'over' : `${formatDuration(durationMicros)} in all`
}
