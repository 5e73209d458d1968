import { CircleAlert, Copy, FileDown, X } from 'lucide-react'
import type {
  ClientCaBundleDocument,
  ExportRootDocument,
} from '../../../shared/contract/certificate-document.ts'
import { useCertificates } from '../../state/certificate-store.ts'
import { copy } from '../../state/commands.ts'
import { plural } from '../../state/format.ts'
import { type Made, makeAnother, saveMade, useGatewayFile, type Wanted } from '../../state/gateway-file.ts'
import { setState, useApp } from '../../state/store.ts'
import { Sheet } from '../../widgets/Sheet.tsx'
import '../../widgets/choice-sheet.css'
import { CertificatePath } from './CertificatePath.tsx'
import { Remarks } from './Remarks.tsx'
import './certificates.css'

/** A file for the gateway before it is saved: what it would hold, or why there is none and whom to ask for what. */
export function GatewayFileSheet() {
  const open = useApp((state) => state.overlay === 'gateway-file')
  return open ? <Shown /> : null
}

const TITLES = {
  bundle: 'Client CA file for the listener',
  root: 'Certificate for the backend setting',
} as const
const SAVE = { bundle: 'Save as .pem', root: 'Save as .cer' } as const

function Shown() {
  const { wanted, made, fault } = useGatewayFile()
  const close = (): void => setState({ overlay: 'none' })
  const title = TITLES[wanted.what]
  return (
    <Sheet label={title} onClose={close} wide>
      <div className="choice-sheet gateway-file">
        <header>
          <h2>{title}</h2>
          <button type="button" className="button bare" aria-label="Close" onClick={close}>
            <X aria-hidden="true" />
          </button>
        </header>
        {wanted.what === 'root' && <RootChoice wanted={wanted} />}
        {/* A scrolling region must be reachable by keyboard. */}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
        <section className="gateway-file-told" aria-label="What it holds" aria-live="polite" tabIndex={0}>
          {fault !== null && (
            <p className="given-fault" role="alert">
              <CircleAlert aria-label="Failed" /> {fault}
            </p>
          )}
          {made === null && fault === null && <p className="quiet">Putting it together …</p>}
          {made !== null && <Told made={made} />}
        </section>
        <footer>
          <p className="quiet">Certificates only: private keys are left where they are.</p>
          <button
            type="button"
            className="button main"
            disabled={made === null || made.text === null}
            onClick={() => void saveMade().then((saved) => saved && close())}
          >
            <FileDown aria-hidden="true" /> <span>{SAVE[wanted.what]}</span>
          </button>
        </footer>
      </div>
    </Sheet>
  )
}

