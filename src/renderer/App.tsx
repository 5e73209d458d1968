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
 * | region `Comparison`                  | of two handshakes: heading: where they part; listbox `Messages     |
 * |                                      | side by side` with `data-row`, `data-mark`; regions `Fields`,      |
 * |                                      | `Differing bytes`                                                 |
 * | grid `Matrix of probes`              | rows and gridcells with `data-cell`, `data-word`; region `Cell`   |
 * | dialogs `Passphrase`, `Public address` | what a probe asks before it goes on                             |
 * | regions `Certificate files`, `Certificates` | files; sections `Chains`, `What each is good for`, `As client CA file: …` |
 * | regions `Saved az output`, `Configuration` | files; a region for each kind of thing that they tell of; beside it region `Fix` |
 * | regions `Session`, `Run next`, `Queries` | the checklist: progressbar `Answered`; navigation `Items` with `data-item`, |
 * |                                      | `data-state`; the item at hand: `data-shown`, textbox `Answer to …`  |
 * | navigation `Views`                   | a button a view; `aria-current`: the one that is shown            |
 * | dialog `Decrypt`                     | files with secrets: list, buttons to add, to read again           |
 * | dialog `Who is who`                  | textboxes: gateway, API Management, ports of the access log       |
 * | dialogs `Client CA file for the listener`, `Certificate for the backend setting` | what would be saved: region `What it holds` |
 * | dialog `Runbook folder`              | the team's own articles: lists `Folder`, `Problems`, buttons      |
 * | status, alert                        | toasts, how reading ended; the banner after the engine died       |
 * | progressbar `Reading`                | while a capture is read                                           |
 */
import { useEffect } from 'react'
import { GatewayFileSheet } from './panes/certificates/GatewayFileSheet.tsx'
import { ProbeSheet } from './panes/probe/form/ProbeSheet.tsx'
import { ProbeQuestionSheet } from './panes/probe/form/Question.tsx'
import { ViewRail } from './panes/ViewRail.tsx'
import { VIEW_ENTRIES, type ViewEntry } from './panes/views.tsx'
import { useApp } from './state/store.ts'
import { DropTarget } from './widgets/DropTarget.tsx'
import { EngineBanner } from './widgets/EngineBanner.tsx'
import { KeySheet } from './widgets/KeySheet.tsx'
import { Palette } from './widgets/Palette.tsx'
import { PlacesSheet } from './widgets/PlacesSheet.tsx'
import { RunbookSheet } from './widgets/RunbookSheet.tsx'
import { SecretsSheet } from './widgets/SecretsSheet.tsx'
import { Toasts } from './widgets/Toasts.tsx'
import { Toolbar } from './widgets/Toolbar.tsx'

export function App() {
  const view = useApp((state) => state.view)
  return (
    <div className="app">
      <Toolbar />
      <EngineBanner />
      <div className="views">
        <ViewRail />
        <CurrentView key={view} entry={VIEW_ENTRIES[view]} />
      </div>
      <DropTarget />
      <Palette />
      <KeySheet />
      <SecretsSheet />
      <RunbookSheet />
      <PlacesSheet />
      <GatewayFileSheet />
      <ProbeSheet />
      <ProbeQuestionSheet />
      <Toasts />
    </div>
  )
}

function CurrentView({ entry: { Pane, useTitle } }: { entry: ViewEntry }) {
  const title = useTitle()
  useEffect(() => {
    document.title = title === null ? 'tlscope' : `${title} - tlscope`
  }, [title])
  return <Pane />
}
