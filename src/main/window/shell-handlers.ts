import { writeFile } from 'node:fs/promises'
import { app, type BrowserWindow, clipboard, dialog, shell } from 'electron'
import type { CertificatePurpose, Outcome, Request, ShellChannel } from '../../shared/ipc/contract.ts'
import { failure, type Handlers } from './channel-guard.ts'
import type { ChosenFiles } from './chosen-files.ts'
import type { Launch } from './launch-arguments.ts'
import { documentationLink } from './links.ts'

const outputFilters = {
  pcapng: [{ name: 'Annotated capture', extensions: ['pcapng'] }],
  markdown: [{ name: 'Markdown', extensions: ['md'] }],
  pem: [{ name: 'Certificates, PEM', extensions: ['pem'] }],
  cer: [{ name: 'Certificate, Base-64', extensions: ['cer'] }],
}

const captureFilters = [
  { name: 'Captures', extensions: ['pcap', 'pcapng', 'cap', 'dmp', 'gz'] },
  { name: 'All files', extensions: ['*'] },
]

const keyLogFilters = [
  { name: 'Key logs', extensions: ['keys', 'keylog', 'log', 'txt'] },
  { name: 'All files', extensions: ['*'] },
]

const rsaKeyFilters = [
  { name: 'RSA private keys', extensions: ['pem', 'key'] },
  { name: 'All files', extensions: ['*'] },
]

const azureFilters = [
  { name: 'What az printed or the portal exported', extensions: ['json', 'jsonl', 'txt', 'csv'] },
  { name: 'All files', extensions: ['*'] },
]

const ANY_FILE = { name: 'All files', extensions: ['*'] }
const certificateDialogs = {
  certificate: {
    title: 'Client certificate',
    filters: [{ name: 'Certificates', extensions: ['pem', 'crt', 'cer', 'der'] }, ANY_FILE],
    several: false,
  },
  key: {
    title: 'Private key',
    filters: [{ name: 'Private keys', extensions: ['key', 'pem', 'der', 'pk8'] }, ANY_FILE],
    several: false,
  },
  pfx: {
    title: 'PKCS#12 file',
    filters: [{ name: 'PKCS#12', extensions: ['pfx', 'p12'] }, ANY_FILE],
    several: false,
  },
  roots: {
    title: 'Trusted roots',
    filters: [{ name: 'Certificates', extensions: ['cer', 'crt', 'pem', 'der'] }, ANY_FILE],
    several: true,
  },
  'client-ca': {
    title: 'Client CA bundle',
    filters: [{ name: 'Certificates', extensions: ['pem', 'crt', 'cer', 'der'] }, ANY_FILE],
    several: true,
  },
  inspect: {
    title: 'Certificate files',
    filters: [
      {
        name: 'Certificates and keys',
        extensions: ['pem', 'crt', 'cer', 'der', 'pfx', 'p12', 'p7b', 'p7c', 'key'],
      },
      ANY_FILE,
    ],
    several: true,
  },
} as const satisfies Readonly<Record<CertificatePurpose, unknown>>

/** What the main process answers itself. The payloads have passed their schema. */
export function shellHandlers(
  window: () => BrowserWindow | null,
  launch: () => Launch,
  chosen: ChosenFiles,
): Pick<Handlers, Exclude<ShellChannel, `shell:${string}-runbook`>> {
  return {
    'shell:info': async () => {
      const { paths, openLab } = launch()
      return ok({
        version: app.getVersion(),
        runtime: `Electron ${process.versions.electron}, Chromium ${process.versions.chrome}, Node ${process.versions.node}`,
        platform: process.platform,
        initialPaths: [...paths],
        openLab,
      })
    },
    'shell:choose-captures': async () =>
      ok({ paths: await chooseFiles(window(), 'Open captures', captureFilters) }),
    'shell:choose-key-logs': async () => {
      const paths = await chooseFiles(window(), 'Decrypt with key logs', keyLogFilters)
      chosen.addSecrets(paths)
      return ok({ paths })
    },
    'shell:choose-rsa-keys': async () => {
      const paths = await chooseFiles(window(), 'Decrypt with RSA private keys', rsaKeyFilters)
      chosen.addSecrets(paths)
      return ok({ paths })
    },
    'shell:choose-certificates': async (payload) => {
      const { purpose } = payload as Request<'shell:choose-certificates'>
      const { title, filters, several } = certificateDialogs[purpose]
      const paths = await chooseFiles(window(), title, [...filters], several)
      // Looked at only: not to sign in with.
      if (purpose !== 'inspect') chosen.addCredentials(paths)
      return ok({ paths })
    },
    'shell:choose-azure': async () =>
      ok({ paths: await chooseFiles(window(), 'Read saved az output', azureFilters) }),
    'shell:choose-output': async (payload) => {
      const { suggestedName, kind } = payload as Request<'shell:choose-output'>
      const options = { defaultPath: suggestedName, filters: outputFilters[kind] }
      const parent = window()
      const said = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options))
      if (said.canceled || !said.filePath) return ok({ path: null })
      chosen.addOutput(said.filePath)
      return ok({ path: said.filePath })
    },
    'shell:save-text': async (payload) => {
      const { path, text } = payload as Request<'shell:save-text'>
      return chosen.refuseOutput(path) ?? refusePrivateKey(text) ?? (await save(path, text))
    },
    'shell:copy': async (payload) => {
      clipboard.writeText((payload as Request<'shell:copy'>).text)
      return ok(null)
    },
    'shell:open-link': async (payload) => {
      const link = documentationLink((payload as Request<'shell:open-link'>).url)
      if (link === null) return ok({ opened: false })
      const opened = await shell.openExternal(link).then(
        () => true,
        () => false,
      )
      return ok({ opened })
    },
  }
}

async function chooseFiles(
  parent: BrowserWindow | null,
  title: string,
  filters: readonly { readonly name: string; readonly extensions: readonly string[] }[],
  several = true,
): Promise<string[]> {
  const options: Electron.OpenDialogOptions = {
    title,
    properties: several ? ['openFile', 'multiSelections'] : ['openFile'],
    filters: filters.map(({ name, extensions }) => ({ name, extensions: [...extensions] })),
  }
  const chosen = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options))
  return chosen.canceled ? [] : chosen.filePaths
}

/** Nothing here ever has one to save; should it come about, it is not written. */
function refusePrivateKey(text: string): Outcome<never> | null {
  if (!/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]/.test(text)) return null
  return failure('private-key', 'A private key stands in the text, so it was not saved.')
}

async function save(path: string, text: string): Promise<Outcome<null>> {
  try {
    await writeFile(path, text, 'utf8')
    return ok(null)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return failure('cannot-write', `${path} could not be written: ${reason}`, 'Choose another folder.')
  }
}

function ok<T>(value: T): Outcome<T> {
  return { ok: true, value }
}
