import { CircleAlert, X } from 'lucide-react'
import { useMemo } from 'react'
import { type SessionDocument, wrongFacts } from '../../../shared/contract/session.ts'
import { sayPlaces } from '../../actions/place-actions.ts'
import type { Analysis } from '../../state/analysis.ts'
import { fileName, plural } from '../../state/format.ts'
import { answerName, removeAnswer, showPage } from '../../state/session.ts'
import { useSession } from '../../state/session-store.ts'
import { useApp } from '../../state/store.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import { NamesForm } from '../fix/NamesForm.tsx'
import { PasteBox } from './PasteBox.tsx'
import { SessionCommand } from './SessionCommand.tsx'

/** Where a session begins: the commands that answer most, one place for all their answers, and the names. */
export function NextPage({ document }: { document: SessionDocument }) {
  const typed = useApp((state) => state.typedNames)
  const told = useMemo(
    () =>
      Object.fromEntries(
        document.names.flatMap(({ name, value, from }) => (from === 'typed' ? [] : [[name, value]])),
      ),
    [document],
  )
  const wanted = useMemo(() => {
    const open = document.items.flatMap(({ commands }) => commands.flatMap((command) => command.open))
    return [...new Set([...open, ...document.names.map(({ name }) => name)])].sort()
  }, [document])
  return (
    <section className="pane session-page" data-pane="item" aria-label="Run next" tabIndex={-1}>
      <header>
        <h2>Run next</h2>
      </header>
      <WrongSoFar document={document} />
      {document.next.length === 0 ? (
        <p>
          {document.progress.contradictory > 0
            ? 'Nothing more to ask. Settle the contradictions.'
            : 'Nothing more to ask.'}
        </p>
      ) : (
        <p className="quiet">
          {document.next.some(({ answers }) => answers.length > 1)
            ? 'These answer most at once. They only read.'
            : 'These commands only read.'}
        </p>
      )}
      {document.next.map(({ command, answers }) => (
        <section key={command.id} aria-label={command.what}>
          <SessionCommand command={command} />
          <p className="session-answers quiet">
            Answers {plural(answers.length, 'question')}:{' '}
            {answers.map((id) => (
              <button key={id} type="button" className="link" onClick={() => showPage({ item: id })}>
                {document.items.find((item) => item.id === id)?.title ?? id}
              </button>
            ))}
          </p>
        </section>
      ))}
      <PasteBox item={null} label="Answer, to whatever it is" />
      <NamesForm wanted={wanted} fromCapture={told} typed={typed} />
      <Inputs document={document} />
    </section>
  )
}

/** Before anything more is asked: what is wrong, each a click away from its article. */
function WrongSoFar({ document }: { document: SessionDocument }) {
  const wrong = wrongFacts(document)
  if (wrong.length === 0) return null
  return (
    <section aria-label="Wrong so far">
      <h3>Wrong so far</h3>
      <ul className="session-facts">
        {wrong.map(({ text, item }) => (
          <li key={text} className="session-fact">
            <CircleAlert className="session-verdict wrong" aria-hidden="true" />
            <button type="button" className="link" onClick={() => showPage({ item })}>
              {text}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Everything that was read, with what could not be. */
function Inputs({ document: { inputs, withoutLeg } }: { document: SessionDocument }) {
  const answers = useSession((state) => state.answers)
  const unread = useSession((state) => state.unread)
  const failed = useApp(({ analysis }) => analysis?.failed) ?? NONE
  if (inputs.length + unread.length + failed.length === 0) return null
  const idOf = (name: string): number | undefined =>
    answers.find(({ answer }) => ('path' in answer ? answer.path : answer.name) === name)?.id
  return (
    <section aria-label="Read so far">
      <h3>Read so far</h3>
      <ul className="session-given">
        {inputs.map(({ name, said, problems }) => {
          const id = idOf(name)
          const given = answers.find((one) => one.id === id)
          return (
            <li key={name}>
              <span>
                <strong>{given === undefined ? fileName(name) : answerName(given.answer)}</strong>: {said}
                {problems.map((problem) => (
                  <span key={problem} className="session-problem" role="alert">
                    <CircleAlert aria-hidden="true" /> {problem}
                  </span>
                ))}
              </span>
              {id !== undefined && (
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Take back ${fileName(name)}`}
                  onClick={() => removeAnswer(id)}
                >
                  <X aria-hidden="true" />
                </button>
              )}
            </li>
          )
        })}
        {[...unread, ...failed.map(failureText)].map((problem) => (
          <li key={problem}>
            <span className="session-problem" role="alert">
              <CircleAlert aria-hidden="true" /> {problem}
            </span>
          </li>
        ))}
      </ul>
      {withoutLeg > 0 && <ActionButton action={sayPlaces} small />}
    </section>
  )
}

const NONE: Analysis['failed'] = []

/** A capture that was dropped here and could not be read. */
function failureText({ path, message, hint }: Analysis['failed'][number]): string {
  return `${fileName(path)}: ${message}${hint === null ? '' : ` ${hint}`}`
}
