import { Plus, X } from 'lucide-react'
import type { CredentialFiles } from '../../../../shared/ipc/probe-options.ts'
import { fileName } from '../../../state/format.ts'
import { getProbe, setProbe, useProbe } from '../../../state/probe-store.ts'
import { chooseCertificates } from '../../../state/probing.ts'
import { Check } from './fields.tsx'

/** What a matrix varies, and which certificates it tries beside the first. */
export function AxesFields() {
  const further = useProbe((state) => state.further)
  const kind = useProbe((state) => state.form.credentialKind)
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: as the other rows of the form's grid */}
      <div className="field" role="group" aria-label="What varies">
        <span className="field-label">Vary</span>
        <div className="field-input">
          <Check field="varyTls" label="TLS version, each alone" />
          <Check field="varyCertificate" label="Client certificate: none, leaf only, full chain" />
          <Check field="varySni" label="SNI and no SNI" />
          <Check field="varyAlpn" label="ALPN: each protocol alone" />
        </div>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as the other rows of the form's grid */}
      <div className="field" role="group" aria-label="Further certificates">
        <span className="field-label">Further certificates</span>
        <div className="field-input">
          <div className="field-choices">
            <button
              type="button"
              className="button small"
              disabled={kind === 'none' || further.length >= MOST}
              onClick={() => void addPfx()}
            >
              <Plus aria-hidden="true" /> <span>Add PKCS#12</span>
            </button>
            <button
              type="button"
              className="button small"
              disabled={kind === 'none' || further.length >= MOST}
              onClick={() => void addPair()}
            >
              <Plus aria-hidden="true" /> <span>Add certificate and key</span>
            </button>
            {further.map((files) => (
              <span key={nameOf(files)} className="chosen-file mono">
                <span className="clip">{nameOf(files)}</span>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Remove ${nameOf(files)}`}
                  onClick={() => setProbe({ further: further.filter((other) => other !== files) })}
                >
                  <X aria-hidden="true" />
                </button>
              </span>
            ))}
          </div>
          <small className="quiet">
            {kind === 'none'
              ? 'Choose the first one under Client certificate.'
              : 'Each adds a row of full chains to the grid.'}
          </small>
        </div>
      </div>
    </>
  )
}

const MOST = 7

async function addPfx(): Promise<void> {
  const [pfx] = await chooseCertificates('pfx')
  if (pfx !== undefined) add({ pfx })
}

async function addPair(): Promise<void> {
  const [cert] = await chooseCertificates('certificate')
  if (cert === undefined) return
  const [key] = await chooseCertificates('key')
  add(key === undefined ? { cert } : { cert, key })
}

function add(files: CredentialFiles): void {
  const { further } = getProbe()
  if (further.some((other) => nameOf(other) === nameOf(files))) return
  setProbe({ further: [...further, files].slice(0, MOST) })
}

function nameOf({ pfx, cert, key }: CredentialFiles): string {
  const names = [pfx, cert, key].flatMap((path) => (path === undefined ? [] : [fileName(path)]))
  return names.join(' + ')
}
