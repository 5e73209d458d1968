import { actionById } from '../actions/actions.ts'
import { bridge } from '../bridge.ts'
import { applyTheme, followSystemTheme, THEME_CHOICES } from '../theme/apply.ts'
import { askDocumentsOf } from './awaiting.ts'
import { receive } from './events.ts'
import { recall } from './memory.ts'
import { restoreNames } from './names.ts'
import { followHash } from './navigate.ts'
import { restoreNotes } from './notes.ts'
import { openPaths } from './open-paths.ts'
import { engineDied, open } from './opening.ts'
import { restoreProbeForm } from './probing.ts'
import { loadLibrary } from './runbook.ts'
import { getState, setState } from './store.ts'

/** Joins the window to the program: once, before the first rendering. */
export function connect(): void {
  const remembered = THEME_CHOICES.find((choice) => choice === recall('theme'))
  setState({ theme: remembered ?? 'system', typedNames: restoreNames(), notes: restoreNotes() })
  restoreProbeForm()
  applyTheme(getState().theme)
  followSystemTheme()

  askDocumentsOf(bridge.handshakeDocument)
  bridge.onAnalysis(receive)
  bridge.onShell((event) => {
    switch (event.kind) {
      case 'engine-died':
        engineDied(event.message)
        break
      case 'open-paths':
        void openPaths(event.paths)
        break
      case 'menu': {
        const action = actionById(event.action)
        if (action?.when(getState()) === true) action.perform()
        break
      }
    }
  })
  window.addEventListener('hashchange', followHash)
  void loadLibrary()
  void bridge.info().then((info) => {
    if (!info.ok) return
    setState({ version: info.value.version })
    if (info.value.initialPaths.length > 0) void openPaths(info.value.initialPaths)
    else if (info.value.openLab) void open({ kind: 'lab' })
  })
}
