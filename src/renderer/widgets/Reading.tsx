import { CircleStop } from 'lucide-react'
import { useEffect, useState } from 'react'
import { cancelAnalysis, openAgain } from '../actions/capture-actions.ts'
import { type Analysis, isProbe, type OpenRequest, progressFraction } from '../state/analysis.ts'
import { cutShortText, endedText, fileOfText, progressParts, readingName } from '../state/reading.ts'
import { useApp } from '../state/store.ts'
import { ActionButton } from './ActionButton.tsx'
import './reading.css'

/** What is being read, how far and how fast; afterwards what was found, and where reading was cut short. */
export function Reading() {
  const analysis = useApp((state) => state.analysis)
  const opening = useApp((state) => state.opening)
  if (opening !== null) {
    return (
      <span className="reading" role="status">
        {openingText(opening.kind)}
      </span>
    )
  }
  // A probe has a strip of its own.
  if (analysis === null || isProbe(analysis)) return null
  if (analysis.status === 'running') return <Progress analysis={analysis} />
  const cutShort = cutShortText(analysis) !== null
  return (
    <span className="reading">
      <span className={cutShort ? 'cut-short' : 'quiet'} role="status">
        {cutShort && <CircleStop aria-hidden="true" />} {endedText(analysis)}
      </span>
      {(cutShort || analysis.lost) && <ActionButton action={openAgain} small />}
    </span>
  )
}

export function openingText(kind: OpenRequest['kind']): string {
  switch (kind) {
    case 'lab':
      return 'Starting the sample incident …'
    case 'probe':
      return 'Preparing the probe …'
    case 'files':
    case 'cell':
      return 'Opening …'
  }
}

function Progress({ analysis }: { analysis: Analysis }) {
  const now = useClock()
  const { progress } = analysis
  const fraction = progress === null ? null : progressFraction(progress)
  const [bytes, ...rest] = progress === null ? ['starting'] : progressParts(progress, now)
  const parts = rest.join(' · ')
  const name = `${fileOfText(analysis)}${readingName(analysis)}`
  return (
    <span className="reading">
      <span
        className={fraction === null ? 'bar unknown' : 'bar'}
        role="progressbar"
        aria-label="Reading"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={fraction === null ? undefined : Math.round(fraction * 100)}
        aria-valuetext={[name, bytes, ...rest].join(', ')}
      >
        <i style={fraction === null ? {} : { inlineSize: `${fraction * 100}%` }} />
      </span>
      <span className="reading-words">
        <span className="clip" title={progress?.path}>
          <strong>{name}</strong> {bytes}
        </span>
        <span className="clip quiet">{parts}</span>
      </span>
      <ActionButton action={cancelAnalysis} label="Cancel" />
    </span>
  )
}

const TICK_MILLIS = 500

/** The clock that paces are taken by, looked at now and then: where nothing comes, that shows too. */
function useClock(): number {
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    const timer = window.setInterval(() => setNow(performance.now()), TICK_MILLIS)
    return () => window.clearInterval(timer)
  }, [])
  return Math.max(now, performance.now() - TICK_MILLIS)
}
