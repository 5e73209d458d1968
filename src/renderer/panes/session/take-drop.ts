import type { DragEvent } from 'react'
import { answerWith } from '../../state/open-paths.ts'
import { showPage } from '../../state/session.ts'
import { droppedPaths } from '../../widgets/dropped-paths.ts'

/**
 * Files dropped on the session are answers: to the item of the list they fall on, else to the one that is shown.
 * Prevented means taken: the window leaves them alone.
 */
export function takeDrop(event: DragEvent, shown: string | null): void {
  const paths = droppedPaths(event.dataTransfer)
  if (paths.length === 0) return
  event.preventDefault()
  const entry = event.target instanceof Element ? event.target.closest('[data-item]') : null
  const fallenOn = entry?.getAttribute('data-item') ?? null
  if (fallenOn !== null) showPage({ item: fallenOn })
  void answerWith(fallenOn ?? shown, paths)
}
