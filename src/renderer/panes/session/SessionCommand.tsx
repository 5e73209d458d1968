import { Copy } from 'lucide-react'
import type { SessionCommandDocument } from '../../../shared/contract/session.ts'
import { copy } from '../../state/commands.ts'
import { Filled } from '../fix/Prose.tsx'
import '../fix/article.css'

/** A command with the incident's names in it; what is not known stands out. It only reads. */
export function SessionCommand({ command }: { command: SessionCommandDocument }) {
  const { id, what, shell, text, open, condition, article } = command
  const left = open.length === 0 ? '' : `; still to fill in: ${open.map((name) => `<${name}>`).join(', ')}`
  return (
    <figure className="command check" data-command={id}>
      <figcaption>
        <span>{what}</span>
        <span className="quiet">{shell}</span>
        {condition !== null && <span className="tag">{condition}</span>}
        {article !== null && <span className="quiet">from {article}</span>}
        <button
          type="button"
          className="button small push"
          aria-label={`Copy command: ${id}`}
          onClick={() => void copy(text, `the command “${id}”${left}`)}
        >
          <Copy aria-hidden="true" /> <span>Copy</span>
        </button>
      </figcaption>
      <pre>
        <code>
          <Filled text={text} names={NOTHING} />
        </code>
      </pre>
    </figure>
  )
}

/** The names are in it already. */
const NOTHING = {}
