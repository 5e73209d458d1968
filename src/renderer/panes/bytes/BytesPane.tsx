import { LockOpen, TriangleAlert } from 'lucide-react'
import { memo, useMemo } from 'react'
import { Group, Panel } from 'react-resizable-panels'
import type { MessageDocument } from '../../../shared/contract/analysis.ts'
import { formatBytes, plural } from '../../state/format.ts'
import { selectedHandshake, useApp } from '../../state/store.ts'
import { Splitter } from '../../widgets/Splitter.tsx'
import { guess, messageTitle } from '../ladder/sentence.ts'
import { type Detail, selectedPath, useDetail } from './detail-store.ts'
import { FieldTree } from './FieldTree.tsx'
import { breadcrumbs, nodeAt } from './field-tree.ts'
import { HexView } from './HexView.tsx'
import { KeyFacts } from './KeyFacts.tsx'
import './bytes.css'

/** Fields and bytes of the selected message, side by side and linked both ways. */
export const BytesPane = memo(function BytesPane() {
  const detail = useDetail((state) => state.detail)
  const selection = useApp((state) => state.selection)
  const message = useApp((state) => {
    const index = state.selection.message
    return index === null ? undefined : selectedHandshake(state)?.messages[index]
  })
  return (
    <section className="pane bytes" data-pane="bytes" aria-label="Message" tabIndex={-1}>
      {detail.status === 'ready' ? (
        <Ready detail={detail} selection={selection} message={message} />
      ) : (
        <>
          <Head title={message === undefined ? 'Message' : messageTitle(message)} aside={null} />
          <p className="quiet pad">{emptyText(detail, message)}</p>
        </>
      )}
    </section>
  )
})

function emptyText(detail: Detail, message: MessageDocument | undefined): string {
  if (detail.status === 'loading') return 'Reading the message …'
  if (detail.status === 'failed') return `The bytes cannot be shown: ${detail.message}`
  if (message === undefined) return 'Select a message in the ladder to see its fields and its bytes.'
  if (message.layer === 'tcp')
    return `TCP’s own ${message.type}: no TLS message in it, nothing to take apart.`
  if (message.layer === 'http') {
    const head = message.detail === undefined ? '' : `: ${message.detail}`
    return `Read from the application data above${head}. Of a body only what the diagnosis needs is kept, and no bytes.`
  }
  if (message.encrypted && !message.decrypted) {
    const likely = guess(message)
    return `Encrypted, and the capture came without keys: there is nothing to take apart. ${formatBytes(message.length)} went over the wire${likely === null ? '' : `, ${likely} by their size and place`}.`
  }
  return 'The bytes of this row were not kept.'
}

function Head({ title, aside }: { title: string; aside: string | null }) {
  return (
    <header className="pane-head">
      <h2>{title}</h2>
      {aside !== null && <span className="quiet clip">{aside}</span>}
    </header>
  )
}

type Ready = Extract<Detail, { status: 'ready' }>

function Ready({
  detail,
  selection,
  message,
}: {
  detail: Ready
  selection: { field: readonly number[] | null; bytes: { start: number; end: number } | null }
  message: MessageDocument | undefined
}) {
  const { raw, tree, problems } = detail
  const path = useMemo(() => selectedPath(tree, selection), [tree, selection])
  const parent = tree === null || path === null || path.length < 2 ? null : nodeAt(tree, path.slice(0, -1))
  const crumbs = tree === null || path === null ? [] : breadcrumbs(tree, path)
  const span = selection.bytes
  return (
    <>
      <header className="pane-head">
        <h2>{message === undefined ? 'Message' : messageTitle(message)}</h2>
        {message?.decrypted === true && (
          <span className="tag nowrap" title="These bytes were encrypted on the wire">
            <LockOpen aria-hidden="true" /> decrypted bytes
          </span>
        )}
        <span className="crumbs clip">
          {crumbs.slice(1).join(' › ') || `${formatBytes(raw.length)}; select a field or a byte`}
        </span>
        {span !== null && (
          <span className="quiet nowrap mono">
            {span.start}–{span.end - 1} · {plural(span.end - span.start, 'byte')}
          </span>
        )}
      </header>
      {(problems.length > 0 || detail.shortened) && (
        <ul className="problems">
          {problems.map((problem) => (
            <li key={problem}>
              <TriangleAlert aria-label="Warning" /> {problem}
            </li>
          ))}
          {detail.shortened && (
            <li>
              <TriangleAlert aria-label="Warning" /> The message is longer: its first{' '}
              {formatBytes(raw.length)} are shown.
            </li>
          )}
        </ul>
      )}
      {tree !== null && <KeyFacts tree={tree} selected={path} />}
      <Group orientation="horizontal" className="grow" disableCursor>
        <Panel id="fields" defaultSize="40%" minSize="160px" className="fill">
          {tree === null ? (
            <p className="quiet pad">{opaqueText(message)}</p>
          ) : (
            <FieldTree tree={tree} selected={path} />
          )}
        </Panel>
        <Splitter label="Between fields and bytes" />
        <Panel id="hex" minSize="300px" className="fill">
          <HexView raw={raw} tree={tree} selected={span} context={parent?.span ?? null} />
        </Panel>
      </Group>
    </>
  )
}

function opaqueText(message: MessageDocument | undefined): string {
  if (message?.encrypted === true && !message.decrypted) {
    return 'Encrypted, and the capture came without keys: the bytes are as they went over the wire.'
  }
  return 'These bytes have no inner form that is known here.'
}
