import { create } from 'zustand'
import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import type { Leg } from '../../shared/conversation/vocabulary.ts'
import type { RunbookFiles } from '../../shared/ipc/runbook-channels.ts'
import type { ApimTier, GatewaySku } from '../../shared/runbook/article.ts'
import type { Library } from '../../shared/runbook/library.ts'
import type { KnownValues } from '../../shared/runbook/placeholders.ts'
import type { OutcomeFilter } from '../panes/handshakes/filter.ts'
import type { ThemeChoice } from '../theme/apply.ts'
import type { Analysis, OpenRequest } from './analysis.ts'
import { shownDocument } from './documents.ts'
import { NO_PLACES, type Places } from './places.ts'
import { NOTHING_SELECTED, type Selection } from './selection.ts'
import type { View } from './views.ts'

export interface Toast {
  readonly id: number
  readonly kind: 'done' | 'failed'
  readonly text: string
}

/** What an article's variants depend on and a capture cannot know. `null`: not chosen. */
export interface Place {
  readonly sku: GatewaySku | null
  readonly tier: ApimTier | null
  /** Overrides the handshake's own leg for the article. */
  readonly leg: Leg | null
}

export interface OwnRunbook {
  readonly folder: string
  readonly problems: RunbookFiles['problems']
}

export interface AppState {
  readonly version: string | null
  readonly theme: ThemeChoice
  readonly analysis: Analysis | null
  /** What the middle of the window shows. */
  readonly view: View
  /** A request that has not been answered yet: the first seconds of the lab, or a slow disk. */
  readonly opening: OpenRequest | null
  /** Why nothing could be opened, when nothing could. */
  readonly openError: string | null
  readonly engineDied: string | null
  readonly selection: Selection
  /** A handshake whose document is asked for, or cannot be had: then why. `null`: what is selected is here. */
  readonly awaited: { readonly handshake: string; readonly fault: string | null } | null
  /** Whether the user moved the selection; until then it goes to the first broken handshake that arrives. */
  readonly selectionIsUsers: boolean
  /** Index in the selected handshake's findings. */
  readonly finding: number
  readonly filterText: string
  readonly outcomeFilter: OutcomeFilter
  readonly library: Library | null
  /** The team's own runbook folder, and what is wrong with its articles; `null`: there is none. */
  readonly ownRunbook: OwnRunbook | null
  readonly place: Place
  /** What the user typed for placeholders: Azure names are remembered, the capture's own are not. */
  readonly typedNames: KnownValues
  /** Where gateway and API Management are, as it was said. Of this incident: kept for no other start. */
  readonly places: Places
  /** What the user wrote on handshakes, by `noteKey`. */
  readonly notes: Readonly<Record<string, string>>
  readonly toasts: readonly Toast[]
  readonly overlay: 'none' | 'palette' | 'keys' | 'secrets' | 'probe' | 'runbook' | 'places' | 'gateway-file'
  readonly exporting: boolean
}

export const useApp = create<AppState>(() => ({
  version: null,
  theme: 'system',
  analysis: null,
  view: 'analysis',
  opening: null,
  openError: null,
  engineDied: null,
  selection: NOTHING_SELECTED,
  awaited: null,
  selectionIsUsers: false,
  finding: 0,
  filterText: '',
  outcomeFilter: 'all',
  library: null,
  ownRunbook: null,
  place: { sku: null, tier: null, leg: null },
  typedNames: {},
  places: NO_PLACES,
  notes: {},
  toasts: [],
  overlay: 'none',
  exporting: false,
}))

export const getState = useApp.getState
export const setState = useApp.setState

/** The document of the selected handshake, or `null`: nothing is selected, or it is still to come. */
export function selectedHandshake(state: AppState): HandshakeDocument | null {
  const id = state.selection.handshake
  if (id === null || state.analysis === null) return null
  return shownDocument(state.analysis, id)
}

/** The handshake that the list shows as selected, whether or not its document is here. */
export function chosenHandshake({ awaited, selection }: AppState): string | null {
  return awaited?.handshake ?? selection.handshake
}
