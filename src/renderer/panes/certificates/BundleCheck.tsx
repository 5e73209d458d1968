import type { CheckedBundle } from '../../../shared/ipc/certificate-channels.ts'
import { fileName } from '../../state/format.ts'
import { Mark } from './Mark.tsx'
import { Remarks } from './Remarks.tsx'

const UPLOAD = {
  yes: 'Application Gateway takes this file as client CA.',
  no: 'Application Gateway refuses this file as client CA.',
  uncertain: 'Application Gateway may refuse this file as client CA.',
} as const

const SAID = { yes: 'taken', no: 'refused', uncertain: 'cannot be told' } as const

/** A file as the listener's client CA: would it be taken, and whom would it let in. */
export function BundleCheck({ checked: { bundle, clients, findings } }: { checked: CheckedBundle }) {
  const { upload, issuerDn, notes } = bundle
  return (
    <section className="bundle-check" aria-label={`As client CA file: ${fileName(bundle.file)}`}>
      <h2>As client CA file: {fileName(bundle.file)}</h2>
      <p data-upload={upload.accepted}>
        <Mark word={upload.accepted} said={SAID[upload.accepted]} />{' '}
        <strong>{UPLOAD[upload.accepted]}</strong>
      </p>
      {[upload.code, ...upload.otherCodes].map(
        (code) =>
          code !== null && (
            <p key={code}>
              <code>{code}</code>
            </p>
          ),
      )}
      {upload.reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
      {issuerDn !== null && (
        <p>
          With the issuer-DN check on it lets in only clients issued by{' '}
          <span className="mono">{issuerDn.name}</span>.
        </p>
      )}
      {upload.accepted !== 'no' && clients.length > 0 && (
        <ul aria-label="Clients" className="certificates-list">
          {clients.map(({ file, certificate, issuerDnOff, issuerDnOn }) => (
            <li key={`${file} ${certificate.sha256}`} className="bundle-client">
              <strong className="mono">{certificate.subject}</strong>
              <span>
                <Mark word={issuerDnOff.accepted} said={SAID[issuerDnOff.accepted]} /> Check off:{' '}
                {issuerDnOff.sentence}
              </span>
              <span>
                <Mark word={issuerDnOn.accepted} said={SAID[issuerDnOn.accepted]} /> Check on:{' '}
                {issuerDnOn.sentence}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Remarks notes={notes} findings={findings} />
    </section>
  )
}
