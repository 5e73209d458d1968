import { uploadCommands } from '../../../shared/azure/trusted-root/index.ts'
import { printable } from '../../../shared/bytes/text.ts'
import type { ExportRootDocument } from '../../../shared/contract/certificate-document.ts'
import { paint } from '../terminal.ts'
import { findingSection, noteLines, sections, told } from './cert-parts.ts'
import { certificateLine, heading } from './probe-certificates.ts'

/** What was written for the gateway, or why nothing was. */
export function exportRootText(document: ExportRootDocument): string {
  const { sku, written, publiclyKnown, path, handshake, notes, findings } = document
  const what = sku === 'v2' ? 'trusted root certificate' : 'authentication certificate'
  return sections([
    headLines(document, what),
    path.length < 2
      ? []
      : [
          heading('The chain'),
          ...path.flatMap((subject, at) => told(`${at}  ${subject}`)),
          ...(handshake === null
            ? []
            : told(`as the ${handshake.side} sent it in ${handshake.id} (${handshake.why})`)),
        ],
    missingLines(document),
    written === null || publiclyKnown
      ? []
      : [heading(`To upload it as ${what}`), ...uploadCommands(sku, written).map((line) => `  ${line}`)],
    notes.length === 0 ? [] : [heading('Worth knowing'), ...noteLines(notes)],
    findingSection(findings),
  ])
}

function headLines({ written, exported, at, missing }: ExportRootDocument, what: string): string[] {
  if (written === null || exported === null) {
    const why = missing === null ? 'there is nothing that the gateway would take' : 'the root was not there'
    return [paint(['red', 'bold'], `No file was written: ${why}.`)]
  }
  return [
    `${paint(['green', 'bold'], `${printable(written)}: written`)}, ${what} as Base-64 .cer`,
    certificateLine(exported, '', Date.parse(at)),
    `  SHA-1 ${exported.sha1}`,
  ]
}

function missingLines({ missing }: ExportRootDocument): string[] {
  if (missing === null) return []
  const where =
    missing.places.length === 0
      ? 'The certificate does not say where it is to be had: ask whoever runs the CA.'
      : `The certificate says that its issuer is to be had at ${missing.places.join(', ')} (not fetched). If that is an intermediate, go on from there.`
  return [
    ...told(
      `The chain ends below ${missing.issuer || '(no name)'}, which was neither sent nor is it a public root. A server may leave its root out.`,
      0,
    ),
    ...told(`${where} Then: --trusted-root FILE beside the same command.`),
  ]
}
