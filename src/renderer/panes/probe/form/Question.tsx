import { Globe, KeyRound } from 'lucide-react'
import { type FormEvent, useRef } from 'react'
import { fileName } from '../../../state/format.ts'
import { useProbe } from '../../../state/probe-store.ts'
import { answerPassphrase, confirmProbe } from '../../../state/probing.ts'
import { Sheet } from '../../../widgets/Sheet.tsx'
import './form.css'

/** What the engine waits for, over everything else. */
export function ProbeQuestionSheet() {
  const asked = useProbe((state) => state.question)
  if (asked === null) return null
  const { question } = asked
  return question.kind === 'passphrase' ? (
    <Passphrase key={`${question.file} ${question.attempt}`} {...question} />
  ) : (
    <PublicTarget sentence={question.sentence} />
  )
}

/** The field is not held in any state: what is typed leaves it once, for the engine. */
function Passphrase({ file, what, attempt }: { file: string; what: string; attempt: number }) {
  const field = useRef<HTMLInputElement>(null)
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    const input = field.current
    if (input === null) return
    const typed = input.value
    input.value = ''
    void answerPassphrase(typed)
  }
  return (
    <Sheet label="Passphrase" onClose={() => void answerPassphrase(null)}>
      <form className="question" onSubmit={onSubmit}>
        <h2>
          <KeyRound aria-hidden="true" /> Passphrase of {fileName(file)}
        </h2>
        {attempt > 1 && (
          <p className="refused" role="alert">
            That one does not open {what}.
          </p>
        )}
        <input
          ref={field}
          type="password"
          className="mono"
          aria-label={`Passphrase of ${fileName(file)}`}
          autoComplete="off"
          spellCheck={false}
        />
        <p className="quiet">
          It opens {what} in the engine process, is used once, and kept nowhere. The opened key stays there
          until the program ends, so that probing again asks for nothing.
        </p>
        <footer>
          <button type="button" className="button" onClick={() => void answerPassphrase(null)}>
            Cancel
          </button>
          <button type="submit" className="button main">
            Open
          </button>
        </footer>
      </form>
    </Sheet>
  )
}

function PublicTarget({ sentence }: { sentence: string }) {
  return (
    <Sheet label="Public address" onClose={() => void confirmProbe(false)}>
      <div className="question">
        <h2>
          <Globe aria-hidden="true" /> Outside private address space
        </h2>
        <p>{sentence}</p>
        <p className="quiet">Nothing was sent there yet. Probe only what you are allowed to.</p>
        <footer>
          <button type="button" className="button" onClick={() => void confirmProbe(false)}>
            Cancel
          </button>
          <button type="button" className="button main" onClick={() => void confirmProbe(true)}>
            Probe it
          </button>
        </footer>
      </div>
    </Sheet>
  )
}
