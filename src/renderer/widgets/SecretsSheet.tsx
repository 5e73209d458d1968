import { FileKey, KeyRound, Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { SecretFiles } from '../../shared/ipc/contract.ts'
import { fileName } from '../state/format.ts'
import { addKeyLogs, addRsaKeys, decryptWith } from '../state/opening.ts'
import { follow, NO_SECRETS, without } from '../state/secrets.ts'
import { setState, useApp } from '../state/store.ts'
import { Sheet } from './Sheet.tsx'
import './choice-sheet.css'

/** Which files open the capture's protected records. The window knows their paths and nothing of their contents. */
export function SecretsSheet() {
  const open = useApp((state) => state.overlay === 'secrets')
  const request = useApp((state) => state.analysis?.request)
  if (!open || request?.kind !== 'files') return null
  return <Chooser given={request.secrets ?? NO_SECRETS} />
}

function Chooser({ given }: { given: SecretFiles }) {
  const [secrets, setSecrets] = useState(given)
  const close = (): void => setState({ overlay: 'none' })
  const none = secrets.keyLogs.length + secrets.rsaKeys.length === 0
  return (
    <Sheet label="Decrypt" onClose={close}>
      <div className="choice-sheet">
        <header>
          <h2>Decrypt</h2>
          <button type="button" className="button bare" aria-label="Close" onClick={close}>
            <X aria-hidden="true" />
          </button>
        </header>
        <p>
          A <strong>key log</strong>, as curl and browsers write it where <code>SSLKEYLOGFILE</code> is set,
          opens every TLS version. The server’s <strong>RSA private key</strong> opens TLS 1.2 and older, and
          only where the cipher suite exchanges keys by RSA (<code>TLS_RSA_…</code>).
        </p>
        {none ? (
          <p className="quiet">No file chosen yet.</p>
        ) : (
          <ul aria-label="Files with secrets">
            {secrets.keyLogs.map((log) => (
              <li key={`log ${log.path}`}>
                <KeyRound aria-hidden="true" />
                <FileLabel path={log.path} kind="key log" />
                <label className="check">
                  <input
                    type="checkbox"
                    checked={log.follow}
                    onChange={(event) => setSecrets(follow(secrets, log.path, event.target.checked))}
                  />
                  <span>Follow while it is written</span>
                </label>
                <Remove path={log.path} onRemove={() => setSecrets(without(secrets, log.path))} />
              </li>
            ))}
            {secrets.rsaKeys.map((path) => (
              <li key={`key ${path}`}>
                <FileKey aria-hidden="true" />
                <FileLabel path={path} kind="RSA private key" />
                <Remove path={path} onRemove={() => setSecrets(without(secrets, path))} />
              </li>
            ))}
          </ul>
        )}
        <div className="choice-add">
          <button type="button" className="button" onClick={() => void addKeyLogs(secrets).then(setSecrets)}>
            <Plus aria-hidden="true" /> <span>Add key log</span>
          </button>
          <button type="button" className="button" onClick={() => void addRsaKeys(secrets).then(setSecrets)}>
            <Plus aria-hidden="true" /> <span>Add RSA private key</span>
          </button>
        </div>
        <footer>
          <p className="quiet">
            The engine process reads these files, keeps what they hold to itself, and forgets it when it ends.
          </p>
          <button
            type="button"
            className="button main"
            disabled={none && given.keyLogs.length + given.rsaKeys.length === 0}
            onClick={() => {
              close()
              void decryptWith(secrets)
            }}
          >
            {none ? 'Read again without secrets' : 'Read again and decrypt'}
          </button>
        </footer>
      </div>
    </Sheet>
  )
}

function FileLabel({ path, kind }: { path: string; kind: string }) {
  return (
    <span className="choice-file" title={path}>
      <strong className="clip">{fileName(path)}</strong> <span className="quiet nowrap">{kind}</span>
    </span>
  )
}

function Remove({ path, onRemove }: { path: string; onRemove: () => void }) {
  return (
    <button type="button" className="icon-button" aria-label={`Remove ${fileName(path)}`} onClick={onRemove}>
      <X aria-hidden="true" />
    </button>
  )
}
