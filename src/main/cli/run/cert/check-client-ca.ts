import type { CheckClientCaDocument } from '../../../../shared/contract/certificate-document.ts'
import { findingDocument } from '../../../../shared/contract/handshake-document.ts'
import { rank } from '../../../../shared/diagnosis/rank.ts'
import { clientFindings } from '../../../certificates/client-findings.ts'
import { type ClientVerdict, judgeClient } from '../../../certificates/client-verdict.ts'
import { bundleDocument, clientDocument, clockDocument } from '../../../certificates/documents.ts'
import { verifiedBundle } from '../../../certificates/verified-bundle.ts'
import { CredentialError } from '../../../probe/credentials/index.ts'
import { readCredentialFile } from '../../../probe/credentials/read-file.ts'
import { CommandError, EXIT, type ExitStatus } from '../../exit-status.ts'
import type { Interruption } from '../../interruption.ts'
import { write } from '../../terminal.ts'
import { clientChainOf } from './client-chain.ts'
import { readCertificateInput } from './read-input.ts'
import { type CertificateArguments, clockOf, inputTerms } from './terms.ts'

export interface CheckClientCaArguments extends CertificateArguments {
  readonly client?: string[]
  readonly issuerDn?: boolean
}

export async function runCheckClientCa(
  path: string,
  given: CheckClientCaArguments,
  interruption: Interruption,
): Promise<ExitStatus> {
  const clock = clockOf(given)
  const bundle = await verifiedBundle(await bundleBytes(path), path)
  const terms = inputTerms(given, ['client'], interruption)
  const verdicts: ClientVerdict[] = []
  for (const name of given.client ?? []) {
    const chain = await clientChainOf(await readCertificateInput(name, terms))
    verdicts.push(await judgeClient(bundle, chain, clock.nowMillis))
  }
  const issuerDn = given.issuerDn ?? false
  const findings = [...bundle.findings, ...verdicts.flatMap((verdict) => clientFindings(bundle, verdict))]
  const document: CheckClientCaDocument = {
    schema: 'tlscope.certificate/1',
    command: 'check-client-ca',
    ...clockDocument(clock),
    bundle: bundleDocument(bundle),
    clients: verdicts.map(clientDocument),
    issuerDn,
    findings: rank(findings, null).map(findingDocument),
  }
  if (given.json === true) await write(`${JSON.stringify(document)}\n`)
  else {
    const { checkClientCaText } = await import('../../text/cert-bundle.ts')
    await write(checkClientCaText(document))
  }
  return isFine(document) ? EXIT.fine : EXIT.broken
}

/** An empty file is an answer here, not an input that cannot be read. */
async function bundleBytes(path: string): Promise<Uint8Array> {
  try {
    return await readCredentialFile(path)
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    if (error.fault === 'empty') return new Uint8Array(0)
    throw new CommandError(error.wayRound === null ? error.message : `${error.message}.\n  ${error.wayRound}`)
  }
}

function isFine({ findings, clients, issuerDn }: CheckClientCaDocument): boolean {
  const refused = clients.some((client) => {
    return (issuerDn ? client.issuerDnOn : client.issuerDnOff).accepted === 'no'
  })
  return !refused && findings.every(({ severity }) => severity !== 'error')
}
