import { withoutSecrets } from '../../shared/incident/answer/secrets.ts'
import { LONGEST_PASTE, type SessionAnswer, type SessionRequest } from '../../shared/ipc/session-channels.ts'
import { bridge } from '../bridge.ts'
import { ask, sentence, settle } from './ask.ts'
import { getAzure } from './azure-store.ts'
import { fileName } from './format.ts'
import { placesOf } from './places.ts'
import { getSession, type SessionPage, setSession } from './session-store.ts'
import { getState } from './store.ts'
import { toast } from './toasts.ts'

/** What can be done with a session: answers come and go, and each time it is filled anew by the engine. */

let last = 0

/** Keeps what was pasted, without its secrets. Answers whether there was anything. */
export function addText(item: string | null, text: string): boolean {
  if (text.trim() === '') return false
  if (text.length > LONGEST_PASTE) {
    toast('failed', 'That is more than can be pasted; save it to a file and drop the file.')
    return false
  }
  const clean = withoutSecrets(text)
  if (clean.removed.length > 0) toast('done', `Left out before it was kept: ${clean.removed.join(', ')}.`)
  last += 1
  add([{ item, name: `pasted text ${last}`, text: clean.text }])
  return true
}

export function addPaths(item: string | null, paths: readonly string[]): void {
  if (paths.length > 0) add(paths.map((path) => ({ item, path })))
}

function add(answers: readonly SessionAnswer[]): void {
  const given = answers.map((answer) => {
    last += 1
    return { id: last, answer }
  })
  setSession({ answers: [...getSession().answers, ...given] })
  void fillSession()
}

export function removeAnswer(id: number): void {
  setSession({ answers: getSession().answers.filter((given) => given.id !== id) })
  void fillSession()
}

export function clearSession(): void {
  setSession({ answers: [], unread: [], page: 'next' })
  void fillSession()
}

export function showPage(page: SessionPage): void {
  setSession({ page })
}

/** What an answer is called: its file, or the paste. */
export function answerName(answer: SessionAnswer): string {
  return 'path' in answer ? fileName(answer.path) : answer.name
}

/** What is open elsewhere in the window counts here, too. */
function request(): SessionRequest {
  const { analysis, typedNames, place } = getState()
  const own = getSession().answers.map(({ answer }) => answer)
  const given = new Set(own.flatMap((answer) => ('path' in answer ? [answer.path] : [])))
  const documents = getAzure().files.filter((path) => !given.has(path))
  return {
    answers: [...documents.map((path) => ({ item: null, path })), ...own],
    analysis: analysis === null || analysis.lost ? null : analysis.id,
    names: { ...typedNames },
    places: placesOf(getState()),
    sku: place.sku,
    tier: place.tier,
  }
}

let asked = 0

/** Has the engine fill the checklist with what is there now. */
export async function fillSession(): Promise<void> {
  asked += 1
  const turn = asked
  setSession({ filling: true })
  const outcome = await settle(bridge.fillSession(request()))
  // More has come in the meantime, and is asked about already.
  if (turn !== asked) return
  if (outcome.ok)
    setSession({
      document: outcome.value.document,
      unread: outcome.value.unread,
      fault: null,
      filling: false,
    })
  else setSession({ fault: sentence(outcome.error), filling: false })
}

export async function saveSession(): Promise<void> {
  const chosen = await ask(bridge.chooseOutput({ suggestedName: 'session.md', kind: 'markdown' }))
  if (chosen === null || chosen.path === null) return
  const written = await ask(bridge.sessionMarkdown(request()))
  if (written === null) return
  const saved = await settle(bridge.saveText({ path: chosen.path, text: written.markdown }))
  if (saved.ok) toast('done', `Saved ${fileName(chosen.path)}.`)
  else toast('failed', sentence(saved.error))
}
