import { useEffect } from 'react'
import { useAzure } from '../../state/azure-store.ts'
import { fillSession } from '../../state/session.ts'
import { useSession } from '../../state/session-store.ts'
import { useApp } from '../../state/store.ts'
import { ItemPage } from './ItemPage.tsx'
import { NextPage } from './NextPage.tsx'
import { QueriesPage } from './QueriesPage.tsx'
import { SessionList } from './SessionList.tsx'
import { takeDrop } from './take-drop.ts'
import './session.css'

/** Typing a name fills every command anew: not at each letter. */
const PAUSE_MILLIS = 300

/** The meeting as a checklist: the questions on one side, the one at hand on the other. */
export function SessionView() {
  const document = useSession((state) => state.document)
  const page = useSession((state) => state.page)
  const fault = useSession((state) => state.fault)
  useFilling()
  if (document === null) {
    return (
      <main className="workspace" data-pane="session" aria-label="Session">
        <p className="pad quiet" role={fault === null ? undefined : 'alert'}>
          {fault ?? 'Reading the checklist …'}
        </p>
      </main>
    )
  }
  const item = typeof page === 'object' ? document.items.find(({ id }) => id === page.item) : undefined
  return (
    <main className="workspace session-view" onDrop={(event) => takeDrop(event, item?.id ?? null)}>
      <SessionList document={document} />
      {item !== undefined ? (
        <ItemPage key={item.id} item={item} document={document} />
      ) : page === 'queries' ? (
        <QueriesPage document={document} />
      ) : (
        <NextPage document={document} />
      )}
    </main>
  )
}

/** Filled when it comes on screen, and whenever what it stands on changes. */
function useFilling(): void {
  const analysis = useApp((state) => state.analysis?.id)
  const status = useApp((state) => state.analysis?.status)
  const names = useApp((state) => state.typedNames)
  const place = useApp((state) => state.place)
  const places = useApp((state) => state.places)
  const documents = useAzure((state) => state.files)
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what the session is filled from
  useEffect(() => {
    const timer = window.setTimeout(() => void fillSession(), PAUSE_MILLIS)
    return () => window.clearTimeout(timer)
  }, [analysis, status, names, place, places, documents])
}
