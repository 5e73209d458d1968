import { CircleAlert, LoaderCircle, X } from 'lucide-react'
import { readSavedAz } from '../../actions/azure-actions.ts'
import { sayPlaces } from '../../actions/place-actions.ts'
import { removeAzureFile } from '../../state/azure.ts'
import { useAzure } from '../../state/azure-store.ts'
import { fileName, plural } from '../../state/format.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import '../../widgets/given-files.css'

/** Which files were read, what each holds, and what could not be read of it. */
export function AzureFiles() {
  const { files, reading, fault, told } = useAzure()
  return (
    <section className="pane azure-files" data-pane="files" aria-label="Saved az output" tabIndex={-1}>
      <div className="pane-head">
        <h2>Files</h2>
        {reading && <LoaderCircle className="azure-reading" aria-label="Reading" />}
        <span className="push" />
        <ActionButton action={readSavedAz} small label="Read" />
      </div>
      <div className="azure-scroll">
        {fault !== null && (
          <p className="given-fault" role="alert">
            <CircleAlert aria-label="Failed" /> {fault}
          </p>
        )}
        <ul aria-label="Files" className="azure-list">
          {files.map((path) => (
            <FileRow key={path} path={path} />
          ))}
        </ul>
        {told !== null && told.document.captures.length > 0 && (
          <>
            <h3>Held against</h3>
            <ul aria-label="Held against" className="azure-list">
              {told.document.captures.map(({ path, handshakes, legUnknown }) => (
                <li key={path} title={path}>
                  <span className="mono">{fileName(path)}</span>{' '}
                  <span className="quiet">
                    {plural(handshakes, 'handshake')}
                    {legUnknown > 0 && `, ${legUnknown} of a leg that is not known`}
                  </span>
                </li>
              ))}
            </ul>
            {told.document.captures.some(({ legUnknown }) => legUnknown > 0) && (
              <ActionButton action={sayPlaces} small label="Who is who" />
            )}
          </>
        )}
      </div>
    </section>
  )
}

function FileRow({ path }: { path: string }) {
  const file = useAzure((state) => state.told?.document.files.find((one) => one.file === path))
  const name = fileName(path)
  return (
    <li className="given-row">
      <div className="given-file">
        <span className="clip mono" title={path}>
          {name}
        </span>
        {file?.documents.map(({ kind, title, items }) => (
          <span key={kind} className="quiet">
            {items === 1 ? title : `${title} (${items})`}
          </span>
        ))}
        {file?.notes.map((note) => (
          <span key={note} className="quiet">
            {withoutPath(note, path)}
          </span>
        ))}
        {file?.problems.map((problem) => (
          <span key={problem} className="given-fault" role="alert">
            <CircleAlert aria-label="Failed" /> {withoutPath(problem, path)}
          </span>
        ))}
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={`Remove ${name}`}
        onClick={() => void removeAzureFile(path)}
      >
        <X aria-hidden="true" />
      </button>
    </li>
  )
}

/** The list names the file already. */
function withoutPath(sentence: string, path: string): string {
  return sentence.startsWith(`${path}: `) ? sentence.slice(path.length + 2) : sentence
}
