import { create } from 'zustand'
import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import type { Leg } from '../../shared/conversation/vocabulary.ts'
import type { ApimTier, GatewaySku } from '../../shared/runbook/article.ts'
import type { Library } from '../../shared/runbook/library.ts'
import type { KnownValues } from '../../shared/runbook/placeholders.ts'
import type { OutcomeFilter } from '../panes/handshakes/filter.ts'
import type { ThemeChoice } from '../theme/apply.ts'
import type { Analysis, OpenRequest } from './analysis.ts'
import { NOTHING_SELECTED, type Selection } from './selection.ts'

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

export interface AppState {
  readonly version: string | null
  readonly theme: ThemeChoice
  readonly analysis: Analysis | null
  /** A request that has not been answered yet: the first seconds of the lab, or a slow disk. */
  readonly opening: OpenRequest | null
  /** Why nothing could be opened, when nothing could. */
  readonly openError: string | null
  readonly engineDied: string | null
  readonly selection: Selection
  /** Whether the user moved the selection; until then it goes to the first broken handshake that arrives. */
  readonly selectionIsUsers: boolean
  /** Index in the selected handshake's findings. */
  readonly finding: number
  readonly filterText: string
  readonly outcomeFilter: OutcomeFilter
  readonly library: Library | null
  readonly place: Place
  /** What the user typed for placeholders: Azure names are remembered, the capture's own are not. */
  readonly typedNames: KnownValues
  /** What the user wrote on handshakes, by `noteKey`. */
  readonly notes: Readonly<Record<string, string>>
  readonly toasts: readonly Toast[]
  readonly overlay: 'none' | 'palette' | 'keys' | 'secrets'
  readonly exporting: boolean
}

export const useApp = create<AppState>(() => ({
  version: null,
  theme: 'system',
  analysis: null,
  opening: null,
  openError: null,
  engineDied: null,
  selection: NOTHING_SELECTED,
  selectionIsUsers: false,
  finding: 0,
  filterText: '',
  outcomeFilter: 'all',
  library: null,
  place: { sku: null, tier: null, leg: null },
  typedNames: {},
  notes: {},
  toasts: [],
  overlay: 'none',
  exporting: false,
}))

export const getState = useApp.getState
export const setState = useApp.setState

/** The selected handshake, or `null`. */
export function selectedHandshake(state: AppState): HandshakeDocument | null {
  const id = state.selection.handshake
  if (id === null || state.analysis === null) return null
  return handshakeById(state.analysis, id)
}

const indexes = new WeakMap<readonly HandshakeDocument[], Map<string, HandshakeDocument>>()

export function handshakeById(analysis: Analysis, id: string): HandshakeDocument | null {
  let index = indexes.get(analysis.handshakes)
  if (index === undefined) {
    index = new Map(analysis.handshakes.map((handshake) => [handshake.id, handshake]))
    indexes.set(analysis.handshakes, index)
  }
  return index.get(id) ?? null
}
