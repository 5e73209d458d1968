import type { EvidenceDocument } from '../../shared/contract/analysis.ts'
import type { Analysis } from './analysis.ts'
import { deepLink, parseDeepLink } from './deep-link.ts'
import {
  breakMessage,
  firstEvidence,
  NOTHING_SELECTED,
  openingSelection,
  placeOf,
  type Selection,
  selectionInLater,
  selectionOf,
  selectionOfEvidence,
} from './selection.ts'
import { getState, handshakeById, rowById, selectedHandshake, setState } from './store.ts'

/** Every way the selection moves. The location's hash follows it, so that a place can be pasted. */

function select(selection: Selection): void {
  const before = getState().selection
  setState({
    selection,
    selectionIsUsers: true,
    ...(selection.handshake === before.handshake
      ? {}
      : { finding: 0, place: { ...getState().place, leg: null } }),
  })
  showInAddress(selection)
}

function showInAddress(selection: Selection): void {
  const place = placeOf(selection)
  const hash = place === null ? '' : deepLink(place)
  if (hash !== window.location.hash) window.history.replaceState(null, '', hash === '' ? '#' : hash)
}

export function selectHandshake(id: string): void {
  const { analysis, selection } = getState()
  if (analysis === null || selection.handshake === id) return
  const handshake = handshakeById(analysis, id)
  if (handshake !== null) select(openingSelection(handshake))
}

export function selectMessage(message: number): void {
  const { selection } = getState()
  if (selection.handshake === null) return
  select({ handshake: selection.handshake, message, bytes: null, field: null })
}

export function selectField(field: readonly number[], bytes: { start: number; end: number } | null): void {
  const { selection } = getState()
  select({ ...selection, field, bytes: bytes !== null && bytes.end > bytes.start ? bytes : null })
}

export function selectBytes(start: number, end: number): void {
  select({ ...getState().selection, bytes: { start, end }, field: null })
}

/** To the message that carried the break; to the last one where none did. */
export function jumpToBreak(): void {
  const handshake = selectedHandshake(getState())
  if (handshake?.break == null) return
  selectMessage(breakMessage(handshake) ?? handshake.messages.length - 1)
}

/** To the first evidence that names a place, the bytes before the packets. */
export function jumpToFirstEvidence(): void {
  const handshake = selectedHandshake(getState())
  const target = handshake === null ? null : firstEvidence(handshake)
  if (target !== null) select(target)
}

export function jumpToEvidence(evidence: EvidenceDocument): void {
  const handshake = selectedHandshake(getState())
  if (handshake === null) return
  const target = selectionOfEvidence(handshake, evidence)
  if (target !== null) select(target)
}

/** Before another capture is opened. A place in the address from the start of the window stays to be followed. */
export function clearSelection(): void {
  if (getState().selection.handshake !== null) select(NOTHING_SELECTED)
  setState({ selectionIsUsers: false })
}

/**
 * Before the same capture is read again: nothing is selected until the place in the address is there again. `bytes`
 * keeps the whole place, `handshake` leaves off what may not be the same once the handshake is decrypted.
 */
export function holdPlace(kept: 'handshake' | 'bytes'): void {
  const place = placeOf(getState().selection)
  setState({ selection: NOTHING_SELECTED, selectionIsUsers: false })
  if (place === null || kept === 'bytes') return
  window.history.replaceState(null, '', deepLink({ ...place, message: null, bytes: null }))
}

/** After the selected handshake was replaced by its later self: the user's selection stays on the same message. */
export function followMessages(before: Analysis): void {
  const state = getState()
  const { selection, selectionIsUsers } = state
  const now = selectedHandshake(state)
  const was = selection.handshake === null ? null : handshakeById(before, selection.handshake)
  if (now === null || was === null || now === was) return
  const next = selectionIsUsers ? selectionInLater(was, now, selection) : openingSelection(now)
  setState({ selection: next })
  showInAddress(next)
}

/** Follows the location's hash; a place this analysis does not have changes nothing. */
export function followHash(): void {
  const { analysis, selection } = getState()
  const place = parseDeepLink(window.location.hash)
  if (analysis === null || place === null) return
  const handshake = handshakeById(analysis, place.handshake)
  if (handshake === null) return
  if (place.message !== null && place.message >= handshake.messages.length) return
  const current = placeOf(selection)
  if (current !== null && deepLink(current) === deepLink(place)) return
  select(place.message === null ? openingSelection(handshake) : selectionOf(place))
}

/**
 * To the first handshake worth looking at: the first broken one, else the first. Called as handshakes arrive,
 * and only moves a selection that the user has not made.
 */
export function selectFirst(): void {
  const { analysis, selection, selectionIsUsers } = getState()
  if (analysis === null || selectionIsUsers) return
  // A pasted place is still on its way.
  if (selection.handshake === null && analysis.status === 'running' && parseDeepLink(window.location.hash))
    return
  const current = selection.handshake === null ? null : rowById(analysis, selection.handshake)
  if (current?.outcome === 'broken') return
  const first =
    analysis.handshakes.find(({ outcome }) => outcome === 'broken') ?? current ?? analysis.handshakes[0]
  const handshake = first === undefined ? null : handshakeById(analysis, first.id)
  if (handshake === null || first === current) return
  select(openingSelection(handshake))
  setState({ selectionIsUsers: false })
}
