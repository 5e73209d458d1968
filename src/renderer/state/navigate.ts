import type { EvidenceDocument, HandshakeDocument } from '../../shared/contract/analysis.ts'
import type { Analysis } from './analysis.ts'
import { awaitDocument, stopAwaiting } from './awaiting.ts'
import { deepLink, parseDeepLink } from './deep-link.ts'
import { latestDocument, shownDocument } from './documents.ts'
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
import { chosenHandshake, getState, selectedHandshake, setState } from './store.ts'

/** Every way the selection moves. The location's hash follows it, so that a place can be pasted. */

/** @param isUsers whether the user moved it */
function select(selection: Selection, isUsers = true): void {
  const before = getState().selection
  setState({
    selection,
    selectionIsUsers: isUsers,
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

/**
 * To a handshake: at once where its document is here, else when the engine has answered.
 * @param to where in it; `null`: what is selected stays
 */
function goTo(id: string, to: (handshake: HandshakeDocument) => Selection | null, isUsers: boolean): void {
  const { analysis } = getState()
  if (analysis === null || analysis.handshakes.placeOf(id) < 0) return
  const arrived = (handshake: HandshakeDocument): void => {
    const selection = to(handshake)
    if (selection !== null) select(selection, isUsers)
  }
  const handshake = latestDocument(analysis, id)
  if (handshake !== null) {
    stopAwaiting()
    arrived(handshake)
    return
  }
  if (isUsers) setState({ selectionIsUsers: true })
  const late = (): void => select({ ...NOTHING_SELECTED, handshake: id }, isUsers)
  awaitDocument({ analysis, handshake: id, arrived, late })
}

export function selectHandshake(id: string): void {
  const state = getState()
  if (chosenHandshake(state) === id && state.awaited?.fault == null) return
  if (state.awaited !== null && state.selection.handshake === id && selectedHandshake(state) !== null)
    stopAwaiting()
  else goTo(id, openingSelection, true)
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
  stopAwaiting()
  if (getState().selection.handshake !== null) select(NOTHING_SELECTED)
  setState({ selectionIsUsers: false })
}

/**
 * Before the same capture is read again: nothing is selected until the place in the address is there again. `bytes`
 * keeps the whole place, `handshake` leaves off what may not be the same once the handshake is decrypted.
 */
export function holdPlace(kept: 'handshake' | 'bytes'): void {
  const place = placeOf(getState().selection)
  stopAwaiting()
  setState({ selection: NOTHING_SELECTED, selectionIsUsers: false })
  if (place === null || kept === 'bytes') return
  window.history.replaceState(null, '', deepLink({ ...place, message: null, bytes: null }))
}

/** After the selected handshake was replaced by its later self: the user's selection stays on the same message. */
export function followMessages(before: Analysis): void {
  const { analysis, awaited, selection } = getState()
  const id = selection.handshake
  if (analysis === null || id === null) return
  const was = shownDocument(before, id)
  const now = latestDocument(analysis, id)
  if (was === null || was === now) return
  const arrived = (later: HandshakeDocument): void => {
    const { selection, selectionIsUsers } = getState()
    if (selection.handshake !== id) return
    const next = selectionIsUsers ? selectionInLater(was, later, selection) : openingSelection(later)
    setState({ selection: next })
    showInAddress(next)
  }
  if (now !== null) arrived(now)
  // Until its later self is here, it is shown as it was.
  else if (awaited === null) awaitDocument({ analysis, handshake: id, arrived, late: () => {} })
}

/** Follows the location's hash; a place this analysis does not have changes nothing. */
export function followHash(): void {
  const { awaited, selection } = getState()
  const place = parseDeepLink(window.location.hash)
  if (place === null || awaited?.handshake === place.handshake) return
  const current = placeOf(selection)
  if (current !== null && deepLink(current) === deepLink(place)) return
  goTo(
    place.handshake,
    (handshake) => {
      if (place.message === null) return openingSelection(handshake)
      return place.message < handshake.messages.length ? selectionOf(place) : null
    },
    true,
  )
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
  const { handshakes } = analysis
  const current = handshakes.byId(chosenHandshake(getState()) ?? '')
  if (current?.outcome === 'broken') return
  const first = handshakes.firstBroken() ?? current ?? handshakes.at(0)
  if (first !== null && first.id !== current?.id) goTo(first.id, openingSelection, false)
}
