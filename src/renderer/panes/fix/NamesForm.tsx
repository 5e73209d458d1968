import {
  isSafeValue,
  type KnownValues,
  PLACEHOLDERS,
  type PlaceholderName,
} from '../../../shared/runbook/placeholders.ts'
import { typeName } from '../../state/names.ts'

interface NamesFormProps {
  /** The placeholders the article on show uses. */
  readonly wanted: readonly PlaceholderName[]
  /** What the capture, or saved az output, tells. */
  readonly fromCapture: KnownValues
  readonly typed: KnownValues
}

/** The names of this incident: known ones filled in from the capture, the others to be typed once. */
export function NamesForm({ wanted, fromCapture, typed }: NamesFormProps) {
  if (wanted.length === 0) return null
  const known = wanted.filter((name) => (typed[name] ?? fromCapture[name] ?? '') !== '').length
  return (
    <details className="names">
      <summary>
        Names in this incident
        <span className={known < wanted.length ? 'tag todo' : 'tag'}>
          {known} of {wanted.length} known
        </span>
      </summary>
      <div className="names-grid">
        {wanted.map((name) => (
          <NameRow key={name} name={name} fromCapture={fromCapture[name]} typed={typed[name]} />
        ))}
      </div>
    </details>
  )
}

function NameRow({
  name,
  fromCapture,
  typed,
}: {
  name: PlaceholderName
  fromCapture: string | undefined
  typed: string | undefined
}) {
  const { meaning, example } = PLACEHOLDERS[name]
  const refused = typed !== undefined && typed !== '' && !isSafeValue(name, typed)
  const hint = `name-hint-${name}`
  return (
    <div className="name-row" title={meaning}>
      <label htmlFor={`name-${name}`}>
        <code>{`<${name}>`}</code>
      </label>
      <input
        id={`name-${name}`}
        className="mono"
        type="text"
        spellCheck={false}
        autoComplete="off"
        value={typed ?? ''}
        placeholder={fromCapture ?? example}
        data-known={fromCapture !== undefined}
        aria-describedby={hint}
        aria-invalid={refused}
        onChange={(event) => typeName(name, event.target.value.trim())}
      />
      <small
        id={hint}
        className={
          refused ? 'refused' : fromCapture !== undefined && typed === undefined ? 'quiet told' : 'quiet'
        }
      >
        {refused
          ? 'This cannot safely stand in a command line, so it is not filled in.'
          : fromCapture !== undefined && typed === undefined
            ? 'from what was read'
            : meaning}
      </small>
    </div>
  )
}
