/**
 * The window. What a test (or a screen reader) finds, by role and name:
 *
 * | role and name                        | what it is                                                        |
 * |--------------------------------------|-------------------------------------------------------------------|
 * | listbox `Handshakes`                 | one option a handshake; `data-outcome`; `aria-selected`           |
 * | textbox `Filter handshakes`          |                                                                   |
 * | region `Files`                       | sources, their warnings, files that could not be read (alerts)    |
 * | region `Verdict`                     | heading: the sentence; list `Stages`; buttons                     |
 * | list `Ladder`                        | message rows are buttons with `data-message`, `aria-current`;     |
 * |                                      | the BREAK row carries `data-break`; ghosts are images             |
 * | region `Message`                     | holds tree and grid of the selected message                       |
 * | tree `Fields`                        | tree items with `data-start`, `data-end`                          |
 * | grid `Bytes`                         | cells with `data-offset`; selected: `data-selected="true"`        |
 * | region `Fix`                         | list `Findings`; list `Evidence` of chips; article                |
 * | buttons                              | `Open capture`, `Open sample incident`, `Copy command: <id>`,     |
 * |                                      | `Export annotated capture`, `Save report`, every action's label   |
 * | textbox `Note on this handshake`     |                                                                   |
 * | region `Probe`                       | above the panes of a probe; list `Probe stages`: items with       |
 * |                                      | `data-stage` and `data-mark`                                      |
 * | listbox `Probes`                     | instead of `Handshakes`: the probes of this session               |
 * | tablist `About this probe`           | Fix, Client certificate, Server, Connection                       |
 * | dialog `Probe a server`              | the form: textbox `Target`, button `Probe`                        |
 * | grid `Matrix of probes`              | rows and gridcells with `data-cell`, `data-word`; region `Cell`   |
 * | dialogs `Passphrase`, `Public address` | what a probe asks before it goes on                             |
 * | dialog `Decrypt`                     | files with secrets: list, buttons to add, to read again           |
 * | status, alert                        | toasts, how reading ended; the banner after the engine died       |
 * | progressbar `Reading`                | while a capture is read                                           |
 */
import { useEffect, useMemo } from 'react'
import { Group, Panel } from 'react-resizable-panels'
import { BytesPane } from './panes/bytes/BytesPane.tsx'
import { EmptyState } from './panes/EmptyState.tsx'
import { FixPane } from './panes/fix/FixPane.tsx'
import { HandshakesPane } from './panes/handshakes/HandshakesPane.tsx'
import { LadderPane } from './panes/ladder/LadderPane.tsx'
import { CellsPane } from './panes/matrix/CellsPane.tsx'
import { MatrixView } from './panes/matrix/MatrixView.tsx'
import { ProbeSheet } from './panes/probe/form/ProbeSheet.tsx'
import { ProbeQuestionSheet } from './panes/probe/form/Question.tsx'
import { ProbeSide } from './panes/probe/ProbeSide.tsx'
import { ProbeStrip } from './panes/probe/ProbeStrip.tsx'
import { ProbesPane } from './panes/probe/ProbesPane.tsx'
import { probeOf } from './panes/probe/stages.ts'
import { FixToCome, LadderToCome, VerdictToCome } from './panes/probe/UnderWay.tsx'
import { VerdictPane } from './panes/verdict/VerdictPane.tsx'
import { type Analysis, foundNothing, isProbe, openedName } from './state/analysis.ts'
import { layoutMemory } from './state/layout.ts'
import { useMatrix } from './state/matrix-store.ts'
import { selectedHandshake, useApp } from './state/store.ts'
import { useMedia } from './state/use-media.ts'
import { DropTarget } from './widgets/DropTarget.tsx'
import { EngineBanner } from './widgets/EngineBanner.tsx'
import { KeySheet } from './widgets/KeySheet.tsx'
import { Palette } from './widgets/Palette.tsx'
import { SecretsSheet } from './widgets/SecretsSheet.tsx'
import { Splitter } from './widgets/Splitter.tsx'
import { Toasts } from './widgets/Toasts.tsx'
import { Toolbar } from './widgets/Toolbar.tsx'

