import { useVirtualizer } from '@tanstack/react-virtual'
import { CircleStop, FileWarning, FileX, Search, StickyNote, X } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef } from 'react'
import type { SourceDocument } from '../../../shared/contract/analysis.ts'
import type { HandshakeRow } from '../../../shared/ipc/handshake-row.ts'
import { focusPaneNamed } from '../../actions/focus.ts'
import { type Analysis, openedName } from '../../state/analysis.ts'
import {
  fileName,
  formatBytes,
  formatClock,
  formatCount,
  formatEndpoint,
  LEG_WORDS,
  OUTCOME_WORDS,
  plural,
} from '../../state/format.ts'
import { selectHandshake } from '../../state/navigate.ts'
import { noteOf } from '../../state/notes.ts'
import { cutShortText } from '../../state/reading.ts'
import { setState, useApp } from '../../state/store.ts'
import { DecryptionIcon } from '../../widgets/DecryptionIcon.tsx'
import { OutcomeIcon } from '../../widgets/OutcomeIcon.tsx'
import { rowSentence } from '../verdict/verdict.ts'
import { countOutcomes, filterHandshakes, type OutcomeFilter } from './filter.ts'
import { useAnchor } from './use-anchor.ts'
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
      <Filter analysis={analysis} text={text} outcome={outcome} />
      {shown.length === 0 ? (
        <p className="quiet pad grow">{emptyText(analysis)}</p>
      ) : (
        <List handshakes={shown} />
      )}
      <Files analysis={analysis} />
    </section>
  )
}

function emptyText(analysis: Analysis): string {
  if (analysis.handshakes.length > 0) return 'No handshake matches the filter.'
  if (analysis.status === 'running') return 'Reading; handshakes appear here as soon as they are decided.'
  return 'No TLS handshake was found. Was the capture taken on the right interface and port?'
}

const OUTCOME_CHOICES: readonly OutcomeFilter[] = ['all', 'broken', 'completed', 'incomplete']

function Filter({ analysis, text, outcome }: { analysis: Analysis; text: string; outcome: OutcomeFilter }) {
  const counts = useMemo(() => countOutcomes(analysis.handshakes), [analysis.handshakes])
  return (
    <div className="filter">
      <label className="filter-box">
        <Search aria-hidden="true" />
        <input
          type="text"
          data-filter
          aria-label="Filter handshakes"
          placeholder="Filter   /"
          spellCheck={false}
          value={text}
          onChange={(event) => setState({ filterText: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            setState({ filterText: '' })
            focusPaneNamed('handshakes')
          }}
        />
        {text !== '' && (
          <button
            type="button"
            className="icon-button"
            aria-label="Clear filter"
            onClick={() => setState({ filterText: '' })}
          >
            <X aria-hidden="true" />
          </button>
        )}
      </label>
      <fieldset className="segments" aria-label="Outcome">
        {OUTCOME_CHOICES.map((choice) => {
          const count = choice === 'all' ? analysis.handshakes.length : counts[choice]
          const word = choice === 'all' ? 'All' : OUTCOME_WORDS[choice]
          return (
            <button
              key={choice}
              type="button"
              className="segment"
              aria-pressed={choice === outcome}
              aria-label={`${word}: ${count}`}
              title={word}
              disabled={count === 0 && choice !== outcome && choice !== 'all'}
              onClick={() => setState({ outcomeFilter: choice })}
            >
              {choice === 'all' ? 'All' : <OutcomeIcon outcome={choice} />} {formatCount(count)}
            </button>
          )
        })}
      </fieldset>
    </div>
  )
}

const ROW_HEIGHT = 84

function List({ handshakes }: { handshakes: readonly HandshakeRow[] }) {
  const selected = useApp((state) => state.selection.handshake)
  const scroller = useRef<HTMLDivElement>(null)
  const at = useMemo(() => handshakes.findIndex(({ id }) => id === selected), [handshakes, selected])
  const virtual = useVirtualizer({
    count: handshakes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
  })
  // What is selected comes into sight when it is selected, and stays there when the list shrinks because the files
  // below it become known. Rows that arrive above it do not move what the user looks at.
  const onScroll = useAnchor(scroller, handshakes, ROW_HEIGHT)
  const height = virtual.scrollRect?.height
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [selected, at < 0, height, virtual])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1)
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
    const handshake = handshakes[Math.min(handshakes.length - 1, Math.max(0, target))]
    if (handshake !== undefined) selectHandshake(handshake.id)
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
      onScroll={onScroll}
    >
      <div className="virtual" role="none" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const handshake = handshakes[item.index]
          return handshake === undefined ? null : (
            <Item
              key={handshake.id}
              handshake={handshake}
              position={item.index + 1}
              count={handshakes.length}
              top={item.start}
              selected={handshake.id === selected}
            />
          )
        })}
      </div>
    </div>
  )
}

