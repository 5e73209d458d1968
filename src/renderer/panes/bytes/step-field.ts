import { selectField } from '../../state/navigate.ts'
import { getState } from '../../state/store.ts'
import { selectedPath, useDetail } from './detail-store.ts'
import { nodeAt, stepLeaf } from './field-tree.ts'

/** Selects the next (1) or previous (-1) field of the message on show. */
export function stepField(step: 1 | -1): void {
  const { detail } = useDetail.getState()
  if (detail.status !== 'ready' || detail.tree === null) return
  const path = stepLeaf(detail.tree, selectedPath(detail.tree, getState().selection), step)
  const node = path === null ? null : nodeAt(detail.tree, path)
  if (path !== null && node !== null) selectField(path, node.span)
}
