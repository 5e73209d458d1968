import { CircleAlert, FileJson } from 'lucide-react'
import { useEffect } from 'react'
import { nothingFoundSentence } from '../../../shared/contract/azure-sentence.ts'
import type { AzureRead } from '../../../shared/ipc/azure-channels.ts'
import { readSavedAz } from '../../actions/azure-actions.ts'
import { readAzure } from '../../state/azure.ts'
import { useAzure } from '../../state/azure-store.ts'
import { useApp } from '../../state/store.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import { FixPane } from '../fix/FixPane.tsx'
import { AzureFiles } from './AzureFiles.tsx'
import { FactTables } from './FactTables.tsx'
import './azure.css'

/** Saved `az` output: what was read, what it says, what is wrong, and the article that mends it. */
export function AzureView() {
  const files = useAzure((state) => state.files)
  const told = useAzure((state) => state.told)
  const open = useApp(({ analysis }) => (analysis === null ? null : `${analysis.id} ${analysis.status}`))
  const places = useApp((state) => state.places)
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again whenever another capture is open, or is read to its end
  useEffect(() => {
    void readAzure()
  }, [open, places])
  if (files.length === 0) return <NothingYet />
  return (
    <main className="workspace azure-view">
      <AzureFiles />
      <section className="pane azure-told" data-pane="configuration" aria-label="Configuration" tabIndex={-1}>
        {told === null ? <p className="pad quiet">Reading …</p> : <Told told={told} />}
      </section>
      {told !== null && <FixPane handshake={null} general={told.document.findings} names={told.names} />}
    </main>
  )
}

function Told({ told: { document } }: { told: AzureRead }) {
  const { findings, notes, facts } = document
  const broken = findings.some(({ severity }) => severity === 'error')
  return (
    <section
      className="azure-scroll"
      aria-label="What the files say"
      data-focus-first
      // A scrolling region must be reachable by keyboard.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
      tabIndex={0}
    >
      <h2 className={broken ? 'azure-sentence broken' : 'azure-sentence'}>
        {findings[0]?.summary ??
          (facts.length === 0
            ? 'Nothing could be read yet; the list beside says why.'
            : nothingFoundSentence(notes.length))}
      </h2>
      {notes.length > 0 && (
        <section aria-label="Worth knowing">
          <h3>Worth knowing</h3>
          <ul className="azure-notes">
            {notes.map(({ kind, summary, explanation }) => (
              <li key={`${kind} ${summary}`} data-kind={kind}>
                <CircleAlert aria-label={kind} />{' '}
                <span>
                  <strong>{summary}</strong> {explanation}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <FactTables facts={facts} />
    </section>
  )
}

function NothingYet() {
  return (
    <main className="empty" data-pane="configuration" aria-label="Configuration">
      <div className="empty-card">
        <h1>What does Azure say of itself?</h1>
        <p className="empty-lead">
          Save what az prints, and drop it here: backend health in its own words, gateway, probes, settings,
          listeners, API Management, security groups, private DNS. You get what is wrong in them, held against
          the capture that is open, and the commands of the runbook with the names filled in.
        </p>
        <div className="drop-zone">
          <FileJson aria-hidden="true" />
          <p>Drop .json files here, tables in a .txt, logs as .csv, several at once</p>
          <div className="empty-actions">
            <ActionButton action={readSavedAz} main />
          </div>
          <p className="quiet mono">
            az network application-gateway show-backend-health -g … -n … &gt; health.json
          </p>
        </div>
      </div>
    </main>
  )
}