/** v1 trusts the leaf itself, v2 the root; and whose chain is meant, where the files hold several. */
function RootChoice({ wanted }: { wanted: Extract<Wanted, { what: 'root' }> }) {
  const fromFiles = useGatewayFile(({ from }) => from !== null && 'files' in from)
  const inspect = useCertificates((state) => state.told?.inspect)
  const ends = (fromFiles ? (inspect?.chains ?? []) : []).flatMap(({ path }) => {
    const row = inspect?.certificates.find(({ certificate }) => certificate.subject === path[0])
    return row === undefined ? [] : [row.certificate]
  })
  return (
    <div className="gateway-file-choice">
      <label>
        <span>Gateway</span>
        <select
          value={wanted.sku}
          onChange={({ target }) => void makeAnother({ ...wanted, sku: target.value === 'v1' ? 'v1' : 'v2' })}
        >
          <option value="v2">v2: trusted root certificate</option>
          <option value="v1">v1: authentication certificate (the leaf)</option>
        </select>
      </label>
      {ends.length > 1 && (
        <label>
          <span>Chain of</span>
          <select
            value={wanted.end ?? ends[0]?.sha256}
            onChange={({ target }) => void makeAnother({ ...wanted, end: target.value })}
          >
            {ends.map(({ sha256, subject }) => (
              <option key={sha256} value={sha256}>
                {subject || '(no subject)'}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  )
}

function Told({ made }: { made: Made }) {
  return made.what === 'bundle' ? <Bundle document={made.document} /> : <Root document={made.document} />
}

const ROLES = {
  root: 'root',
  intermediate: 'intermediate',
  leaf: 'leaf',
  'self-signed-not-ca': 'self-signed, no CA',
} as const

function Bundle({ document }: { document: ClientCaBundleDocument }) {
  const { bundle, written, missing, requests, roots, notes, findings, clients } = document
  return (
    <>
      <p>
        <strong>{bundleSentence(document)}</strong>
      </p>
      {bundle !== null && (
        <ul aria-label="Certificates in it" className="certificates-list">
          {bundle.certificates.map(({ certificate, role }) => (
            <li key={certificate.sha256}>
              <span className="tag">{ROLES[role]}</span> <span className="mono">{certificate.subject}</span>{' '}
              <span className="quiet">until {certificate.notAfter?.slice(0, 10) ?? '?'}</span>
            </li>
          ))}
        </ul>
      )}
      {written !== null && clients.length > 0 && (
        <p className="quiet">
          {plural(clients.length, 'client')} of these files followed upwards:{' '}
          {clients.map(({ certificate }) => certificate.subject).join('; ')}
        </p>
      )}
      {roots.length > 1 && (
        <ul aria-label="Roots" className="certificates-list mono">
          {roots.map((root) => (
            <li key={root}>{root}</li>
          ))}
        </ul>
      )}
      {missing.map(({ client, issuer, places }) => (
        <p key={client}>
          <span className="mono">{client}</span>: its issuer <span className="mono">{issuer}</span> is
          missing.{' '}
          {places.length === 0
            ? 'The certificate does not say where it is to be had.'
            : `By what the certificate says it is to be had at ${places.join(', ')} (not fetched).`}
        </p>
      ))}
      {requests.map((request) => (
        <Request key={request} text={request} />
      ))}
      <Remarks notes={notes} findings={findings} />
    </>
  )
}

function bundleSentence({ written, bundle, roots, missing }: ClientCaBundleDocument): string {
  if (written !== null)
    return `The listener takes it: ${plural(bundle?.certificates.length ?? 0, 'certificate')}.`
  if (roots.length > 1)
    return `No file: the certificates lead to ${roots.length} roots, and the gateway takes one in a file.`
  if (missing.length > 0) return 'No file yet: a certificate that belongs into it is missing.'
  return 'No file: the gateway would refuse it.'
}

/** What to send to the client's owner. */
function Request({ text }: { text: string }) {
  return (
    <figure className="gateway-file-request">
      <figcaption>
        <strong>To send to the client’s owner</strong>
        <button
          type="button"
          className="button small push"
          onClick={() => void copy(text, 'the text for the client’s owner')}
        >
          <Copy aria-hidden="true" /> <span>Copy text</span>
        </button>
      </figcaption>
      <pre>{text}</pre>
    </figure>
  )
}

function Root({ document }: { document: ExportRootDocument }) {
  const { exported, missing, path, notes, findings } = document
  return (
    <>
      <p>
        <strong>{rootSentence(document)}</strong>
      </p>
      {exported !== null && (
        <dl className="certificate-facts">
          <div>
            <dt>Subject</dt>
            <dd className="mono">{exported.subject}</dd>
          </div>
          <div>
            <dt>Valid</dt>
            <dd className="mono">
              {exported.notBefore ?? '?'} to {exported.notAfter ?? '?'}
            </dd>
          </div>
          <div>
            <dt>Thumbprint</dt>
            <dd className="mono">{exported.sha1}</dd>
          </div>
        </dl>
      )}
      {path.length > 1 && <CertificatePath path={path} />}
      {missing !== null && (
        <p>
          The chain ends below <span className="mono">{missing.issuer || '(no name)'}</span>, which was
          neither sent nor is it a public root. A server may leave its root out.{' '}
          {missing.places.length === 0
            ? 'Ask whoever runs the CA, then open the root with the chain.'
            : `By what the certificate says it is to be had at ${missing.places.join(', ')} (not fetched).`}
        </p>
      )}
      <Remarks notes={notes} findings={findings} />
    </>
  )
}

function rootSentence({ exported, publiclyKnown, sku, missing }: ExportRootDocument): string {
  if (exported === null)
    return missing === null ? 'There is nothing here that the gateway would take.' : 'The root is not there.'
  if (publiclyKnown) return 'A v2 gateway knows this root already: no upload is needed.'
  return sku === 'v2' ? 'The root of this chain, as Base-64.' : 'The server’s own certificate, as Base-64.'
}
