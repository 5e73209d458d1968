import type { ClientCaBundle } from '../../shared/azure/client-ca/index.ts'
import { printable } from '../../shared/bytes/text.ts'
import type { BundleDocument, ClientVerdictDocument } from '../../shared/contract/certificate-document.ts'
import { momentText } from '../../shared/diagnosis/support/clock.ts'
import { certificateSummary } from '../../shared/x509/summary.ts'
import type { PreflightClock } from '../probe/credentials/index.ts'
import { subjectText } from '../trust/candidate.ts'
import type { ClientVerdict } from './client-verdict.ts'

/** Plain values for `tlscope.certificate/1` and the window. Nothing in them is secret. */

export function clockDocument({ nowMillis, clock }: PreflightClock): {
  at: string
  clock: 'local' | 'given'
} {
  return { at: momentText(nowMillis), clock }
}

export function bundleDocument(bundle: ClientCaBundle): BundleDocument {
  const { file, certificates, upload, issuer, notes } = bundle
  return {
    file: file.file,
    bytes: file.size,
    form: file.form,
    encoding: file.encoding,
    lineEndings: file.lineEndings,
    privateKeys: file.privateKeys.length,
    certificates: certificates.map(({ certificate, role, line, repeats, depth }) => ({
      certificate: certificateSummary(certificate),
      role,
      line,
      repeats,
      depth,
    })),
    upload: {
      accepted: upload.accepted,
      code: upload.code,
      otherCodes: [...upload.otherCodes],
      reasons: [...upload.reasons],
    },
    issuerDn: issuer && {
      name: printable(issuer.text),
      from: issuer.why,
      ties: issuer.ties.map(({ certificate }) => printable(certificate.subject?.text ?? '')),
    },
    notes: [...notes],
  }
}

export function clientDocument({
  client,
  off,
  on,
  mustSendIssuers,
  logged,
  path,
}: ClientVerdict): ClientVerdictDocument {
  return {
    file: client.file,
    certificate: certificateSummary(client.leaf),
    issuerDnOff: off,
    issuerDnOn: on,
    mustSendIntermediates: mustSendIssuers,
    logged: [...logged],
    path: (path?.links ?? []).map(({ candidate }) => subjectText(candidate)),
  }
}
