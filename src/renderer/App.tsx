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
import { VerdictPane } from './panes/verdict/VerdictPane.tsx'
import { type Analysis, foundNothing, openedName } from './state/analysis.ts'
import { layoutMemory } from './state/layout.ts'
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
  const name = analysis === null ? null : openedName(analysis.request)
  useEffect(() => {
    document.title = name === null ? 'tlscope' : `${name} - tlscope`
  }, [name])
  return (
    <div className="app">
      <Toolbar />
      <EngineBanner />
      {analysis === null || foundNothing(analysis) ? (
        <EmptyState analysis={analysis} />
      ) : (
        <Workspace analysis={analysis} />
      )}
      <DropTarget />
      <Palette />
      <KeySheet />
      <SecretsSheet />
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
  if (stacked) {
    // Small, or zoomed in: one pane below the other, and the whole scrolls.
    return (
      <main className="workspace stacked">
        {handshake !== null && <VerdictPane handshake={handshake} />}
        <HandshakesPane analysis={analysis} />
        {handshake !== null && <LadderPane key={handshake.id} handshake={handshake} />}
        <BytesPane />
        <FixPane handshake={handshake} general={analysis.findings} />
      </main>
    )
  }
  return (
    <main className="workspace">
      {handshake !== null && <VerdictPane handshake={handshake} />}
      <Group orientation="horizontal" className="grow" disableCursor {...columns}>
        <Panel id="left" minSize="480px" className="fill">
          <Group orientation="vertical" disableCursor {...rows}>
            <Panel id="top" minSize="180px" className="fill">
              <Group orientation="horizontal" disableCursor {...tops}>
                <Panel id="handshakes" defaultSize="31%" minSize="200px" className="fill">
                  <HandshakesPane analysis={analysis} />
                </Panel>
                <Splitter label="Between handshakes and ladder" />
                <Panel id="ladder" minSize="260px" className="fill">
                  {handshake !== null && <LadderPane key={handshake.id} handshake={handshake} />}
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
          <FixPane handshake={handshake} general={analysis.findings} />
        </Panel>
      </Group>
    </main>
  )
}
