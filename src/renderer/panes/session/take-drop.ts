import type { DragEvent } from 'react'
import { bridge } from '../../bridge.ts'
import { addPaths } from '../../state/session.ts'

/** What is opened and read, not quoted: captures are left to the window. */
const CAPTURE = /\.(?:pcap|pcapng|cap)(?:\.gz)?$/i

/** Files dropped on a page of the session are answers. Prevented means taken: the window leaves them alone. */
export function takeDrop(event: DragEvent, item: string | null): void {
  const files = [...event.dataTransfer.files]
  const paths = files.map((file) => bridge.droppedPath(file)).filter((path) => path !== '')
  if (paths.length === 0 || paths.some((path) => CAPTURE.test(path))) return
  event.preventDefault()
  addPaths(item, paths)
}
