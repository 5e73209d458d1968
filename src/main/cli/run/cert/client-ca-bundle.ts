import { makeBundle } from '../../../certificates/make-bundle.ts'
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
  const { pem, document } = await makeBundle(pool, inputs.map(inputDocument), clock, given.out)
  if (pem !== null) await writeOutput(given.out, pem, force)
  if (given.json === true) await write(`${JSON.stringify(document)}\n`)
  else {
    const { clientCaBundleText } = await import('../../text/cert-bundle.ts')
    await write(clientCaBundleText(document))
  }
  return pem !== null && document.findings.every(({ severity }) => severity !== 'error')
    ? EXIT.fine
    : EXIT.broken
}
