import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import { formatEndpoint } from './format.ts'
import { recall, remember } from './memory.ts'
import { getState, setState } from './store.ts'

/**
 * What the user writes on a handshake. Notes live in the window, are kept on this machine, and hang on the
 * connection itself: they are there again when the capture is opened again, under another name or decrypted, whatever
 * became of the process that read it.
 */

export type Connection = Pick<HandshakeDocument, 'startedAt' | 'client' | 'server'>

const MOST_NOTES = 500
export const LONGEST_NOTE = 4_000

/** A connection is told from every other by its start and its two ends. */
export function noteKey({ startedAt, client, server }: Connection): string {
  return `${startedAt} ${formatEndpoint(client)} ${formatEndpoint(server)}`
}

/** The note on a handshake, empty where there is none. */
export function noteOf(notes: Readonly<Record<string, string>>, handshake: Connection): string {
  return notes[noteKey(handshake)] ?? ''
}

export function writeNote(handshake: Connection, text: string): void {
  const notes = noted(getState().notes, noteKey(handshake), text)
  setState({ notes })
  remember('notes', notes)
}

/** With one note written, changed or (where it is empty) taken off; the oldest go where there are too many. */
export function noted(
  notes: Readonly<Record<string, string>>,
  key: string,
  text: string,
): Readonly<Record<string, string>> {
  const others = Object.entries(notes).filter(([other]) => other !== key)
  const all: [string, string][] = text === '' ? others : [...others, [key, text.slice(0, LONGEST_NOTE)]]
  return Object.fromEntries(all.slice(-MOST_NOTES))
}

/** Notes of earlier starts; whatever else lies in the storage is left out. */
export function restoreNotes(): Readonly<Record<string, string>> {
  const stored = recall('notes')
  if (typeof stored !== 'object' || stored === null) return {}
  const notes: [string, string][] = []
  for (const [key, text] of Object.entries(stored)) {
    if (typeof text === 'string' && text.length <= LONGEST_NOTE) notes.push([key, text])
  }
  return Object.fromEntries(notes.slice(-MOST_NOTES))
}
