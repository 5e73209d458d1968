import { CircleAlert, CircleCheck, CircleDashed, CircleSlash } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import type { SessionDocument, SessionItemDocument } from '../../../shared/contract/session.ts'
import { keepSession, renewSession } from '../../actions/session-actions.ts'
import { showPage } from '../../state/session.ts'
import { type SessionPage, useSession } from '../../state/session-store.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'

const STATES = {
  answered: { Icon: CircleCheck, word: 'answered' },
  contradictory: { Icon: CircleAlert, word: 'contradictory' },
  open: { Icon: CircleDashed, word: 'open' },
  'not-applicable': { Icon: CircleSlash, word: 'does not apply' },
} as const

const PARTS = { discovery: 'Questions', live: 'Live steps' } as const

/** How far the session is, and everything it asks. */
export function SessionList({ document }: { document: SessionDocument }) {
  const filling = useSession((state) => state.filling)
  const list = useRef<HTMLElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('button[data-page]') ?? [])]
    const next = buttons[buttons.indexOf(window.document.activeElement as HTMLButtonElement) + step]
    if (next === undefined) return
    event.preventDefault()
    next.focus()
    next.click()
  }
  return (
    <section className="pane session-list" data-pane="session" aria-label="Session" tabIndex={-1}>
      <header className="session-head">
        <h1>Session</h1>
        <Progress document={document} />
        <span className="session-buttons">
          <ActionButton action={keepSession} small label="Save session" />
          <ActionButton action={renewSession} small label="Start session anew" />
        </span>
      </header>
      <nav ref={list} aria-label="Items" aria-busy={filling} className="session-items" onKeyDown={onKeyDown}>
        <PageButton page="next" label="Run next" first />
        {(['discovery', 'live'] as const).map((part) => (
          <section key={part} aria-label={PARTS[part]}>
            <h2>{PARTS[part]}</h2>
            <ul>
              {document.items
                .filter((item) => item.part === part)
                .map((item) => (
                  <li key={item.id}>
                    <ItemButton item={item} />
                  </li>
                ))}
            </ul>
          </section>
        ))}
        <PageButton page="queries" label="Queries for the gateway’s logs" />
      </nav>
    </section>
  )
}

function Progress({ document: { progress } }: { document: SessionDocument }) {
  const { answered, contradictory, open, total } = progress
  const idle = progress['not-applicable']
  const words = `${answered} of ${total} answered, ${open} open${contradictory === 0 ? '' : `, ${contradictory} contradictory`}${idle === 0 ? '' : `, ${idle} not applicable`}`
  return (
    <div className="session-progress">
      <span
        className="bar"
        role="progressbar"
        aria-label="Answered"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={answered}
        aria-valuetext={words}
      >
        <i style={{ inlineSize: `${total === 0 ? 0 : (answered / total) * 100}%` }} />
      </span>
      <span className="quiet" aria-live="polite">
        {words}
      </span>
    </div>
  )
}

/** Where the list lies above what it shows, a pointer leads there; the keyboard stays in the list. */
function goTo(page: SessionPage, byPointer: boolean): void {
  showPage(page)
  if (!byPointer || !window.matchMedia('(max-width: 860px)').matches) return
  window.requestAnimationFrame(() => document.querySelector('[data-pane="item"]')?.scrollIntoView())
}

function isPage(page: SessionPage, wanted: SessionPage): boolean {
  return typeof page === 'object' && typeof wanted === 'object' ? page.item === wanted.item : page === wanted
}

function PageButton({ page, label, first = false }: { page: SessionPage; label: string; first?: boolean }) {
  const isShown = useSession((state) => isPage(state.page, page))
  return (
    <button
      type="button"
      className="session-item"
      data-page=""
      data-focus-first={first ? '' : undefined}
      aria-current={isShown ? 'true' : undefined}
      onClick={({ detail }) => goTo(page, detail > 0)}
    >
      <strong>{label}</strong>
    </button>
  )
}

function ItemButton({ item }: { item: SessionItemDocument }) {
  const isShown = useSession(({ page }) => isPage(page, { item: item.id }))
  const { Icon, word } = STATES[item.state]
  const wrong = item.facts.some(({ verdict }) => verdict === 'wrong')
  return (
    <button
      type="button"
      className="session-item"
      data-page=""
      data-item={item.id}
      data-state={item.state}
      aria-current={isShown ? 'true' : undefined}
      onClick={({ detail }) => goTo({ item: item.id }, detail > 0)}
    >
      <Icon className={`session-mark ${item.state}`} aria-hidden="true" />
      <span className="session-item-words">
        {item.title}
        <span className="said">, {word}</span>
      </span>
      {wrong && <span className="tag session-wrong">wrong</span>}
    </button>
  )
}
