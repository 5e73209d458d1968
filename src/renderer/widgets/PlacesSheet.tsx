import { X } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { typeName } from '../state/names.ts'
import { reopen } from '../state/opening.ts'
import { NO_PLACES, type Places, placeFault, placesOf, portFault } from '../state/places.ts'
import { getState, setState, useApp } from '../state/store.ts'
import { Sheet } from './Sheet.tsx'
import './choice-sheet.css'

/** Where the machines of the incident are: tells the legs of what is read apart, and joins both sides of the gateway. */
export function PlacesSheet() {
  const open = useApp((state) => state.overlay === 'places')
  return open ? <Form /> : null
}

const FIELDS = [
  {
    name: 'gateway',
    label: 'Application Gateway',
    example: '10.20.1.0/24, gw.contoso.com',
    hint: 'Addresses, networks or names. A gateway has an address for each instance: its subnet covers them all.',
    fault: placeFault,
  },
  {
    name: 'apim',
    label: 'API Management',
    example: '10.20.2.5, apim.contoso.internal',
    hint: 'Written alike.',
    fault: placeFault,
  },
  {
    name: 'ports',
    label: 'Ports from the gateway’s access log',
    example: '50123=32768',
    hint: 'clientPort=upstreamSourcePort of a line, or upstreamSourcePort alone. Joins the two legs of that request for certain.',
    fault: portFault,
  },
] as const

function Form() {
  const [draft, setDraft] = useState<Places>(() => {
    const { gateway = '', apim = '' } = placesOf(getState())
    return { ...getState().places, gateway, apim }
  })
  const rereads = useApp(({ analysis }) => analysis?.request.kind === 'files')
  const close = (): void => setState({ overlay: 'none' })
  const isReadable = FIELDS.every(({ name, fault }) => fault(draft[name]) === null)
  const isEmpty = FIELDS.every(({ name }) => draft[name].trim() === '')
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (!isReadable) return
    close()
    tellPlaces(draft)
  }
  return (
    <Sheet label="Who is who" onClose={close}>
      <form className="choice-sheet" onSubmit={onSubmit}>
        <header>
          <h2>Who is who</h2>
          <button type="button" className="button bare" aria-label="Close" onClick={close}>
            <X aria-hidden="true" />
          </button>
        </header>
        <p>
          Each handshake then gets its leg, client to gateway or gateway to API Management, and the two legs
          of a request are joined: you see which of them broke.
        </p>
        {FIELDS.map((field) => (
          <Field
            key={field.name}
            {...field}
            value={draft[field.name]}
            onType={(value) => setDraft({ ...draft, [field.name]: value })}
          />
        ))}
        <footer>
          <button type="button" className="button" disabled={isEmpty} onClick={() => setDraft(NO_PLACES)}>
            Clear
          </button>
          <button type="submit" className="button main" disabled={!isReadable}>
            {rereads ? 'Read the capture again' : 'Keep'}
          </button>
        </footer>
      </form>
    </Sheet>
  )
}

function Field({
  label,
  example,
  hint,
  value,
  fault,
  onType,
}: {
  label: string
  example: string
  hint: string
  value: string
  fault: (text: string) => string | null
  onType: (value: string) => void
}) {
  const id = useId()
  const wrong = fault(value)
  return (
    <div className="choice-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="mono"
        type="text"
        spellCheck={false}
        autoComplete="off"
        maxLength={1000}
        placeholder={example}
        value={value}
        aria-invalid={wrong !== null}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onType(event.target.value)}
      />
      <small id={`${id}-hint`} className={wrong === null ? 'quiet' : 'refused'}>
        {wrong ?? hint}
      </small>
    </div>
  )
}

/** What is said here holds before the names in the commands, which are left to them. */
function tellPlaces(places: Places): void {
  if (places.gateway.trim() === '') {
    typeName('gateway-ip', '')
    typeName('gateway-host', '')
  }
  if (places.apim.trim() === '') typeName('backend-ip', '')
  setState({ places })
  if (getState().analysis?.request.kind === 'files') void reopen()
}
