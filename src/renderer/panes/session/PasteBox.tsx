import { ClipboardPaste, FolderOpen } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { chooseAnswers } from '../../state/open-paths.ts'
import { addText } from '../../state/session.ts'

/** Where an answer is pasted. What is typed stays here until it is given; then only what the engine reads is kept. */
export function PasteBox({ item, label }: { item: string | null; label: string }) {
  const [text, setText] = useState('')
  const id = useId()
  const give = (): void => {
    if (addText(item, text)) setText('')
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    give()
  }
  return (
    <div className="session-paste">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="mono"
        rows={5}
        spellCheck={false}
        autoComplete="off"
        placeholder="Paste what the command printed, or drop files here. az, openssl, curl, certificates and captures are read; anything else is kept as a note."
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className="session-buttons">
        <button
          type="button"
          className="button"
          title="Read answer (Ctrl Enter)"
          disabled={text.trim() === ''}
          onClick={give}
        >
          <ClipboardPaste aria-hidden="true" /> <span>Read answer</span>
        </button>
        <button type="button" className="button" onClick={() => void chooseAnswers(item)}>
          <FolderOpen aria-hidden="true" /> <span>Add files</span>
        </button>
      </span>
    </div>
  )
}