interface ItemProps {
  readonly handshake: HandshakeRow
  readonly position: number
  readonly count: number
  readonly top: number
  readonly selected: boolean
}

function Item({ handshake, position, count, top, selected }: ItemProps) {
  const { outcome, version, leg, decryption } = handshake
  const hasNote = useApp((state) => noteOf(state.notes, handshake) !== '')
  const name = handshake.sni ?? formatEndpoint(handshake.server)
  const verdict = rowSentence(handshake)
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

/** Who may be the gateway is said, and asked, under the verdict. */
const SAID_ELSEWHERE = 'gateway-suggested'

/** What was read, one line a file; what could not be read stands first. */
function Files({ analysis }: { analysis: Analysis }) {
  return (
    // A region that may scroll must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="files" aria-label="Files" tabIndex={0}>
      {analysis.failed.map((failure) => (
        <div key={failure.path} className="file failed" role="alert" title={failure.path}>
          <FileX aria-label="Not read" /> <strong>{fileName(failure.path)}</strong> {failure.message}{' '}
          {failure.hint}
        </div>
      ))}
      <CutShort analysis={analysis} />
      {analysis.sources.map((source) => (
        <div key={source.path} className="file" title={source.path}>
          <div className="file-line">
            <span className="clip">{fileName(source.path)}</span>
            <span className="push quiet nowrap">
              {plural(source.packets, 'packet')} · {formatBytes(source.bytes)}
            </span>
          </div>
          {sourceText(source) !== '' && <div className="quiet">{sourceText(source)}</div>}
          {source.warnings
            .filter(({ code }) => code !== SAID_ELSEWHERE)
            .map((warning) => (
              <div key={`${warning.code} ${warning.offset}`} className="file-warning">
                <FileWarning aria-label="Warning" /> {warning.message}
              </div>
            ))}
        </div>
      ))}
    </section>
  )
}

/** The file that reading was cut short in: it has no facts of its own, but a name and how far it was read. */
function CutShort({ analysis }: { analysis: Analysis }) {
  const text = cutShortText(analysis)
  if (text === null) return null
  const { progress, request } = analysis
  return (
    <div className="file cut-short" title={progress?.path}>
      <CircleStop aria-hidden="true" />{' '}
      <strong>{progress === null ? openedName(request) : fileName(progress.path)}</strong> {text}
    </div>
  )
}

function sourceText(source: SourceDocument): string {
  const { quic, dtls } = source.notTcpTls
  return [
    source.decryptedHandshakes > 0 ? `${plural(source.decryptedHandshakes, 'handshake')} decrypted` : null,
    source.otherStreams > 0 ? `${plural(source.otherStreams, 'stream')} without TLS` : null,
    quic > 0 ? `${formatCount(quic)} QUIC (not looked into)` : null,
    dtls > 0 ? `${formatCount(dtls)} DTLS (not looked into)` : null,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}
