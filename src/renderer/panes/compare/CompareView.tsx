import { Columns2 } from 'lucide-react'
import type { DragEvent } from 'react'
import type { CompareDocument } from '../../../shared/contract/compare.ts'
import { leaveComparison, swapCompared } from '../../actions/compare-actions.ts'
import { setRoles, showOnlyDiffering } from '../../state/compare-commands.ts'
import { type CompareRoles, useCompare } from '../../state/compare-store.ts'
import { compareWith } from '../../state/open-paths.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import { droppedPaths } from '../../widgets/dropped-paths.ts'
import { ByteDiff } from './ByteDiff.tsx'
import { ComparedLadder } from './ComparedLadder.tsx'
import { FieldTable } from './FieldTable.tsx'
import { PairFindings } from './PairFindings.tsx'
import { SideCard } from './SideCard.tsx'
import '../empty.css'
import './compare.css'

/** Two handshakes side by side: where they part in a sentence, both ladders, and field by field what differs. */
export function CompareView() {
  const document = useCompare((state) => state.document)
  const status = useCompare((state) => state.status)
  return (
    <main className="workspace compare-view" aria-busy={status === 'running'} onDrop={takeDrop}>
      <Head document={document} />
      {document === null && status !== 'running' && <NothingYet />}
      {document !== null && (
        <div className="compare-body grow">
          <ComparedLadder document={document} />
          <div className="compare-side">
            <FieldTable document={document} />
            <ByteDiff document={document} />
          </div>
        </div>
      )}
    </main>
  )
}

/** What to compare, and what comes of it. */
function NothingYet() {
  return (
    <section className="compare-nothing" aria-label="What can be compared">
      <div className="drop-zone">
        <Columns2 aria-hidden="true" />
        <p>Drop two captures here, or one on A and one on B</p>
        <p className="quiet">
          Worth holding against one another: with and without a client certificate, straight to API Management
          and through the gateway, yesterday and today, two jump boxes. You get the first message where they
          part, and every field that differs.
        </p>
      </div>
    </section>
  )
}

/** Captures dropped on a side are that side. Prevented means taken: the window leaves them alone. */
function takeDrop(event: DragEvent): void {
  const paths = droppedPaths(event.dataTransfer)
  if (paths.length === 0) return
  event.preventDefault()
  const card = event.target instanceof Element ? event.target.closest('[data-side]') : null
  const side = card?.getAttribute('data-side')
  void compareWith(side === 'a' || side === 'b' ? side : null, paths)
}

function Head({ document }: { document: CompareDocument | null }) {
  const { status, problem, roles, a, b, onlyDiffering } = useCompare()
  return (
    <section className="pane compare-head" data-pane="compare-head" aria-label="Comparison" tabIndex={-1}>
      <div className="compare-words">
        <h1 className={`compare-sentence ${toneOf(document, status)}`} aria-live="polite">
          {sentenceOf(document, status, problem, a !== null && b !== null)}
        </h1>
        {document !== null && <p className="quiet">{restOf(document)}</p>}
        {document !== null && <PairFindings findings={document.findings} />}
        {document !== null && document.notes.length > 0 && (
          <details className="compare-notes">
            <summary className="quiet">
              {document.notes.length === 1 ? 'One note' : `${document.notes.length} notes`}
            </summary>
            <ul>
              {document.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <div className="compare-pair">
        <SideCard name="a" side={document?.a ?? null} />
        <SideCard name="b" side={document?.b ?? null} />
      </div>
      <div className="compare-buttons">
        <label className="compare-roles">
          <span>What the two are</span>
          <select
            value={roles?.join(',') ?? ''}
            onChange={(event) => void setRoles(rolesOf(event.target.value))}
          >
            <option value="">not said</option>
            <option value="direct,gateway">A straight to API Management, B through the gateway</option>
            <option value="gateway,direct">A through the gateway, B straight to API Management</option>
          </select>
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={onlyDiffering}
            onChange={(event) => showOnlyDiffering(event.target.checked)}
          />
          <span>Only what differs</span>
        </label>
        <span className="push compare-actions">
          <ActionButton action={swapCompared} small />
          <ActionButton action={leaveComparison} small label="Ladder" />
        </span>
      </div>
    </section>
  )
}

function rolesOf(value: string): CompareRoles {
  if (value === 'direct,gateway') return ['direct', 'gateway']
  return value === 'gateway,direct' ? ['gateway', 'direct'] : null
}

function sentenceOf(
  document: CompareDocument | null,
  status: string,
  problem: string | null,
  both: boolean,
): string {
  if (problem !== null && status === 'failed') return problem
  if (document !== null) return document.firstDivergence?.sentence ?? document.verdict
  if (status === 'running' || both) return 'Comparing …'
  return 'Choose what A and B are: a file below, or a handshake in the list by pressing x.'
}

/** The verdict without what stands above and below it: where they part, and what the pair shows. */
function restOf({ verdict, firstDivergence, findings }: CompareDocument): string {
  const told = [firstDivergence?.sentence ?? verdict, ...findings.map(({ summary }) => summary)]
  return told
    .reduce((rest, sentence) => rest.replace(sentence, ''), verdict)
    .replace(/\s+/g, ' ')
    .trim()
}

function toneOf(document: CompareDocument | null, status: string): string {
  if (status === 'failed') return 'failed'
  if (document === null) return ''
  return document.differ ? 'differs' : 'alike'
}
