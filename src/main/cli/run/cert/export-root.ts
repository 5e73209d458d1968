import { existsSync } from 'node:fs'
import { exportRoot } from '../../../certificates/export-root.ts'
import { base64Cer } from '../../../certificates/pem-text.ts'
import { rootDocument } from '../../../certificates/root-document.ts'
import { sideName } from '../../../engine/comparison/side.ts'
import { readGivenCertificates } from '../../../engine/options.ts'
import { CommandError, EXIT, type ExitStatus } from '../../exit-status.ts'
import type { Interruption } from '../../interruption.ts'
import { write } from '../../terminal.ts'
import { clientChainOf } from './client-chain.ts'
import { checkOutput, writeOutput } from './output-file.ts'
import { type HostArguments, readHost } from './read-host.ts'
import { type CertificateInput, readCertificateInput } from './read-input.ts'
import { type CertificateArguments, clockOf, inputTerms } from './terms.ts'

export interface ExportRootArguments extends CertificateArguments, HostArguments {
  readonly out: string
  readonly force?: boolean
  readonly sku: 'v1' | 'v2'
  readonly trustedRoot?: string[]
}

export async function runExportRoot(
  source: string,
  given: ExportRootArguments,
  interruption: Interruption,
): Promise<ExitStatus> {
  const force = given.force ?? false
  await checkOutput(given.out, force)
  const roots = (await Promise.all((given.trustedRoot ?? []).map(readGivenCertificates))).flat()
  const input = isFile(source)
    ? await readCertificateInput(source, inputTerms(given, ['server', 'client'], interruption))
    : await readHost(source, given, interruption)
  if (interruption.signal.aborted) return EXIT.interrupted
  const clock = clockOf(given)
  const result = await exportRoot({
    source,
    sent: await sentOf(input),
    roots: roots.map(({ der }) => der),
    sku: given.sku,
    atMillis: clock.nowMillis,
  })
  const { exported } = result
  if (exported !== null) await writeOutput(given.out, base64Cer(exported.der), force)
  const document = rootDocument(
    result,
    clock,
    { sku: given.sku, source, handshake: input.handshake },
    given.out,
  )
  if (given.json === true) await write(`${JSON.stringify(document)}\n`)
  else {
    const { exportRootText } = await import('../../text/cert-export.ts')
    await write(exportRootText(document))
  }
  return exported === null ? EXIT.broken : EXIT.fine
}

/** What is no file and looks like none is a host. */
function isFile(source: string): boolean {
  const { path } = sideName(source)
  return existsSync(path) || /[\\/]|\.(pem|cer|crt|der|pfx|p12|p7b|p7c|key|pcap|pcapng|gz)$/i.test(path)
}

/** The leaf first. @throws CommandError where there is no certificate */
async function sentOf(input: CertificateInput) {
  if (input.material === null) {
    if (input.certificates.length === 0) throw new CommandError(`${input.name}: no certificate in it`)
    return input.certificates
  }
  const { leaf } = await clientChainOf(input)
  return [leaf, ...input.certificates.filter((one) => one !== leaf)]
}
