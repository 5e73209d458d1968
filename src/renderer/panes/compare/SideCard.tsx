import { FolderOpen } from 'lucide-react'
import type { CompareSideDocument } from '../../../shared/contract/compare.ts'
import { chooseCompareFile, chooseCompareHandshake } from '../../state/compare-commands.ts'
import { useCompare } from '../../state/compare-store.ts'
import { formatClock, formatEndpoint, OUTCOME_WORDS } from '../../state/format.ts'
import { OutcomeIcon } from '../../widgets/OutcomeIcon.tsx'

/** One of the two: what it is, and the ways to choose another. */
export function SideCard({ name, side }: { name: 'a' | 'b'; side: CompareSideDocument | null }) {
  const ref = useCompare((state) => state[name])
  const letter = name.toUpperCase()
  return (
    <section className="compare-card" aria-label={letter} data-side={name}>
      <header>
        <span className="compare-letter" aria-hidden="true">
          {letter}
        </span>
        <strong className="mono clip" title={ref?.name}>
          {ref?.name ?? 'not chosen'}
        </strong>
        <button
          type="button"
          className="button small push"
          aria-label={`Choose a file for ${letter}`}
          onClick={() => void chooseCompareFile(name)}
        >
          <FolderOpen aria-hidden="true" /> <span aria-hidden="true">File</span>
        </button>
      </header>
      {side !== null && <Facts side={side} />}
      {side !== null && ref?.open === null && <OtherHandshakes name={name} side={side} />}
    </section>
  )
}

function Facts({ side }: { side: CompareSideDocument }) {
  const { outcome, client, server, sni, version, startedAt } = side
  return (
    <>
      <p className="compare-facts">
        <span className={`outcome ${outcome}`}>
          <OutcomeIcon outcome={outcome} /> {OUTCOME_WORDS[outcome]}
        </span>
        <span>{sni ?? 'no SNI'}</span>
        <span>{version ?? 'no version agreed'}</span>
        <span className="mono">
          {formatEndpoint(client)} → {formatEndpoint(server)}
        </span>
        <span className="mono quiet">{formatClock(startedAt)}</span>
      </p>
      <p className="quiet compare-said">{side.sentence}</p>
    </>
  )
}

/** Where the file holds several, the one taken and those it could have been. */
function OtherHandshakes({ name, side }: { name: 'a' | 'b'; side: CompareSideDocument }) {
  const { choice, handshake } = side
  if (choice.others.length === 0) return null
  return (
    <label className="compare-choice">
      <span>Handshake of {name.toUpperCase()}</span>
      <select value={handshake} onChange={(event) => void chooseCompareHandshake(name, event.target.value)}>
        <option value={handshake}>
          {handshake} ({choice.reason})
        </option>
        {choice.others.map(({ id, sni, outcome }) => (
          <option key={id} value={id}>
            {id}: {sni ?? 'no SNI'}, {OUTCOME_WORDS[outcome]}
          </option>
        ))}
      </select>
      {choice.among - 1 > choice.others.length && <span className="quiet">the first of {choice.among}</span>}
    </label>
  )
}
