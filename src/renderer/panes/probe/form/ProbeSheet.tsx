import { CircleAlert, CornerDownLeft, LoaderCircle, Radar, X } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { useMatrix } from '../../../state/matrix-store.ts'
import { setProbe, typeField, useProbe } from '../../../state/probe-store.ts'
import { cancelProbe, startProbe } from '../../../state/probing.ts'
import { setState, useApp } from '../../../state/store.ts'
import { Sheet } from '../../../widgets/Sheet.tsx'
import { AxesFields } from './AxesFields.tsx'
import { CheckFields, CredentialFields, HelloFields, HttpFields, WayFields } from './groups.tsx'
import { axesWords, checkWords, credentialWords, helloWords, httpWords, wayWords } from './summaries.ts'
import './form.css'

/** What to probe and how. The target alone suffices; everything else is folded away behind what it comes to. */
export function ProbeSheet() {
  const open = useApp((state) => state.overlay === 'probe')
  return open ? <Form /> : null
}

function Form() {
  const opening = useApp((state) => state.opening?.kind === 'probe')
  const planning = useMatrix((state) => state.preparing)
  const preparing = opening || planning
  const mode = useProbe((state) => state.mode)
  const form = useProbe((state) => state.form)
  const further = useProbe((state) => state.further)
  const problem = useProbe((state) => state.problem)
  const close = (): void => {
    if (preparing) void cancelProbe()
    setState({ overlay: 'none' })
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (!preparing) void startProbe()
  }
  return (
    <Sheet label="Probe a server" onClose={close} wide>
      <form className="probe-form" onSubmit={onSubmit} noValidate>
        <header>
          <h2>Probe a server</h2>
          <Mode />
          <button type="button" className="button bare push" aria-label="Close" onClick={close}>
            <X aria-hidden="true" />
          </button>
        </header>
        <Target preparing={preparing} matrix={mode === 'matrix'} />
        {problem !== null && (
          <p className="form-problem" role="alert">
            <CircleAlert aria-label="Failed" /> {problem}
          </p>
        )}
        <div className="form-groups">
          {mode === 'matrix' && (
            <Group title="Axes" words={axesWords(form, further.length)} fields={[]} unfolded>
              <AxesFields />
            </Group>
          )}
          <Group
            title="Client certificate"
            words={credentialWords(form)}
            fields={['cert', 'key', 'pfx', 'sendChain']}
          >
            <CredentialFields />
          </Group>
          <Group
            title="What is offered"
            words={helloWords(form)}
            fields={['profile', 'tlsMin', 'tlsMax', 'sni', 'alpn']}
          >
            <HelloFields />
          </Group>
          <Group title="HTTP request" words={httpWords(form)} fields={['path', 'method', 'headers', 'wait']}>
            <HttpFields />
          </Group>
          <Group title="Way to it" words={wayWords(form)} fields={['connect', 'proxy', 'family', 'timeout']}>
            <WayFields />
          </Group>
          <Group title="Checks" words={checkWords(form)} fields={['trustedRoots', 'clientCa']}>
            <CheckFields />
          </Group>
        </div>
        <footer className="quiet">
          {mode === 'probe'
            ? 'One connection and at most one request; '
            : 'At most 128 connections, 4 at a time, at a polite rate; '}
          a public address is asked about first. Keys and passphrases are read by the engine process alone.
        </footer>
      </form>
    </Sheet>
  )
}

function Mode() {
  const mode = useProbe((state) => state.mode)
  return (
    <fieldset className="segments" aria-label="Ask">
      {MODES.map(([value, word]) => (
        <button
          key={value}
          type="button"
          className="segment"
          aria-pressed={value === mode}
          onClick={() => setProbe({ mode: value })}
        >
          {word}
        </button>
      ))}
    </fieldset>
  )
}

const MODES = [
  ['probe', 'One probe'],
  ['matrix', 'Matrix'],
] as const

const HINTS = {
  probe: 'DNS, TCP, TLS, HTTP and a late refusal, each timed. Enter probes at once.',
  matrix:
    'One probe for each TLS version, client certificate, SNI and ALPN; what tells them apart in a sentence.',
} as const

function Target({ preparing, matrix }: { preparing: boolean; matrix: boolean }) {
  const target = useProbe((state) => state.form.target)
  const targets = useProbe((state) => state.targets)
  const error = useProbe((state) => state.errors.target)
  return (
    <div className="form-target">
      <div className="form-target-line">
        <input
          type="text"
          className="mono"
          aria-label="Target"
          aria-invalid={error !== undefined}
          aria-describedby="probe-target-hint"
          placeholder="api.contoso.com   10.0.1.5:443   https://host/path"
          list="probe-targets"
          spellCheck={false}
          autoComplete="off"
          value={target}
          onChange={(event) => typeField('target', event.target.value)}
        />
        <datalist id="probe-targets">
          {targets.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <button type="submit" className="button main" disabled={preparing}>
          {preparing ? (
            <LoaderCircle className="spinning" aria-hidden="true" />
          ) : (
            <Radar aria-hidden="true" />
          )}
          <span>{preparing ? 'Preparing …' : matrix ? 'Ask all' : 'Probe'}</span>
          {!preparing && <CornerDownLeft aria-hidden="true" />}
        </button>
      </div>
      <small id="probe-target-hint" className={error === undefined ? 'quiet' : 'refused'}>
        {error !== undefined && <CircleAlert aria-label="Wrong" />}{' '}
        {error ?? HINTS[matrix ? 'matrix' : 'probe']}
      </small>
    </div>
  )
}

/** Folded to its title and what it comes to; open where a field of it was refused. */
function Group({
  title,
  words,
  fields,
  unfolded = false,
  children,
}: {
  title: string
  words: string
  fields: readonly string[]
  unfolded?: boolean
  children: ReactNode
}) {
  const refused = useProbe((state) => fields.some((field) => field in state.errors))
  const details = useRef<HTMLDetailsElement>(null)
  // Only ever opened from here: closing is the user's.
  useEffect(() => {
    if ((refused || unfolded) && details.current !== null) details.current.open = true
  }, [refused, unfolded])
  return (
    <details ref={details} className="form-group">
      <summary>
        <span className="form-group-title">{title}</span>
        <span className="quiet clip" title={words}>
          {words}
        </span>
        {refused && <span className="tag todo">see here</span>}
      </summary>
      <div className="form-fields">{children}</div>
    </details>
  )
}
