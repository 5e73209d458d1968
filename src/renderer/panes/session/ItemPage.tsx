import { BookOpen, CircleAlert, CircleCheck, CircleX, Info, X } from 'lucide-react'
import { useState } from 'react'
import type {
  SessionDocument,
  SessionFactDocument,
  SessionItemDocument,
  SessionSourceDocument,
} from '../../../shared/contract/session.ts'
import { fileName } from '../../state/format.ts'
import { answerName, removeAnswer } from '../../state/session.ts'
import { useSession } from '../../state/session-store.ts'
import { ArticleHere } from './ArticleHere.tsx'
import { PasteBox } from './PasteBox.tsx'
import { SayIt } from './SayIt.tsx'
import { SessionCommand } from './SessionCommand.tsx'

const STATE_WORDS = {
  answered: 'Answered',
  contradictory: 'Contradictory',
  open: 'Open',
  'not-applicable': 'Does not apply',
} as const

/** One question: what is known and from where, what to run for the rest, and where its answer goes. */
export function ItemPage({ item, document }: { item: SessionItemDocument; document: SessionDocument }) {
  const [article, setArticle] = useState<string | null>(null)
  return (
    <section
      className="pane session-page"
      data-pane="item"
      data-shown={item.id}
      aria-label={item.title}
      tabIndex={-1}
    >
      <header>
        <h2>{item.title}</h2>
        <p className={`session-state ${item.state}`}>
          {STATE_WORDS[item.state]}
          {item.why === null ? '' : `: ${item.why}`}
        </p>
      </header>
      <p className="session-ask">“{item.ask}”</p>
      {item.truth !== null && (
        <p className="session-truth">
          <strong>Mind:</strong> {item.truth}
        </p>
      )}
      {item.facts.length > 0 && (
        <section aria-label="Known">
          <h3>Known</h3>
          <ul className="session-facts">
            {item.facts.map((fact, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: facts have no identity but their place
              <li key={at} data-verdict={fact.verdict}>
                <FactRow fact={fact} shown={article} onArticle={setArticle} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {article !== null && (
        <ArticleHere
          id={article}
          document={document}
          onArticle={setArticle}
          onClose={() => setArticle(null)}
        />
      )}
      {item.missing.length > 0 && (
        <p>
          <strong>Not known yet:</strong> {item.missing.join('; ')}. Answered by: {item.answeredBy}.
        </p>
      )}
      {item.commands.length > 0 && item.state !== 'not-applicable' && (
        <section aria-label="Commands">
          <h3>{item.state === 'open' ? 'Run' : 'Run it again, or look closer'}</h3>
          {item.commands.map((command) => (
            <SessionCommand key={command.id} command={command} />
          ))}
        </section>
      )}
      <SayIt item={item.id} />
      <PasteBox item={item.id} label={`Answer to “${item.title}”`} />
      <Given item={item.id} />
      {item.notes.map(({ name, text }) => (
        <figure key={name} className="session-note">
          <figcaption className="quiet">Kept as a note: {name}</figcaption>
          <pre>{text}</pre>
        </figure>
      ))}
    </section>
  )
}

const VERDICTS = {
  fine: { Icon: CircleCheck, word: 'Fine' },
  wrong: { Icon: CircleX, word: 'Wrong' },
  contradiction: { Icon: CircleAlert, word: 'Contradiction' },
  noted: { Icon: Info, word: 'Noted' },
} as const

function FactRow({
  fact,
  shown,
  onArticle,
}: {
  fact: SessionFactDocument
  shown: string | null
  onArticle: (id: string | null) => void
}) {
  const { Icon, word } = VERDICTS[fact.verdict]
  const { article } = fact
  return (
    <div className="session-fact">
      <Icon className={`session-verdict ${fact.verdict}`} role="img" aria-label={word} />
      <span className="session-fact-words">
        <span>{fact.text}</span>
        <span className="quiet session-from">
          {fact.finding !== null && <code>{fact.finding}</code>}
          {fact.sources.map((source, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: places have no identity but their order
            <span key={at}>{sourceWords(source)}</span>
          ))}
        </span>
      </span>
      {article !== null && fact.verdict !== 'fine' && (
        <button
          type="button"
          className="button small"
          aria-label={`Runbook article: ${article}`}
          aria-expanded={shown === article}
          onClick={() => onArticle(shown === article ? null : article)}
        >
          <BookOpen aria-hidden="true" /> <span>{article}</span>
        </button>
      )}
    </div>
  )
}

function sourceWords(source: SessionSourceDocument): string {
  switch (source.kind) {
    case 'file':
      return `${fileName(source.file)} ${source.pointer}`.trimEnd()
    case 'handshake':
      return `${source.id} in ${fileName(source.path)}`
    case 'answer':
      return fileName(source.name)
    case 'typed':
      return 'you said so'
  }
}

/** What was given as an answer here, each with a way to take it back. */
function Given({ item }: { item: string }) {
  const answers = useSession((state) => state.answers)
  const inputs = useSession((state) => state.document?.inputs)
  const own = answers.filter(({ answer }) => answer.item === item)
  if (own.length === 0) return null
  return (
    <ul className="session-given" aria-label="Given here">
      {own.map(({ id, answer }) => {
        const name = answerName(answer)
        const read = inputs?.find((input) => input.name === ('path' in answer ? answer.path : answer.name))
        return (
          <li key={id}>
            <span>
              <strong>{name}</strong>: {[read?.said ?? 'reading …', ...(read?.problems ?? [])].join('. ')}
            </span>
            <button
              type="button"
              className="icon-button"
              aria-label={`Take back ${name}`}
              onClick={() => removeAnswer(id)}
            >
              <X aria-hidden="true" />
            </button>
          </li>
        )
      })}
    </ul>
  )
}
