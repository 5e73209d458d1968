import { bridge } from '../bridge.ts'
import { ask, sentence, settle } from './ask.ts'
import { getAzure, setAzure } from './azure-store.ts'
import { placesOf } from './places.ts'
import { getState, setState } from './store.ts'

/** Saved `az` output: chosen or dropped, read by the engine, shown in a view of its own. */

export async function addAzureFiles(paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return
  setState({ view: 'configuration', finding: 0 })
  setAzure({ files: [...new Set([...getAzure().files, ...paths])] })
  await readAzure()
}

export async function chooseAzureFiles(): Promise<void> {
  const chosen = await ask(bridge.chooseAzureFiles())
  await addAzureFiles(chosen?.paths ?? [])
}

export async function removeAzureFile(path: string): Promise<void> {
  setAzure({ files: getAzure().files.filter((one) => one !== path) })
  await readAzure()
}

/** Reads all files once more, and holds them against the capture or probe that is open now. */
export async function readAzure(): Promise<void> {
  const { files } = getAzure()
  if (files.length === 0) {
    setAzure({ told: null, fault: null, reading: false })
    return
  }
  const { analysis } = getState()
  setAzure({ reading: true })
  const open = analysis === null || analysis.lost ? null : analysis.id
  const outcome = await settle(
    bridge.readAzureFiles({ files: [...files], analysis: open, places: placesOf(getState()) }),
  )
  // Other files were asked about in the meantime.
  if (getAzure().files !== files) return
  if (outcome.ok) setAzure({ told: outcome.value, fault: null, reading: false })
  else setAzure({ fault: sentence(outcome.error), reading: false })
}
