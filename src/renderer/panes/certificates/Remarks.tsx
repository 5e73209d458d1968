import { CircleAlert } from 'lucide-react'

/** A finding, or what the key and its certificate are found to be. */
interface Remark {
  readonly id: string
  readonly severity: string
  readonly summary: string
  readonly explanation: string
}

/** What is wrong with a file or a chain, then what is worth knowing of it. */
export function Remarks({
  notes = [],
  findings,
}: {
  notes?: readonly string[]
  findings: readonly Remark[]
}) {
  return (
    <>
      {findings.length > 0 && (
        <ul aria-label="Findings" className="certificates-remarks">
          {findings.map(({ id, severity, summary, explanation }) => (
            <li key={`${id} ${summary}`} data-finding={id} data-severity={severity}>
              <CircleAlert aria-label={severity} /> <strong>{summary}</strong> {explanation}
            </li>
          ))}
        </ul>
      )}
      {notes.map((note) => (
        <p key={note} className="quiet">
          {note}
        </p>
      ))}
    </>
  )
}
