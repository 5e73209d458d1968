import { CircleDashed, LoaderCircle } from 'lucide-react'
import { type KeyboardEvent, memo, useMemo } from 'react'
import type { Outcome } from '../../../shared/conversation/vocabulary.ts'
import { probe } from '../../actions/probe-actions.ts'
import { type Analysis, openedName } from '../../state/analysis.ts'
import { showEarlier } from '../../state/earlier-probes.ts'
import { formatClock, OUTCOME_WORDS } from '../../state/format.ts'
import { useProbe } from '../../state/probe-store.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import { OutcomeIcon } from '../../widgets/OutcomeIcon.tsx'
import { probeOf, settingsOf } from './stages.ts'
import './probes.css'

/** The probes of this session, the last one first: each can be shown again. */
export const ProbesPane = memo(function ProbesPane({ analysis }: { analysis: Analysis }) {
  const earlier = useProbe((state) => state.earlier)
  const probes = useMemo(() => inOrder(analysis, earlier), [analysis, earlier])
  const at = probes.findIndex(({ id }) => id === analysis.id)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: probes.length - 1 }[event.key]
    if (target === undefined) return
    event.preventDefault()
    const next = probes[Math.min(probes.length - 1, Math.max(0, target))]
    if (next !== undefined && next.id !== analysis.id) showEarlier(next.id)
  }
  return (
    <section className="pane probes" data-pane="handshakes" aria-label="Probe list" tabIndex={-1}>
      <header className="pane-head">
        <h2>Probes</h2>
        <span className="push">
          <ActionButton action={probe} small label="Probe" />
        </span>
      </header>
      <div
        className="probe-list grow"
        role="listbox"
        aria-label="Probes"
        tabIndex={0}
        data-focus-first
        aria-activedescendant={`probe-${analysis.id}`}
        onKeyDown={onKeyDown}
      >
        {probes.map((one) => (
          <Item key={one.id} analysis={one} selected={one.id === analysis.id} />
        ))}
      </div>
      {analysis.failed.map((failure) => (
        <p key={failure.message} className="probe-failure" role="alert">
          {failure.message} {failure.hint}
        </p>
      ))}
    </section>
  )
})

/** By their start; one that was shown again keeps its place. */
function inOrder(current: Analysis, earlier: readonly Analysis[]): Analysis[] {
  return [current, ...earlier].sort((a, b) => b.begun - a.begun)
}

function Item({ analysis, selected }: { analysis: Analysis; selected: boolean }) {
  const row = analysis.handshakes.at(0)
  const document = probeOf(analysis)
  const settings = settingsOf(analysis)
  const said = row === null ? stateWords(analysis) : row.summary
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the listbox
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox points here by aria-activedescendant
    <div
      id={`probe-${analysis.id}`}
      className="probe-item"
      role="option"
      aria-selected={selected}
      data-outcome={row?.outcome}
      title={said}
      onClick={() => {
        if (!selected) showEarlier(analysis.id)
      }}
    >
      <span className="probe-item-head">
        <Mark analysis={analysis} outcome={row?.outcome ?? null} />
        <span className="said">, </span>
        {row?.version != null && <span className="quiet nowrap">{row.version}</span>}
        <span className="said">, </span>
        <span className="push quiet mono nowrap">
          {document === null ? '' : formatClock(document.startedAt)}
        </span>
      </span>
      <span className="said">, </span>
      <strong className="mono clip">{openedName(analysis.request)}</strong>
      {settings.length > 0 && (
        <span className="probe-item-tags">
          {settings.map((setting) => (
            <span key={setting} className="tag clip">
              {setting}
            </span>
          ))}
        </span>
      )}
      <span className="said">. </span>
      <span className="probe-item-said">{said}</span>
    </div>
  )
}

function Mark({ analysis, outcome }: { analysis: Analysis; outcome: Outcome | null }) {
  if (analysis.status === 'running') {
    return (
      <span className="outcome">
        <LoaderCircle className="spinning" aria-hidden="true" /> Running
      </span>
    )
  }
  if (outcome === null) {
    return (
      <span className="outcome incomplete">
        <CircleDashed aria-hidden="true" /> {analysis.status === 'cancelled' ? 'Cancelled' : 'Nothing seen'}
      </span>
    )
  }
  return (
    <span className={`outcome ${outcome}`}>
      <OutcomeIcon outcome={outcome} /> {OUTCOME_WORDS[outcome]}
    </span>
  )
}

function stateWords(analysis: Analysis): string {
  const last = analysis.stages.at(-1)?.summary
  if (analysis.status === 'running') return last ?? 'Begun.'
  return analysis.failed[0]?.message ?? last ?? 'It ended before a packet was sent.'
}
