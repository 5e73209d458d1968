import { customerRequest } from '../../../../shared/azure/client-ca/index.ts'
import { printable } from '../../../../shared/bytes/text.ts'
import type { ClientCaBundleDocument } from '../../../../shared/contract/certificate-document.ts'
import { findingDocument } from '../../../../shared/contract/handshake-document.ts'
import { rank } from '../../../../shared/diagnosis/rank.ts'
import { type BuiltBundle, buildBundle } from '../../../certificates/build-bundle.ts'
import { clientFindings } from '../../../certificates/client-findings.ts'
import { judgeClient } from '../../../certificates/client-verdict.ts'
import { bundleDocument, clientDocument, clockDocument } from '../../../certificates/documents.ts'
import { CommandError, EXIT, type ExitStatus } from '../../exit-status.ts'
import type { Interruption } from '../../interruption.ts'
import { write } from '../../terminal.ts'
import { checkOutput, writeOutput } from './output-file.ts'
import { inputDocument, readCertificateInput } from './read-input.ts'
import { type CertificateArguments, clockOf, inputTerms } from './terms.ts'

export interface ClientCaBundleArguments extends CertificateArguments {
  readonly out: string
  readonly force?: boolean
}

export async function runClientCaBundle(
  names: readonly string[],
  given: ClientCaBundleArguments,
  interruption: Interruption,
): Promise<ExitStatus> {
  const force = given.force ?? false
  await checkOutput(given.out, force)
  const clock = clockOf(given)
  const terms = inputTerms(given, ['client'], interruption)
  const inputs = []
  for (const name of names) inputs.push(await readCertificateInput(name, terms))
  const pool = inputs.flatMap(({ name, certificates }) =>
    certificates.map((certificate) => ({ file: name, certificate })),
  )
  if (pool.length === 0)
    throw new CommandError(`${names.join(', ')}: no certificate in ${names.length > 1 ? 'them' : 'it'}`)
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
  const isGood = checked !== null && checked.upload.accepted !== 'no' && built.pem !== null
  if (isGood && built.pem !== null) await writeOutput(given.out, built.pem, force)
  const document: ClientCaBundleDocument = {
    schema: 'tlscope.certificate/1',
    command: 'client-ca-bundle',
    ...clockDocument(clock),
    files: inputs.map(inputDocument),
    written: isGood ? given.out : null,
    bundle: checked && { ...bundleDocument(checked), file: given.out },
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
  if (given.json === true) await write(`${JSON.stringify(document)}\n`)
  else {
    const { clientCaBundleText } = await import('../../text/cert-bundle.ts')
    await write(clientCaBundleText(document))
  }
  return isGood && findings.every(({ severity }) => severity !== 'error') ? EXIT.fine : EXIT.broken
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
      'Run this once for each client hierarchy, with its own files; an SSL profile takes up to 100 files (facts 2.6).',
    )
  }
  if (checked !== null && clients.length === 0) {
    notes.push(
      'No client certificate was among the files, so only CAs were put together; check one with tlscope cert check-client-ca --client.',
    )
  }
  return notes
}
