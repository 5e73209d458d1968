import { customerRequest } from '../../shared/azure/client-ca/index.ts'
import { printable } from '../../shared/bytes/text.ts'
import type { ClientCaBundleDocument } from '../../shared/contract/certificate-document.ts'
import { findingDocument } from '../../shared/contract/handshake-document.ts'
import { rank } from '../../shared/diagnosis/rank.ts'
import type { PreflightClock } from '../probe/credentials/index.ts'
import { type BuiltBundle, buildBundle, type PoolCertificate } from './build-bundle.ts'
import { clientFindings } from './client-findings.ts'
import { judgeClient } from './client-verdict.ts'
import { bundleDocument, clientDocument, clockDocument } from './documents.ts'

/** A client CA file to write, and what there is to say of it. */
export interface MadeBundle {
  /** PEM; `null`: none that the gateway would take. */
  readonly pem: string | null
  /** `written` is the name given where there is one to write. */
  readonly document: ClientCaBundleDocument
}

/**
 * @param name what the new file is called
 * @param files what the certificates came from, for the document
 */
export async function makeBundle(
  pool: readonly PoolCertificate[],
  files: ClientCaBundleDocument['files'],
  clock: PreflightClock,
  name: string,
): Promise<MadeBundle> {
  const built = await buildBundle(pool, clock.nowMillis)
  const { checked } = built
  const verdicts =
    checked === null
      ? []
      : await Promise.all(built.clients.map((client) => judgeClient(checked, client, clock.nowMillis)))
  const findings = [
    ...(checked?.findings ?? []),
    ...(checked === null ? [] : verdicts.flatMap((verdict) => clientFindings(checked, verdict))),
  ]
  const isGood = checked !== null && checked.upload.accepted !== 'no'
  const pem = isGood ? built.pem : null
  const document: ClientCaBundleDocument = {
    schema: 'tlscope.certificate/1',
    command: 'client-ca-bundle',
    ...clockDocument(clock),
    files,
    written: pem === null ? null : name,
    bundle: checked && { ...bundleDocument(checked), file: name },
    clients: verdicts.map(clientDocument),
    missing: built.missing.map(({ client, issuer }) => ({
      client: printable(client.subject?.text ?? ''),
      issuer: issuer.issuer,
      places: [...issuer.places],
    })),
    requests: built.missing.map(({ client, issuer }) => customerRequest(client, issuer)),
    roots: built.roots.length > 1 ? built.roots.map(({ subject }) => printable(subject?.text ?? '')) : [],
    notes: notesOf(built),
    findings: rank(findings, null).map(findingDocument),
  }
  return { pem, document }
}

function notesOf({ publicRoot, clients, checked, roots }: BuiltBundle): string[] {
  const notes = [...(checked?.notes ?? [])]
  if (publicRoot) {
    notes.push(
      'The root is that of a public CA and was taken from the roots that every platform knows. With it the gateway lets in every client certificate of that CA, whoever owns it: switch the issuer-DN check on, or check the client’s identity behind the gateway.',
    )
  }
  if (roots.length > 1) {
    notes.push(
      'Run this once for each client hierarchy, with its own files; an SSL profile takes up to 100 files.',
    )
  }
  if (checked !== null && clients.length === 0) {
    notes.push(
      'No client certificate was among the files, so only CAs were put together; check one with tlscope cert check-client-ca --client.',
    )
  }
  return notes
}