export function App() {
  const analysis = useApp((state) => state.analysis)
  const view = useApp((state) => state.view)
  const target = useMatrix((state) => state.matrix?.options.probe.target)
  const opened = analysis === null ? null : openedName(analysis.request)
  const name = view === 'matrix' ? `Matrix of ${target}` : opened
  useEffect(() => {
    document.title = name === null ? 'tlscope' : `${name} - tlscope`
  }, [name])
  return (
    <div className="app">
      <Toolbar />
      <EngineBanner />
      {view === 'matrix' ? (
        <MatrixView />
      ) : analysis === null || foundNothing(analysis) ? (
        <EmptyState analysis={analysis} />
      ) : (
        <Workspace analysis={analysis} />
      )}
      <DropTarget />
      <Palette />
      <KeySheet />
      <SecretsSheet />
      <ProbeSheet />
      <ProbeQuestionSheet />
      <Toasts />
    </div>
  )
}

/** The panes beside the list do not change while rows arrive; each looks only at what it was given. */
function Workspace({ analysis }: { analysis: Analysis }) {
  const handshake = useApp(selectedHandshake)
  const stacked = useMedia('(max-width: 860px), (max-height: 520px)')
  const columns = useMemo(() => layoutMemory('columns'), [])
  const rows = useMemo(() => layoutMemory('rows'), [])
  const tops = useMemo(() => layoutMemory('tops'), [])
  const probe = probeOf(analysis, handshake?.source)
  const probing = isProbe(analysis)
  const strip = (probing || probe !== null) && <ProbeStrip analysis={analysis} probe={probe} />
  const verdict =
    handshake !== null ? (
      <VerdictPane handshake={handshake} />
    ) : (
      probing && <VerdictToCome analysis={analysis} />
    )
  const list = listOf(analysis)
  const ladder =
    handshake !== null ? (
      <LadderPane key={`${analysis.id} ${handshake.id}`} handshake={handshake} />
    ) : (
      probing && <LadderToCome analysis={analysis} />
    )
  const fix =
    probing && analysis.status === 'running' ? (
      <FixToCome />
    ) : (
      <FixPane handshake={handshake} general={analysis.findings} />
    )
  const side = probe === null ? fix : <ProbeSide probe={probe} handshake={handshake} fix={fix} />
  if (stacked) {
    // Small, or zoomed in: one pane below the other, and the whole scrolls.
    return (
      <main className="workspace stacked">
        {strip}
        {verdict}
        {list}
        {ladder}
        <BytesPane />
        {side}
      </main>
    )
  }
  return (
    <main className="workspace">
      {strip}
      {verdict}
      <Group orientation="horizontal" className="grow" disableCursor {...columns}>
        <Panel id="left" minSize="480px" className="fill">
          <Group orientation="vertical" disableCursor {...rows}>
            <Panel id="top" minSize="180px" className="fill">
              <Group orientation="horizontal" disableCursor {...tops}>
                <Panel id="handshakes" defaultSize="31%" minSize="200px" className="fill">
                  {list}
                </Panel>
                <Splitter label="Between handshakes and ladder" />
                <Panel id="ladder" minSize="260px" className="fill">
                  {ladder}
                </Panel>
              </Group>
            </Panel>
            <Splitter label="Between ladder and message" lying />
            <Panel id="bytes" defaultSize="35%" minSize="120px" className="fill">
              <BytesPane />
            </Panel>
          </Group>
        </Panel>
        <Splitter label="Between ladder and fix" />
        <Panel id="fix" defaultSize="31%" minSize="280px" className="fill">
          {side}
        </Panel>
      </Group>
    </main>
  )
}

/** What else can be looked at: the capture's handshakes, the session's probes, the matrix's cells. */
function listOf(analysis: Analysis) {
  const { request } = analysis
  if (request.kind === 'probe') return <ProbesPane analysis={analysis} />
  if (request.kind === 'cell') return <CellsPane matrix={request.matrix} index={request.index} />
  return <HandshakesPane analysis={analysis} />
}
