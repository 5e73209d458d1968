import { FileBadge } from 'lucide-react'
import type { InspectedFiles } from '../../../shared/ipc/certificate-channels.ts'
import { lookAtCertificates } from '../../actions/certificate-actions.ts'
import { useCertificates } from '../../state/certificate-store.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import { BundleCheck } from './BundleCheck.tsx'
import { CertificateCard } from './CertificateCard.tsx'
import { Chains } from './Chains.tsx'
import { FilesPane } from './FilesPane.tsx'
import { Remarks } from './Remarks.tsx'
import './certificates.css'

/** Certificate files: their chains first, then each certificate and its parts, then the listener's rules. */
export function CertificatesView() {
  const told = useCertificates((state) => state.told)
  const files = useCertificates((state) => state.files)
  if (files.length === 0) return <NothingYet />
  return (
    <main className="workspace certificates-view">
      <FilesPane />
      <section
        className="pane certificates-told"
        data-pane="certificates"
        aria-label="Certificates"
        tabIndex={-1}
      >
        {told === null ? <p className="pad quiet">Reading …</p> : <Told told={told} />}
      </section>
    </main>
  )
}

function Told({ told: { inspect, bundles } }: { told: InspectedFiles }) {
  if (inspect.certificates.length === 0) {
    return <p className="pad quiet">No certificate could be read yet; the list beside says why.</p>
  }
  return (
    <section
      className="certificates-scroll"
      aria-label="What the files say"
      data-focus-first
      // A scrolling region must be reachable by keyboard.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
      tabIndex={0}
    >
      <Chains chains={inspect.chains} />
      {inspect.remarks.length > 0 && (
        <section aria-label="Remarks">
          <h2>The key and its certificate</h2>
          <Remarks findings={inspect.remarks} />
        </section>
      )}
      <section aria-label="What each is good for">
        <h2>What each is good for</h2>
        {inspect.certificates.map((row) => (
          <CertificateCard key={row.certificate.sha256} row={row} />
        ))}
      </section>
      {bundles.map((checked) => (
        <BundleCheck key={checked.bundle.file} checked={checked} />
      ))}
    </section>
  )
}

function NothingYet() {
  return (
    <main className="empty" data-pane="certificates" aria-label="Certificates">
      <div className="empty-card">
        <h1>What is in this certificate file?</h1>
        <p className="empty-lead">
          Whom it leads to, whether the key fits, which part it can play between clients, Application Gateway
          and API Management, and whether the listener would take it as its client CA file. The files that the
          gateway wants, client CA and root, are made of them.
        </p>
        <div className="drop-zone">
          <FileBadge aria-hidden="true" />
          <p>Drop .pem, .cer, .crt, .pfx or .p7b files here, several at once</p>
          <div className="empty-actions">
            <ActionButton action={lookAtCertificates} main />
          </div>
          <p className="quiet">
            Private keys are read in the engine process to see whether they fit. They are neither shown nor
            kept, and nothing is sent.
          </p>
        </div>
      </div>
    </main>
  )
}
