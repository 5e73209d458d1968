import { focusPaneNamed } from '../actions/focus.ts'
import { bridge } from '../bridge.ts'
import { isProbe, openedName, sourcePath } from './analysis.ts'
import { ask, sentence, settle } from './ask.ts'
import {
  type CompareRef,
  type CompareRoles,
  getCompare,
  idInFile,
  setCompare,
  sideOf,
} from './compare-store.ts'
import { fileName } from './format.ts'
import { getProbe } from './probe-store.ts'
import { type AppState, getState, selectedHandshake, setState } from './store.ts'
import { toast } from './toasts.ts'

/** What can be done with two handshakes. */

export type SideName = 'a' | 'b'

/** The first time the selected handshake is kept as A, the second time another is held against it. */
export async function compareSelected(): Promise<void> {
  const ref = selectedRef(getState())
  if (ref === null) return
  const { a, b } = getCompare()
  // A finished pair is no beginning of another one.
  if (a === null || b !== null) {
    setCompare({ a: ref, b: null, document: null, status: 'none', roles: null })
    toast('done', `A is ${ref.name}. Go to another handshake, capture or probe, and press x again.`)
  } else if (isSame(a, ref)) {
    setCompare({ a: null })
    toast('done', `${ref.name} is no longer kept for comparing.`)
  } else {
    setCompare({ b: ref })
    // How to go on need not be said any more.
    setState({ view: 'compare', toasts: getState().toasts.filter(({ kind }) => kind === 'failed') })
    await runComparison()
    window.setTimeout(() => focusPaneNamed('compared'), 50)
  }
}

/** The comparison on show, or an empty one that begins with the selected handshake. */
export function showComparison(): void {
  const { a, document } = getCompare()
  if (a === null && document === null) setCompare({ a: selectedRef(getState()) })
  setState({ view: 'compare' })
}

export async function chooseCompareFile(side: SideName): Promise<void> {
  const chosen = await ask(bridge.chooseCaptures())
  const path = chosen?.paths[0]
  if (path === undefined) return
  await setSide(side, refOfFile(path))
}

/** Captures as sides: the one meant, or those that are not chosen yet, A first; two or more are a pair. */
export async function compareFiles(side: SideName | null, paths: readonly string[]): Promise<void> {
  const [first, second] = paths.map(refOfFile)
  if (first === undefined) return
  if (second !== undefined) {
    setCompare({ a: first, b: second, roles: null })
    await runComparison()
    return
  }
  const { a, b } = getCompare()
  await setSide(side ?? (a === null || b !== null ? 'a' : 'b'), first)
}

function refOfFile(path: string): CompareRef {
  return { name: fileName(path), open: null, file: { path, handshake: null } }
}

/** Another handshake of the same file. */
export async function chooseCompareHandshake(side: SideName, handshake: string): Promise<void> {
  const file = getCompare()[side]?.file
  if (file == null) return
  await setSide(side, {
    name: `${fileName(file.path)}#${handshake}`,
    open: null,
    file: { path: file.path, handshake },
  })
}

export async function setRoles(roles: CompareRoles): Promise<void> {
  setCompare({ roles })
  await runComparison()
}

/** What was A is B. */
export async function swapSides(): Promise<void> {
  const { a, b, roles } = getCompare()
  setCompare({ a: b, b: a, roles: roles === null ? null : [roles[1], roles[0]] })
  await runComparison()
}

async function setSide(side: SideName, ref: CompareRef): Promise<void> {
  setCompare({ [side]: ref })
  await runComparison()
}

/** Asks the engine, where both are chosen. An answer that another question overtook is not listened to. */
export async function runComparison(): Promise<void> {
  const { a, b, roles } = getCompare()
  if (a === null || b === null) return
  const [inA, inB] = [sideOf(a, isOpen), sideOf(b, isOpen)]
  if (inA === null || inB === null) {
    const gone = inA === null ? a : b
    return fail(`${gone.name} is no longer open. Choose it again.`)
  }
  const question = { a: inA, b: inB, roles }
  asked = question
  setCompare({ status: 'running', problem: null, row: null, bytes: null, noBytes: null })
  const outcome = await settle(bridge.compare(question))
  if (asked !== question) return
  if (!outcome.ok) return fail(sentence(outcome.error))
  const { comparison, document } = outcome.value
  setCompare({ status: 'done', comparison, document, row: document.firstDivergence?.row ?? null })
}

let asked: object | null = null

function fail(problem: string): void {
  setCompare({ status: 'failed', problem, document: null, comparison: null })
}

export function chooseRow(row: number | null): void {
  setCompare({ row, bytes: null, noBytes: null })
}

export async function showBytes(row: number): Promise<void> {
  const { comparison } = getCompare()
  if (comparison === null) return
  setCompare({ row, noBytes: null })
  const outcome = await settle(bridge.comparedBytes({ comparison, row }))
  if (getCompare().comparison !== comparison || getCompare().row !== row) return
  if (outcome.ok) setCompare({ bytes: { ...outcome.value, row } })
  else setCompare({ bytes: null, noBytes: sentence(outcome.error) })
}

export function showOnlyDiffering(onlyDiffering: boolean): void {
  setCompare({ onlyDiffering })
}

function selectedRef(state: AppState): CompareRef | null {
  const { analysis } = state
  const handshake = selectedHandshake(state)
  if (analysis === null || handshake === null) return null
  const path = isProbe(analysis) ? null : sourcePath(analysis, handshake.source)
  const named = path === null ? openedName(analysis.request) : fileName(path)
  const isFile = analysis.request.kind === 'files' && path !== null
  return {
    name: isProbe(analysis) ? named : `${named}#${idInFile(handshake.id)}`,
    open: analysis.lost ? null : { analysis: analysis.id, handshake: handshake.id },
    file: isFile ? { path, handshake: idInFile(handshake.id) } : null,
  }
}

function isSame(one: CompareRef, other: CompareRef): boolean {
  return one.open?.analysis === other.open?.analysis && one.open?.handshake === other.open?.handshake
}

/** What the engine keeps: what is on show, and the earlier probes. */
function isOpen(analysis: string): boolean {
  const { analysis: shown } = getState()
  if (shown?.id === analysis) return !shown.lost
  return getProbe().earlier.some(({ id, lost }) => id === analysis && !lost)
}
