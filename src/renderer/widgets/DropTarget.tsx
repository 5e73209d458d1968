import { useEffect, useState } from 'react'
import { openPaths } from '../state/open-paths.ts'
import { useApp } from '../state/store.ts'
import type { View } from '../state/views.ts'
import { droppedPaths } from './dropped-paths.ts'

/** What a drop does on a view that takes it for itself. */
const WORDS: Readonly<Partial<Record<View, string>>> = {
  session: 'Drop to answer',
  compare: 'Drop to compare',
}

/** Files dropped anywhere on the window are opened; nothing else may be dropped. */
export function DropTarget() {
  const [over, setOver] = useState(false)
  const view = useApp((state) => state.view)
  useEffect(() => {
    // Enter and leave fire for every element on the way; counting them tells when the window is left.
    let depth = 0
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true
    const onEnter = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      depth += 1
      setOver(true)
    }
    const onLeave = (): void => {
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const onOver = (event: DragEvent): void => {
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = hasFiles(event) ? 'copy' : 'none'
    }
    const onDrop = (event: DragEvent): void => {
      // A pane that takes files for itself has prevented it already.
      const isTaken = event.defaultPrevented
      event.preventDefault()
      depth = 0
      setOver(false)
      if (isTaken) return
      const paths = droppedPaths(event.dataTransfer)
      if (paths.length > 0) void openPaths(paths)
    }
    window.addEventListener('dragenter', onEnter)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('dragover', onOver)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragenter', onEnter)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  return over ? (
    <div className="drop-over" aria-hidden="true">
      <span>{WORDS[view] ?? 'Drop to open'}</span>
    </div>
  ) : null
}
