import { create } from 'zustand'
import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import type { Leg } from '../../shared/conversation/vocabulary.ts'
import { documentOf, type HandshakeRow } from '../../shared/ipc/handshake-row.ts'
import type { RunbookFiles } from '../../shared/ipc/runbook-channels.ts'
import type { ApimTier, GatewaySku } from '../../shared/runbook/article.ts'
import type { Library } from '../../shared/runbook/library.ts'
import type { KnownValues } from '../../shared/runbook/placeholders.ts'
import type { OutcomeFilter } from '../panes/handshakes/filter.ts'
import type { ThemeChoice } from '../theme/apply.ts'
import type { Analysis, OpenRequest } from './analysis.ts'
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

/** The selected handshake, or `null`. */
export function selectedHandshake(state: AppState): HandshakeDocument | null {
  const id = state.selection.handshake
  if (id === null || state.analysis === null) return null
  return handshakeById(state.analysis, id)
}

/** Rows looked up before: the list is another one with every batch that arrives, and only a few ids are asked for. */
const found = new WeakMap<readonly HandshakeRow[], Map<string, HandshakeRow | null>>()

export function rowById({ handshakes }: Analysis, id: string): HandshakeRow | null {
  const known = found.get(handshakes) ?? new Map<string, HandshakeRow | null>()
  found.set(handshakes, known)
  let row = known.get(id)
  if (row === undefined) {
    row = handshakes.find((one) => one.id === id) ?? null
    known.set(id, row)
  }
  return row
}

/** How many documents are kept taken apart: the selected one, and those just visited. */
const KEPT = 32
const documents = new Map<HandshakeRow, HandshakeDocument | null>()

/** The document of a row, the same one each time it is asked for in a row's turn. */
export function handshakeById(analysis: Analysis, id: string): HandshakeDocument | null {
  const row = rowById(analysis, id)
  if (row === null) return null
  const known = documents.get(row)
  const document = known === undefined ? documentOf(row) : known
  documents.delete(row)
  documents.set(row, document)
  const oldest = documents.size > KEPT ? documents.keys().next().value : undefined
  if (oldest !== undefined) documents.delete(oldest)
  return document
}
