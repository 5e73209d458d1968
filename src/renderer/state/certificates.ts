import { bridge } from '../bridge.ts'
import { ask, sentence, settle } from './ask.ts'
import { getCertificates, setCertificates } from './certificate-store.ts'
import { setState } from './store.ts'

/** Looking at certificate files: chosen or dropped, read by the engine, shown in a view of their own. */

export async function addCertificates(paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return
  setState({ view: 'certificates' })
  setCertificates({ files: withoutRepeats([...getCertificates().files, ...paths]) })
  await readAgain()
}

export async function chooseCertificates(): Promise<void> {
  const chosen = await ask(bridge.chooseCertificates({ purpose: 'inspect' }))
  await addCertificates(chosen?.paths ?? [])
}

export async function chooseRoots(): Promise<void> {
  const chosen = await ask(bridge.chooseCertificates({ purpose: 'roots' }))
  if (chosen === null || chosen.paths.length === 0) return
  setCertificates({ roots: withoutRepeats([...getCertificates().roots, ...chosen.paths]) })
  await readAgain()
}

export async function removeCertificate(path: string): Promise<void> {
  setCertificates({ files: getCertificates().files.filter((one) => one !== path) })
  await readAgain()
}

export async function removeRoot(path: string): Promise<void> {
  setCertificates({ roots: getCertificates().roots.filter((one) => one !== path) })
  await readAgain()
}

export async function judgeForHost(host: string): Promise<void> {
  if (host === getCertificates().host) return
  setCertificates({ host })
  await readAgain()
}

/** @param passphrase goes to the engine process and is kept nowhere */
export async function readAgain(passphrase: string | null = null): Promise<void> {
  const { files, roots, host } = getCertificates()
  if (files.length === 0) {
    setCertificates({ told: null, fault: null, reading: false })
    return
  }
  setCertificates({ reading: true })
  const outcome = await settle(
    bridge.inspectCertificates({
      files: [...files],
      roots: [...roots],
      host: host === '' ? null : host,
      passphrase,
    }),
  )
  const now = getCertificates()
  // Other files were asked about in the meantime.
  if (now.files !== files || now.roots !== roots || now.host !== host) return
  if (outcome.ok) setCertificates({ told: outcome.value, fault: null, reading: false })
  else setCertificates({ fault: sentence(outcome.error), reading: false })
}

function withoutRepeats(paths: readonly string[]): string[] {
  return [...new Set(paths)]
}
