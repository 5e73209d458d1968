import type { Layout } from 'react-resizable-panels'
import { recall, remember } from './memory.ts'

/** Where the splitters of one group stood last time, and how to remember them. */
export function layoutMemory(group: string): {
  defaultLayout?: Layout
  onLayoutChanged: (layout: Layout, meta: { isUserInteraction: boolean }) => void
} {
  const stored = asLayout(recall(`layout.${group}`))
  return {
    ...(stored === null ? {} : { defaultLayout: stored }),
    onLayoutChanged: (layout, { isUserInteraction }) => {
      if (isUserInteraction) remember(`layout.${group}`, layout)
    },
  }
}

function asLayout(value: unknown): Layout | null {
  if (typeof value !== 'object' || value === null) return null
  const layout: Layout = {}
  for (const [panel, percent] of Object.entries(value)) {
    if (typeof percent !== 'number' || !(percent >= 0 && percent <= 100)) return null
    layout[panel] = percent
  }
  return layout
}
