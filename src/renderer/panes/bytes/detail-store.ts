import { create } from 'zustand'
import type { FieldNode, Span } from '../../../shared/bytes/field.ts'
import { dissectMessage } from '../../../shared/conversation/dissect-message.ts'
import { bridge } from '../../bridge.ts'
import { sentence } from '../../state/ask.ts'
import { selectedHandshake, useApp } from '../../state/store.ts'
import { deepestAt, type FieldPath, initiallyOpen, nodeAt } from './field-tree.ts'

/** The selected message taken apart: its bytes from the engine, its fields read here, by the pure code. */
export type Detail =
  | { readonly status: 'none' }
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly message: string }
  | {
      readonly status: 'ready'
      readonly raw: Uint8Array
      /** `null` where the bytes have no known inner form: encrypted records, application data. */
      readonly tree: FieldNode | null
      /** What could not be read, in words. */
      readonly problems: readonly string[]
      /** The engine sent the first bytes only. */
      readonly shortened: boolean
    }

interface DetailState {
  readonly detail: Detail
  /** Keys of the tree's open nodes. */
  readonly open: ReadonlySet<string>
  /** Bytes of the field under the pointer. */
  readonly hover: Span | null
}

export const useDetail = create<DetailState>(() => ({
  detail: { status: 'none' },
  open: new Set(),
  hover: null,
}))

/** How many dissected messages are kept, so that walking a ladder up and down asks only once. */
const KEPT = 64
const kept = new Map<string, Detail>()

function keep(key: string, detail: Detail): void {
  kept.delete(key)
  kept.set(key, detail)
  const oldest = kept.size > KEPT ? kept.keys().next().value : undefined
  if (oldest !== undefined) kept.delete(oldest)
}

function show(detail: Detail): void {
  const tree = detail.status === 'ready' ? detail.tree : null
  useDetail.setState({ detail, hover: null, open: tree === null ? new Set() : initiallyOpen(tree) })
}

let wanted = ''

async function load(analysis: string, handshake: string, message: number, type: string): Promise<void> {
  const key = `${analysis} ${handshake} ${message}`
  if (key === wanted) return
  wanted = key
  const known = kept.get(key)
  if (known !== undefined) {
    show(known)
    return
  }
  show({ status: 'loading' })
  const detail = await fetchDetail(analysis, handshake, message, type)
  if (detail.status === 'ready' || detail.status === 'none') keep(key, detail)
  if (key === wanted) show(detail)
}

async function fetchDetail(
  analysis: string,
  handshake: string,
  message: number,
  type: string,
): Promise<Detail> {
  try {
    const answer = await bridge.messageBytes({ analysis, handshake, message })
    if (!answer.ok) return { status: 'failed', message: sentence(answer.error) }
    const { raw, shortened } = answer.value
    if (raw === null) return { status: 'none' }
    return { status: 'ready', raw, shortened, ...dissectMessage(answer.value, raw, type) }
  } catch (error) {
    return { status: 'failed', message: error instanceof Error ? error.message : 'no answer from the engine' }
  }
}

/** Follows the selection for as long as the window lives. */
export function followSelection(): void {
  useApp.subscribe((state, before) => {
    if (state.selection === before.selection && state.analysis === before.analysis) return
    const message = state.selection.message
    const handshake = selectedHandshake(state)
    const type = message === null ? undefined : handshake?.messages[message]?.type
    if (state.analysis === null || handshake === null || message === null || type === undefined) {
      wanted = ''
      if (useDetail.getState().detail.status !== 'none') show({ status: 'none' })
      return
    }
    void load(state.analysis.id, handshake.id, message, type)
  })
}

export function setHover(hover: Span | null): void {
  const before = useDetail.getState().hover
  if (before?.start !== hover?.start || before?.end !== hover?.end) useDetail.setState({ hover })
}

export function setOpen(key: string, open: boolean): void {
  const next = new Set(useDetail.getState().open)
  if (open) next.add(key)
  else next.delete(key)
  useDetail.setState({ open: next })
}

/** Opens what hides a node. */
export function reveal(keys: readonly string[]): void {
  const { open } = useDetail.getState()
  if (keys.every((key) => open.has(key))) return
  useDetail.setState({ open: new Set([...open, ...keys]) })
}

/** The node that the selection stands for in a tree: the chosen one, or the deepest around its bytes. */
export function selectedPath(
  tree: FieldNode | null,
  selection: { readonly field: FieldPath | null; readonly bytes: Span | null },
): FieldPath | null {
  if (tree === null) return null
  if (selection.field !== null) return nodeAt(tree, selection.field) === null ? null : selection.field
  return selection.bytes === null ? null : deepestAt(tree, selection.bytes)
}
