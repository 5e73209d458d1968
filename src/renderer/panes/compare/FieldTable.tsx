import { useMemo } from 'react'
import type { CompareDocument } from '../../../shared/contract/compare.ts'
import { chooseRow } from '../../state/compare-commands.ts'
import { useCompare } from '../../state/compare-store.ts'
import { plural } from '../../state/format.ts'
import { messageName, type ShownField, shownFields } from './rows.ts'

/** Rows drawn; nobody reads more, and the command line has them all. */
const MOST = 500

/** Field by field what differs, of the chosen message or of all. */
export function FieldTable({ document }: { document: CompareDocument }) {
  const row = useCompare((state) => state.row)
  const onlyDiffering = useCompare((state) => state.onlyDiffering)
  const fields = useMemo(() => shownFields(document, row, onlyDiffering), [document, row, onlyDiffering])
  return (
    <section className="pane compare-fields" data-pane="compare-fields" aria-label="Fields" tabIndex={-1}>
      <header className="pane-head">
        <h2>{row === null ? 'Fields that differ' : `Fields of message ${messageName(document, row)}`}</h2>
        <span className="quiet nowrap">{plural(fields.length, 'field')}</span>
        {row !== null && (
          <button type="button" className="button small push" onClick={() => chooseRow(null)}>
            Of all messages
          </button>
        )}
      </header>
      {fields.length === 0 ? (
        <p className="quiet pad">{emptyText(document, row)}</p>
      ) : (
        <section
          className="compare-scroll grow"
          aria-label="Differing fields"
          // A scrolling region must be reachable by keyboard.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
          tabIndex={0}
          data-focus-first
        >
          <table className="compare-table">
            <thead>
              <tr>
                {row === null && <th scope="col">Message</th>}
                <th scope="col">Field</th>
                <th scope="col">A</th>
                <th scope="col">B</th>
              </tr>
            </thead>
            <tbody>
              {fields.slice(0, MOST).map((field) => (
                <FieldRow key={field.key} field={field} named={row === null} />
              ))}
            </tbody>
          </table>
          {fields.length > MOST && (
            <p className="quiet pad">And {fields.length - MOST} more: tlscope compare prints them all.</p>
          )}
        </section>
      )}
    </section>
  )
}

function FieldRow({ field, named }: { field: ShownField; named: boolean }) {
  return (
    <tr className={field.reason === null ? undefined : 'quiet'}>
      {named && <td className="compare-message">{field.message}</td>}
      <th scope="row" className="mono">
        {breakable(field.field)}
        {field.reason !== null && <span className="compare-reason">{field.reason}</span>}
      </th>
      <td className="mono">{field.a}</td>
      <td className="mono">{field.b}</td>
    </tr>
  )
}

/** A path of fields may be broken behind its dots and brackets, not within a name. */
function breakable(path: string) {
  // biome-ignore lint/suspicious/noArrayIndexKey: parts of a name have no identity but their place
  return path.split(/(?<=[.\]])/).flatMap((part, at) => (at === 0 ? [part] : [<wbr key={at} />, part]))
}

function emptyText(document: CompareDocument, row: number | null): string {
  const aligned = row === null ? undefined : document.rows[row - 1]
  if (aligned === undefined) return 'No field differs in anything that matters.'
  switch (aligned.mark) {
    case 'only-a':
      return 'The message stands in A alone.'
    case 'only-b':
      return 'The message stands in B alone.'
    case 'unseen':
      return 'The message could not be opened on both sides: secrets of both sessions would let it be compared.'
    default:
      return 'No field of this message differs in anything that matters.'
  }
}
