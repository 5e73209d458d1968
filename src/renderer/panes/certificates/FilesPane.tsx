import { CircleAlert, LoaderCircle, LockKeyhole, X } from 'lucide-react'
import { type FormEvent, useRef } from 'react'
import {
  lookAtCertificates,
  makeClientCaFile,
  makeRootFile,
  trustRoots,
} from '../../actions/certificate-actions.ts'
import { useCertificates } from '../../state/certificate-store.ts'
import { judgeForHost, readAgain, removeCertificate, removeRoot } from '../../state/certificates.ts'
import { fileName, plural } from '../../state/format.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import '../../widgets/given-files.css'

/** Which files are looked at, by which roots and which name they are judged, and what opens those that are locked. */
export function FilesPane() {
  const { files, roots, told, fault, reading } = useCertificates()
  return (
    <section
      className="pane certificates-files"
      data-pane="files"
      aria-label="Certificate files"
      tabIndex={-1}
    >
      <div className="pane-head">
        <h2>Files</h2>
        {reading && <LoaderCircle className="certificates-reading" aria-label="Reading" />}
        <span className="push" />
        <ActionButton action={lookAtCertificates} small label="Open" />
      </div>
      <div className="certificates-scroll">
        {fault !== null && (
          <p className="given-fault" role="alert">
            <CircleAlert aria-label="Failed" /> {fault}
          </p>
        )}
        <ul aria-label="Files" className="certificates-list">
          {files.map((path) => (
            <FileRow key={path} path={path} />
          ))}
        </ul>
        {told !== null && told.locked.length > 0 && <Passphrase count={told.locked.length} />}
        <h3>Judged by</h3>
        <p className="quiet">The roots of this platform{roots.length > 0 && ', and'}</p>
        {roots.length > 0 && (
          <ul aria-label="Roots" className="certificates-list">
            {roots.map((path) => (
              <li key={path} className="given-row">
                <span className="clip mono" title={path}>
                  {fileName(path)}
                </span>
                <Remove name={fileName(path)} perform={() => void removeRoot(path)} />
              </li>
            ))}
          </ul>
        )}
        <ActionButton action={trustRoots} small label="Roots" />
        <Host />
        <h3>For the gateway</h3>
        <div className="certificates-made">
          <ActionButton action={makeClientCaFile} small label="Client CA file" />
          <ActionButton action={makeRootFile} small label="Root file" />
        </div>
      </div>
    </section>
  )
}

function FileRow({ path }: { path: string }) {
  const told = useCertificates((state) => state.told)
  const held = told?.inspect.files.find((file) => file.path === path)
  const locked = told?.locked.find((file) => file.path === path)
  const failed = told?.failed.find((file) => file.path === path)
  return (
    <li className="given-row">
      <div className="given-file">
        <span className="clip mono" title={path}>
          {fileName(path)}
        </span>
        {held !== undefined && <span className="quiet">{contentsText(held.contents)}</span>}
        {locked !== undefined && (
          <span className="certificates-locked">
            <LockKeyhole aria-hidden="true" /> {withoutPath(locked.message, path)}
          </span>
        )}
        {failed !== undefined && (
          <span className="given-fault" role="alert">
            <CircleAlert aria-label="Failed" /> {withoutPath(failed.message, path)}
          </span>
        )}
      </div>
      <Remove name={fileName(path)} perform={() => void removeCertificate(path)} />
    </li>
  )
}

function contentsText(contents: readonly { readonly kind: string; readonly text: string }[]): string {
  const keys = contents.filter(({ kind }) => kind === 'private-key')
  const certificates = contents.filter(({ kind }) => kind === 'certificate')
  const parts = [plural(certificates.length, 'certificate')]
  if (keys.length > 0)
    parts.push(`${plural(keys.length, 'private key')} (${keys.map(({ text }) => text).join(', ')})`)
  return parts.join(', ')
}

/** The list names the file already. */
function withoutPath(message: string, path: string): string {
  return message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message
}

function Remove({ name, perform }: { name: string; perform: () => void }) {
  return (
    <button type="button" className="icon-button" aria-label={`Remove ${name}`} onClick={perform}>
      <X aria-hidden="true" />
    </button>
  )
}

function Passphrase({ count }: { count: number }) {
  const field = useRef<HTMLInputElement>(null)
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    const input = field.current
    if (input === null || input.value === '') return
    const typed = input.value
    input.value = ''
    void readAgain(typed)
  }
  return (
    <form className="certificates-form" onSubmit={onSubmit}>
      <label>
        Passphrase of {count === 1 ? 'the locked file' : 'the locked files'}
        <input ref={field} type="password" className="mono" autoComplete="off" spellCheck={false} />
      </label>
      <button type="submit" className="button small">
        Unlock
      </button>
      <p className="quiet">
        It goes to the engine process, and stays there until the program ends, so that nothing is asked twice.
      </p>
    </form>
  )
}

function Host() {
  const host = useCertificates((state) => state.host)
  const field = useRef<HTMLInputElement>(null)
  const judge = (): void => void judgeForHost(field.current?.value.trim() ?? '')
  return (
    <form
      className="certificates-form"
      onSubmit={(event) => {
        event.preventDefault()
        judge()
      }}
    >
      <label>
        Name it should be for
        <input
          ref={field}
          type="text"
          className="mono"
          placeholder="apim.contoso.internal"
          defaultValue={host}
          spellCheck={false}
          onBlur={judge}
        />
      </label>
    </form>
  )
}
