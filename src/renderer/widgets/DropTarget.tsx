import { useEffect, useState } from 'react'
import { bridge } from '../bridge.ts'
import { openPaths } from '../state/open-paths.ts'
import { toast } from '../state/toasts.ts'

/** Files dropped anywhere on the window are opened; nothing else may be dropped. */
export function DropTarget() {
  const [over, setOver] = useState(false)
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
      const files = [...(event.dataTransfer?.files ?? [])]
      const paths = files.map((file) => bridge.droppedPath(file)).filter((path) => path !== '')
      if (paths.length > 0) openPaths(paths)
      else if (files.length > 0) toast('failed', 'What was dropped is not a file on this machine.')
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
      <span>Drop to open</span>
    </div>
  ) : null
}
