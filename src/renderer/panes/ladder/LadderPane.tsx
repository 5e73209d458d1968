import { useVirtualizer } from '@tanstack/react-virtual'
import { Ghost, Lock, LockOpen, OctagonX } from 'lucide-react'
import { type KeyboardEvent, memo, type ReactNode, useEffect, useMemo, useRef } from 'react'
import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { focusFields } from '../../actions/focus.ts'
import { formatDuration, formatEndpoint } from '../../state/format.ts'
import { selectMessage } from '../../state/navigate.ts'
import { useApp } from '../../state/store.ts'
import { breakRow, type LadderRow, ladderRows } from './rows.ts'
import { framesShort, framesText, ghostSentence, rungWords } from './sentence.ts'
import './ladder.css'

const ROW_HEIGHT = 28

/** The messages in time between the two lifelines, with the BREAK marked and the ghosts of what did not come. */
export const LadderPane = memo(function LadderPane({ handshake }: { handshake: HandshakeDocument }) {
  const selected = useApp((state) => state.selection.message)
  const rows = useMemo(() => ladderRows(handshake), [handshake])
  const scroller = useRef<HTMLOListElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'break' ? 52 : ROW_HEIGHT),
    overscan: 12,
    getItemKey: (index) => rowKey(rows[index], index),
  })
  const selectedRow = rows.findIndex((row) => row.kind === 'message' && row.index === selected)

  // A newly opened handshake shows its break in the middle, with what led to it above and the ghosts below.
  // One frame later: before that the list does not know its own height.
  const shown = useRef<readonly LadderRow[] | null>(null)
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const isNew = shown.current !== rows
      shown.current = rows
      const at = breakRow(rows)
      if (isNew) virtual.scrollToIndex(Math.max(0, at), { align: at < 0 ? 'start' : 'center' })
      else if (selectedRow >= 0) virtual.scrollToIndex(selectedRow, { align: 'auto' })
    })
    return () => cancelAnimationFrame(frame)
  }, [rows, selectedRow, virtual])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || handshake.messages.length === 0) return
    const last = handshake.messages.length - 1
    const at = selected ?? -1
    const target = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: last }[event.key]
    if (target !== undefined) selectMessage(Math.min(last, target))
    else if (event.key === 'Enter') focusFields()
    else return
    event.preventDefault()
  }

  return (
    <section className="pane ladder" data-pane="ladder" aria-label="Ladder of messages" tabIndex={-1}>
      <div className="ladder-head" aria-hidden="true">
        <span>since last</span>
        <span>packet</span>
        <span className="ladder-ends">
          <span className="client-name clip">
            Client <span className="mono">{formatEndpoint(handshake.client)}</span>
          </span>
          <span className="server-name clip">
            <span className="mono">{formatEndpoint(handshake.server)}</span> Server
          </span>
        </span>
        <span className="right">bytes</span>
      </div>
      <ol
        ref={scroller}
        className="ladder-rows grow"
        aria-label="Ladder"
        // A scrolling list must be reachable by keyboard; its rows are walked by the arrow keys.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        tabIndex={0}
        data-focus-first
        onKeyDown={onKeyDown}
      >
        <li className="ladder-size" aria-hidden="true" style={{ height: virtual.getTotalSize() }} />
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]
          return row === undefined ? null : (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className={rowClass(row, selected)}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Row row={row} selected={row.kind === 'message' && row.index === selected} />
            </li>
          )
        })}
      </ol>
    </section>
  )
})

function rowKey(row: LadderRow | undefined, index: number): string {
  return row?.kind === 'message' ? `m${row.index}` : `${row?.kind ?? 'none'}${index}`
}

function rowClass(row: LadderRow, selected: number | null): string {
  if (row.kind !== 'message') return `rung ${row.kind}`
  return `rung message ${row.place}${row.index === selected ? ' selected' : ''}`
}

function Row({ row, selected }: { row: LadderRow; selected: boolean }) {
  switch (row.kind) {
    case 'break':
      return (
        <div className="break-row" data-break>
          <OctagonX aria-hidden="true" />
          <span className="break-word">BREAK</span>
          <span>{row.sentence}</span>
        </div>
      )
    case 'ghost':
      return (
        <div className="rung-grid" role="img" aria-label={ghostSentence(row)}>
          <span />
          <span />
          <span className={`lane ${row.from}`}>
            <Arrow from={row.from}>
              <Ghost />
              <span className="rung-name">{row.type}</span>
              <span className="rung-detail">did not come</span>
            </Arrow>
          </span>
          <span />
        </div>
      )
    case 'message':
      return <MessageRow row={row} selected={selected} />
  }
}

function MessageRow({ row, selected }: { row: Extract<LadderRow, { kind: 'message' }>; selected: boolean }) {
  const { message, deltaMicros } = row
  const words = rungWords(row)
  return (
    <button
      type="button"
      className="rung-grid"
      tabIndex={-1}
      aria-current={selected}
      data-message={row.index}
      onClick={() => selectMessage(row.index)}
    >
      <span className="rung-time mono" aria-hidden="true">
        {pauseText(row)}
        <i className="gap" style={{ inlineSize: `${gapWidth(deltaMicros)}%` }} />
      </span>
      <span className="rung-frames mono clip" title={framesText(message.frames) ?? ''} aria-hidden="true">
        {row.joined ? '″' : framesShort(message.frames)}
      </span>
      <span className={`lane ${message.from} ${message.layer}`}>
        <Arrow from={message.from}>
          {row.place === 'broke' && <OctagonX className="broke-icon" />}
          {message.encrypted && (message.decrypted ? <LockOpen /> : <Lock />)}
          <span className="said">{words.before} </span>
          <span className="rung-name">
            {message.encrypted && <span aria-hidden="true">{'{'}</span>}
            {words.title}
            {message.encrypted && <span aria-hidden="true">{'}'}</span>}
          </span>
          <Said>{words.opened}</Said>
          <Heard className="rung-guess">{words.guess}</Heard>
          <Heard className="rung-detail clip">{words.detail}</Heard>
          <Said>{words.after}</Said>
        </Arrow>
      </span>
      <span className="rung-length mono" aria-hidden="true">
        {message.length > 0 ? message.length : ''}
      </span>
    </button>
  )
}

/** Words for the ear alone, apart from those before them. */
function Said({ children }: { children: string | null }) {
  return children === null ? null : <span className="said">, {children}</span>
}

/** Words for eye and ear. */
function Heard({ className, children }: { className: string; children: string | null }) {
  if (children === null) return null
  return (
    <>
      <span className="said">, </span>
      <span className={className}>{children}</span>
    </>
  )
}

/** The pause before a message; nothing where it came in one packet with the message above. */
function pauseText({ deltaMicros, joined }: { deltaMicros: number | null; joined: boolean }): string {
  if (deltaMicros === null) return 'start'
  return joined ? '' : `+${formatDuration(deltaMicros)}`
}

/** How long the pause was, drawn on a logarithmic scale: a tenth of a second is half of a hundred. */
function gapWidth(deltaMicros: number | null): number {
  if (deltaMicros === null || deltaMicros < 10) return 0
  return Math.min(100, (Math.log10(deltaMicros) - 1) * 14)
}

function Arrow({ from, children }: { from: 'client' | 'server' | 'network'; children: ReactNode }) {
  const label = <span className="rung-label">{children}</span>
  if (from === 'server') {
    return (
      <>
        <i className="head left" />
        <i className="shaft" />
        {label}
      </>
    )
  }
  return (
    <>
      {label}
      <i className="shaft" />
      <i className="head right" />
    </>
  )
}
