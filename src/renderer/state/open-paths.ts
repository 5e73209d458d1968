import { bridge } from '../bridge.ts'
import { ask } from './ask.ts'
import { addAzureFiles, isAzureFile } from './azure.ts'
import { addCertificates, isCertificateFile } from './certificates.ts'
import { open } from './opening.ts'

/** Files that were dropped, chosen, or named when the window was started: each to the view that shows its kind. */
export function openPaths(paths: readonly string[]): void {
  const certificates = paths.filter(isCertificateFile)
  const saved = paths.filter(isAzureFile)
  const captures = paths.filter((path) => !isCertificateFile(path) && !isAzureFile(path))
  if (captures.length > 0) void open({ kind: 'files', paths: captures })
  if (certificates.length > 0) void addCertificates(certificates)
  if (saved.length > 0) void addAzureFiles(saved)
}

export async function chooseAndOpen(): Promise<void> {
  const chosen = await ask(bridge.chooseCaptures())
  if (chosen !== null) openPaths(chosen.paths)
}
