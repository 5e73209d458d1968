import { StickyNote } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { ListedHandshake } from '../../../shared/ipc/handshake-row.ts'
import type { Analysis } from '../../state/analysis.ts'
import { expectNearby } from '../../state/awaiting.ts'
import { formatClock, formatEndpoint, LEG_WORDS, OUTCOME_WORDS } from '../../state/format.ts'
import type { HandshakeList } from '../../state/handshakes/list.ts'
import { selectHandshake } from '../../state/navigate.ts'
import { noteOf } from '../../state/notes.ts'
import { chosenHandshake, useApp } from '../../state/store.ts'
import { DecryptionIcon } from '../../widgets/DecryptionIcon.tsx'
import { OutcomeIcon } from '../../widgets/OutcomeIcon.tsx'
import { FilesRead } from './FilesRead.tsx'
import { FilterBar } from './FilterBar.tsx'
import { filterHandshakes } from './filter.ts'
import { useTallList } from './use-tall-list.ts'
import './handshakes.css'

/** The handshakes of the analysis, each with its one-line verdict; below them the files they come from. */
export function HandshakesPane({ analysis }: { analysis: Analysis }) {
  const text = useApp((state) => state.filterText)
  const outcome = useApp((state) => state.outcomeFilter)
  const deferredText = useDeferredValue(text)
  const shown = useMemo(
    () => filterHandshakes(analysis.handshakes, deferredText, outcome),
    [analysis.handshakes, deferredText, outcome],
  )
  return (
    <section className="pane handshakes" data-pane="handshakes" aria-label="Handshake list" tabIndex={-1}>
      <FilterBar analysis={analysis} text={text} outcome={outcome} />
      {shown.length === 0 ? (
        <p className="quiet pad grow">{emptyText(analysis)}</p>
      ) : (
        <List analysis={analysis} handshakes={shown} filter={`${outcome} ${deferredText}`} />
      )}
      <FilesRead analysis={analysis} />
    </section>
  )
}

function emptyText(analysis: Analysis): string {
  if (analysis.handshakes.length > 0) return 'No handshake matches the filter.'
  if (analysis.status === 'running') return 'Reading; handshakes appear here as soon as they are decided.'
  return 'No TLS handshake was found. Was the capture taken on the right interface and port?'
}

const ROW_HEIGHT = 84

interface ListProps {
  readonly analysis: Analysis
  readonly handshakes: HandshakeList
  /** Another one where others of the handshakes are listed. */
  readonly filter: string
}

function List({ analysis, handshakes, filter }: ListProps) {
  const selected = useApp(chosenHandshake)
  const scroller = useRef<HTMLDivElement>(null)
  const at = selected === null ? -1 : handshakes.placeOf(selected)
  const drawn = useTallList(scroller, handshakes, ROW_HEIGHT)
  // What is selected comes into sight when it is selected, or is listed among others than before, and stays there when
  // the list shrinks because the files below it become known. Rows that arrive above it do not move what the user looks at.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useLayoutEffect(() => {
    if (at >= 0) drawn.show(at)
  }, [selected, at < 0, drawn.sight, filter])
  useNearby(analysis, handshakes, at)

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor(drawn.sight / ROW_HEIGHT) - 1)
    const target = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? 0 : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: handshakes.length - 1,
    }[event.key]
    if (target === undefined) return
    event.preventDefault()
    const handshake = handshakes.at(Math.min(handshakes.length - 1, Math.max(0, target)))
    if (handshake !== null) selectHandshake(handshake.id)
  }

  return (
    <div
      ref={scroller}
      className="handshake-list grow"
      role="listbox"
      aria-label="Handshakes"
      tabIndex={0}
      data-focus-first
      aria-activedescendant={at < 0 ? undefined : `handshake-${selected}`}
      onKeyDown={onKeyDown}
      onScroll={drawn.onScroll}
    >
      <div className="virtual" role="none" style={{ height: drawn.height }}>
        {rowsOf(handshakes, drawn.from, drawn.to).map((handshake, index) => (
          <Item
            key={handshake.id}
            handshake={handshake}
            position={drawn.from + index + 1}
            count={handshakes.length}
            top={drawn.topOf(drawn.from + index)}
            selected={handshake.id === selected}
          />
        ))}
      </div>
    </div>
  )
}

function rowsOf(handshakes: HandshakeList, from: number, to: number): ListedHandshake[] {
  const rows: ListedHandshake[] = []
  for (let at = from; at < to; at++) {
    const row = handshakes.at(at)
    if (row !== null) rows.push(row)
  }
  return rows
}

/** Whoever walks the list by its arrow keys finds the next one there. */
function useNearby(analysis: Analysis, handshakes: HandshakeList, at: number): void {
  const idle = analysis.status !== 'running' && !analysis.lost
  const [next, previous] = [handshakes.at(at + 1)?.id, handshakes.at(at - 1)?.id]
  // biome-ignore lint/correctness/useExhaustiveDependencies: the analysis is asked as it is when another row is selected
  useEffect(() => {
    const nearby = [next, previous].filter((id) => id !== undefined)
    if (idle && at >= 0) expectNearby(analysis, nearby)
  }, [idle, at, next, previous])
}

interface ItemProps {
  readonly handshake: ListedHandshake
  readonly position: number
  readonly count: number
  readonly top: number
  readonly selected: boolean
}

function Item({ handshake, position, count, top, selected }: ItemProps) {
  const { outcome, version, leg, decryption } = handshake
  const hasNote = useApp((state) => noteOf(state.notes, handshake) !== '')
  const name = handshake.sni ?? formatEndpoint(handshake.server)
  const verdict = handshake.summary
  const time = formatClock(handshake.startedAt)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the listbox
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox points here by aria-activedescendant
    <div
      id={`handshake-${handshake.id}`}
      className="handshake"
      role="option"
      aria-selected={selected}
      aria-posinset={position}
      aria-setsize={count}
      data-outcome={outcome}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => selectHandshake(handshake.id)}
      title={verdict}
    >
      <span className={`outcome ${outcome}`}>
        <OutcomeIcon outcome={outcome} /> {OUTCOME_WORDS[outcome]}
      </span>
      <span className="said">, </span>
      <strong className="handshake-name clip">{name}</strong>
      <span className="said">, </span>
      <span className="handshake-version quiet nowrap">{version ?? 'no version'}</span>
      <span className="handshake-marks">
        {decryption !== null && (
          <>
            <span className="said">, </span>
            <DecryptionIcon state={decryption} named />
          </>
        )}
        {hasNote && (
          <>
            <span className="said">, </span>
            <StickyNote aria-label="with a note" />
          </>
        )}
      </span>
      <span className="said">, </span>
      {leg !== 'unknown' && <span className="tag">{LEG_WORDS[leg]}</span>}
      <span className="said">, </span>
      <span className="handshake-time quiet mono nowrap">{time}</span>
      <span className="said">. </span>
      <span className="handshake-verdict">{verdict}</span>
    </div>
  )
}
