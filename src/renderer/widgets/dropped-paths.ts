import { bridge } from '../bridge.ts'
import { toast } from '../state/toasts.ts'

/** Paths of the files that were dropped; where there are files without any, says so. */
export function droppedPaths(data: DataTransfer | null): string[] {
  const files = [...(data?.files ?? [])]
  const paths = files.map((file) => bridge.droppedPath(file)).filter((path) => path !== '')
  if (paths.length === 0 && files.length > 0)
    toast('failed', 'What was dropped is not a file on this machine.')
  return paths
}
