import { Columns2, FileBadge, FileJson, Grid3x3, ListChecks, type LucideIcon, Waypoints } from 'lucide-react'
import type { ComponentType } from 'react'
import { foundNothing, openedName } from '../state/analysis.ts'
import { useMatrix } from '../state/matrix-store.ts'
import { useApp } from '../state/store.ts'
import type { View } from '../state/views.ts'
import { AzureView } from './azure/AzureView.tsx'
import { CertificatesView } from './certificates/CertificatesView.tsx'
import { CompareView } from './compare/CompareView.tsx'
import { EmptyState } from './EmptyState.tsx'
import { MatrixView } from './matrix/MatrixView.tsx'
import { SessionView } from './session/SessionView.tsx'
import { Workspace } from './Workspace.tsx'

/** One view: its place in the rail, and what fills the middle of the window. */
export interface ViewEntry {
  readonly icon: LucideIcon
  readonly Pane: ComponentType
  /** Whether there is anything to see yet; a view that explains itself while it is empty is always there. */
  readonly useIsThere: () => boolean
  /** What the window is called; `null`: as the product. */
  readonly useTitle: () => string | null
}

export const VIEW_ENTRIES: Readonly<Record<View, ViewEntry>> = {
  analysis: {
    icon: Waypoints,
    Pane: AnalysisPane,
    useIsThere: () => true,
    useTitle: () => useApp(({ analysis }) => (analysis === null ? null : openedName(analysis.request))),
  },
  matrix: {
    icon: Grid3x3,
    Pane: MatrixView,
    useIsThere: () => useMatrix(({ matrix }) => matrix !== null),
    useTitle: () => useMatrix(({ matrix }) => `Matrix of ${matrix?.options.probe.target}`),
  },
  compare: {
    icon: Columns2,
    Pane: CompareView,
    useIsThere: () => true,
    useTitle: () => 'Comparison',
  },
  certificates: {
    icon: FileBadge,
    Pane: CertificatesView,
    useIsThere: () => true,
    useTitle: () => 'Certificates',
  },
  configuration: {
    icon: FileJson,
    Pane: AzureView,
    useIsThere: () => true,
    useTitle: () => 'Configuration',
  },
  session: {
    icon: ListChecks,
    Pane: SessionView,
    useIsThere: () => true,
    useTitle: () => 'Session',
  },
}

function AnalysisPane() {
  const analysis = useApp((state) => state.analysis)
  return analysis === null || foundNothing(analysis) ? (
    <EmptyState analysis={analysis} />
  ) : (
    <Workspace analysis={analysis} />
  )
}
