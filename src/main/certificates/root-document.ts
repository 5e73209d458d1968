import { printable } from '../../shared/bytes/text.ts'
import type { ExportRootDocument } from '../../shared/contract/certificate-document.ts'
import { findingDocument } from '../../shared/contract/handshake-document.ts'
import { certificateSummary } from '../../shared/x509/summary.ts'
import type { PreflightClock } from '../probe/credentials/index.ts'
import { clockDocument } from './documents.ts'
import type { RootExport } from './export-root.ts'

/** @param name what the new file is called, where there is one to write */
export function rootDocument(
  { exported, missing, publiclyKnown, path, notes, findings }: RootExport,
  clock: PreflightClock,
  asked: Pick<ExportRootDocument, 'sku' | 'source' | 'handshake'>,
  name: string,
): ExportRootDocument {
  return {
    schema: 'tlscope.certificate/1',
    command: 'export-root',
    ...clockDocument(clock),
    ...asked,
    written: exported === null ? null : name,
    exported: exported && certificateSummary(exported),
    publiclyKnown,
    path: path.map(({ subject }) => printable(subject?.text ?? '')),
    missing: missing && { issuer: missing.issuer, places: [...missing.places] },
    notes: [...notes],
    findings: findings.map(findingDocument),
  }
}
