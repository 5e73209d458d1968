import { Binary } from 'lucide-react'
import { useMemo } from 'react'
import type { CompareDocument } from '../../../shared/contract/compare.ts'
import { showBytes } from '../../state/compare-commands.ts'
import { type ComparedBytes, useCompare } from '../../state/compare-store.ts'
import { plural } from '../../state/format.ts'
import { hexOffset } from '../bytes/hex-layout.ts'
import { HEX_COLUMNS, hexLines, messageName } from './rows.ts'

/** Lines drawn of each side. */
const LINES = 1024

/** Byte by byte where the chosen message differs, on demand. */
export function ByteDiff({ document }: { document: CompareDocument }) {
  const row = useCompare((state) => state.row)
  const bytes = useCompare((state) => state.bytes)
  const noBytes = useCompare((state) => state.noBytes)
  const shown = bytes?.row === row ? bytes : null
  return (
    <section
      className="pane compare-bytes"
      data-pane="compare-bytes"
      aria-label="Differing bytes"
      tabIndex={-1}
    >
      <header className="pane-head">
        <h2>Bytes</h2>
        <span className="quiet clip">{shown === null ? '' : summaryOf(document, shown)}</span>
        {row !== null && shown === null && (
          <button type="button" className="button small push" onClick={() => void showBytes(row)}>
            <Binary aria-hidden="true" /> <span>Show the bytes of message {row}</span>
          </button>
        )}
      </header>
      {row === null && <p className="quiet pad">Choose a message on the left, then Enter.</p>}
      {noBytes !== null && (
        <p className="quiet pad" role="status">
          {noBytes}
        </p>
      )}
      {shown !== null && (
        <div className="compare-hex grow">
          <Hex name="A" bytes={shown.a} ranges={shown.ranges.map(({ a }) => a)} />
          <Hex name="B" bytes={shown.b} ranges={shown.ranges.map(({ b }) => b)} />
        </div>
      )}
    </section>
  )
}

function summaryOf(document: CompareDocument, { row, a, b, ranges, shortened }: ComparedBytes): string {
  const cut = shortened ? ', the first bytes only' : ''
  const differ = ranges.length === 0 ? 'no byte differs' : `${plural(ranges.length, 'place')} differ`
  return `${messageName(document, row)}: ${a.length} bytes in A, ${b.length} in B, ${differ}${cut}`
}

function Hex({
  name,
  bytes,
  ranges,
}: {
  name: 'A' | 'B'
  bytes: Uint8Array
  ranges: readonly (readonly [number, number])[]
}) {
  const lines = useMemo(() => hexLines(bytes, ranges, LINES), [bytes, ranges])
  return (
    <section
      className="compare-hex-side mono"
      aria-label={`Bytes of ${name}`}
      // A scrolling region must be reachable by keyboard.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
      tabIndex={0}
    >
      <span className="compare-letter" aria-hidden="true">
        {name}
      </span>
      {lines.map(({ offset, runs }) => (
        <div key={offset} className="compare-hex-line">
          <span className="quiet">{hexOffset(offset, bytes.length)}</span>
          <span>
            {runs.map(({ at, hex, differs }) =>
              differs ? <mark key={at}>{hex}</mark> : <span key={at}>{hex}</span>,
            )}
          </span>
        </div>
      ))}
      {bytes.length > lines.length * HEX_COLUMNS && (
        <p className="quiet">and {bytes.length - lines.length * HEX_COLUMNS} more</p>
      )}
    </section>
  )
}
