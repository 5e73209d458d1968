import { type Connection, LONGEST_NOTE, noteKey, noteOf, writeNote } from '../../state/notes.ts'
import { useApp } from '../../state/store.ts'
import './note.css'

/** What the user knows of this handshake and no capture does. */
export function Note({ handshake }: { handshake: Connection }) {
  const text = useApp((state) => noteOf(state.notes, handshake))
  return (
    <textarea
      key={noteKey(handshake)}
      className="note"
      data-note
      aria-label="Note on this handshake"
      placeholder="Your note on this handshake   m"
      rows={1}
      title="Kept on this machine; goes into the copied verdict and the report"
      maxLength={LONGEST_NOTE}
      value={text}
      onChange={(event) => writeNote(handshake, event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
  )
}
