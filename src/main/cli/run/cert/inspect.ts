import type { InspectDocument } from '../../../../shared/contract/certificate-document.ts'
import { clockDocument } from '../../../certificates/documents.ts'
import { inspectCertificates } from '../../../certificates/inspect.ts'
import { GivenFileError, readGivenCertificates } from '../../../engine/options.ts'
import { CommandError, EXIT, type ExitStatus } from '../../exit-status.ts'
import type { Interruption } from '../../interruption.ts'
import { complain, write } from '../../terminal.ts'
import { type CertificateInput, inputDocument, readCertificateInput } from './read-input.ts'
import { type CertificateArguments, clockOf, inputTerms } from './terms.ts'

export interface InspectArguments extends CertificateArguments {
  readonly trustedRoot?: string[]
  readonly host?: string
}

export async function runInspect(
  names: readonly string[],
  given: InspectArguments,
  interruption: Interruption,
): Promise<ExitStatus> {
  const roots = (await Promise.all((given.trustedRoot ?? []).map(readGivenCertificates))).flat()
  const terms = inputTerms(given, ['server', 'client'], interruption)
  const inputs: CertificateInput[] = []
  let failures = 0
  for (const name of names) {
    const input = await readCertificateInput(name, terms).catch((error: unknown) => {
      if (!(error instanceof CommandError || error instanceof GivenFileError)) throw error
      complain(error.message)
      return null
    })
    if (input === null) failures++
    else inputs.push(input)
  }
  if (interruption.signal.aborted) return EXIT.interrupted
  if (inputs.length === 0) return EXIT.unusable
  const clock = clockOf(given)
  const document: InspectDocument = {
    schema: 'tlscope.certificate/1',
    command: 'inspect',
    ...clockDocument(clock),
    files: inputs.map(inputDocument),
    ...(await inspectCertificates(inputs, {
      roots: roots.map(({ der }) => der),
      host: given.host ?? null,
      clock,
    })),
    findings: [],
  }
  if (given.json === true) await write(`${JSON.stringify(document)}\n`)
  else {
    const { inspectText } = await import('../../text/cert-inspect.ts')
    await write(inspectText(document))
  }
  if (!isFine(document)) return EXIT.broken
  return failures === 0 ? EXIT.fine : EXIT.unusable
}

/** That no public root vouches for a private CA is no fault; that a root which was named does not, is one. */
function isFine({ certificates, chains, remarks }: InspectDocument): boolean {
  const outOfDate = certificates.some(({ validity }) => validity !== 'valid')
  const untrusted = chains.some(({ trust, host }) => {
    return (
      host?.matched === false || trust.some((one) => one.against === 'given-roots' && one.trusted === 'no')
    )
  })
  return !outOfDate && !untrusted && remarks.every(({ severity }) => severity !== 'error')
}
