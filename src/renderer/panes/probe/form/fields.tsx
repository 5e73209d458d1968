import { CircleAlert, FolderOpen, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { CertificatePurpose } from '../../../../shared/ipc/contract.ts'
import { fileName } from '../../../state/format.ts'
import type { ProbeForm } from '../../../state/probe-form.ts'
import { typeField, useProbe } from '../../../state/probe-store.ts'
import { chooseCertificates } from '../../../state/probing.ts'

/** The kinds of fields that the form of a probe is made of; each with its label, its hint and its sentence of refusal. */

type FieldOf<T> = { [K in keyof ProbeForm]: ProbeForm[K] extends T ? K : never }[keyof ProbeForm]
type TextField = FieldOf<string>
/** Whatever may be typed. */
type FreeField = { [K in keyof ProbeForm]: string extends ProbeForm[K] ? K : never }[keyof ProbeForm]

/** A row: the label left, what is typed or chosen right, the hint or what is wrong with it below. */
function Row({
  field,
  label,
  hint,
  grouped = false,
  children,
}: {
  field: keyof ProbeForm
  label: string
  hint?: string | undefined
  /** Several controls share the label. */
  grouped?: boolean
  children: ReactNode
}) {
  const error = useProbe((state) => state.errors[field])
  const said = error ?? hint
  const content = (
    <>
      {grouped ? (
        <span className="field-label" id={labelId(field)}>
          {label}
        </span>
      ) : (
        <label className="field-label" htmlFor={inputId(field)}>
          {label}
        </label>
      )}
      <div className="field-input">
        {children}
        {said !== undefined && (
          <small id={hintId(field)} className={error === undefined ? 'quiet' : 'refused'}>
            {error !== undefined && <CircleAlert aria-label="Wrong" />} {said}
          </small>
        )}
      </div>
    </>
  )
  return grouped ? (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out on the form's grid in every engine
    <div className="field" role="group" aria-labelledby={labelId(field)}>
      {content}
    </div>
  ) : (
    <div className="field">{content}</div>
  )
}

const inputId = (field: string): string => `probe-${field}`
const labelId = (field: string): string => `probe-label-${field}`
const hintId = (field: string): string => `probe-hint-${field}`

function described(field: keyof ProbeForm, error: string | undefined, hint: string | undefined) {
  return {
    'aria-invalid': error !== undefined,
    ...(error === undefined && hint === undefined ? {} : { 'aria-describedby': hintId(field) }),
  }
}

export function Text({
  field,
  label,
  placeholder = '',
  hint,
  lines = 1,
}: {
  field: FreeField
  label: string
  placeholder?: string
  hint?: string
  lines?: number
}) {
  const value = useProbe((state) => state.form[field])
  const error = useProbe((state) => state.errors[field])
  const shared = {
    id: inputId(field),
    className: 'mono',
    spellCheck: false,
    autoComplete: 'off',
    placeholder,
    value,
    ...described(field, error, hint),
  }
  return (
    <Row field={field} label={label} hint={hint}>
      {lines === 1 ? (
        <input {...shared} type="text" onChange={(event) => typeField(field, event.target.value)} />
      ) : (
        <textarea {...shared} rows={lines} onChange={(event) => typeField(field, event.target.value)} />
      )}
    </Row>
  )
}

export function Choice<K extends TextField>({
  field,
  label,
  hint,
  choices,
  children,
}: {
  field: K
  label: string
  hint?: string
  choices: readonly (readonly [value: ProbeForm[K], word: string])[]
  children?: ReactNode
}) {
  const chosen = useProbe((state) => state.form[field])
  return (
    <Row field={field} label={label} hint={hint} grouped>
      <div className="field-choices">
        {choices.map(([value, word]) => (
          <button
            key={value}
            type="button"
            className="segment"
            aria-pressed={value === chosen}
            onClick={() => typeField(field, value)}
          >
            {word}
          </button>
        ))}
        {children}
      </div>
    </Row>
  )
}

export function Check({ field, label }: { field: FieldOf<boolean>; label: string }) {
  const checked = useProbe((state) => state.form[field])
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={(event) => typeField(field, event.target.checked)} />
      <span>{label}</span>
    </label>
  )
}

/** One file, chosen in the system's dialog. The window knows its path and nothing of its content. */
export function File({
  field,
  label,
  purpose,
  hint,
}: {
  field: 'cert' | 'key' | 'pfx'
  label: string
  purpose: CertificatePurpose
  hint?: string
}) {
  const path = useProbe((state) => state.form[field])
  const error = useProbe((state) => state.errors[field])
  const choose = async (): Promise<void> => {
    const [chosen] = await chooseCertificates(purpose)
    if (chosen !== undefined) typeField(field, chosen)
  }
  return (
    <Row field={field} label={label} hint={hint} grouped>
      <div className="field-choices">
        <button
          type="button"
          className="button small"
          {...described(field, error, hint)}
          onClick={() => void choose()}
        >
          <FolderOpen aria-hidden="true" /> <span>Choose {inSentence(label)}</span>
        </button>
        {path !== '' && <Chosen path={path} onRemove={() => typeField(field, '')} />}
      </div>
    </Row>
  )
}

/** Several files of one kind. */
export function Files({
  field,
  label,
  purpose,
  hint,
}: {
  field: 'trustedRoots' | 'clientCa'
  label: string
  purpose: CertificatePurpose
  hint: string
}) {
  const paths = useProbe((state) => state.form[field])
  const add = async (): Promise<void> => {
    const chosen = await chooseCertificates(purpose)
    if (chosen.length > 0) typeField(field, [...new Set([...paths, ...chosen])].slice(0, 16))
  }
  return (
    <Row field={field} label={label} hint={hint} grouped>
      <div className="field-choices">
        <button type="button" className="button small" onClick={() => void add()}>
          <FolderOpen aria-hidden="true" /> <span>Add {inSentence(label)}</span>
        </button>
        {paths.map((path) => (
          <Chosen
            key={path}
            path={path}
            onRemove={() =>
              typeField(
                field,
                paths.filter((other) => other !== path),
              )
            }
          />
        ))}
      </div>
    </Row>
  )
}

/** `Private key` becomes `private key`; `PKCS#12 file` stays. */
function inSentence(label: string): string {
  return /^[A-Z][a-z]/.test(label) && !/[A-Z]/.test(label.slice(1))
    ? `${label.charAt(0).toLowerCase()}${label.slice(1)}`
    : label
}

function Chosen({ path, onRemove }: { path: string; onRemove: () => void }) {
  return (
    <span className="chosen-file mono" title={path}>
      <span className="clip">{fileName(path)}</span>
      <button
        type="button"
        className="icon-button"
        aria-label={`Remove ${fileName(path)}`}
        onClick={onRemove}
      >
        <X aria-hidden="true" />
      </button>
    </span>
  )
}
