import { app, Menu, type MenuItemConstructorOptions } from 'electron'

/** The views of the rail, in its order (src/renderer/state/views.ts). */
const VIEWS = [
  ['Handshakes', 'view-analysis'],
  ['Matrix', 'view-matrix'],
  ['Compare', 'view-compare'],
  ['Certificates', 'view-certificates'],
  ['Azure', 'view-configuration'],
  ['Session', 'view-session'],
] as const

/**
 * The application menu. An entry with an action only names it (the ids of src/renderer/actions): the window
 * owns the actions, so that menu, shortcut, button and palette do the same thing. Shortcuts are shown here
 * and listened for there.
 */
export function installMenu(send: (action: string) => void): void {
  const action = (label: string, id: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(id),
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
  })
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      action('Open capture…', 'open', 'CmdOrCtrl+O'),
      action('Open certificate files…', 'certificates'),
      action('Read saved az output…', 'configuration'),
      { type: 'separator' },
      action('Probe a server…', 'probe'),
      action('Probe again', 'probe-again'),
      { type: 'separator' },
      action('Open sample incident', 'open-lab'),
      action('Open again', 'reopen'),
      action('Who is who…', 'places'),
      { type: 'separator' },
      action('Export annotated capture…', 'export'),
      action('Save report…', 'report'),
      action('Client CA file for the listener…', 'client-ca-file'),
      action('Root file for the backend setting…', 'root-file'),
      { type: 'separator' },
      action('Runbook folder of your own…', 'runbook-folder'),
      { type: 'separator' },
      { role: process.platform === 'darwin' ? 'close' : 'quit' },
    ],
  }
  const go: MenuItemConstructorOptions = {
    label: '&Go',
    submenu: [
      action('Jump to the break', 'break'),
      action('Filter handshakes', 'filter'),
      { type: 'separator' },
      action('Show all commands', 'palette', 'CmdOrCtrl+K'),
      action('Show keyboard shortcuts', 'keys'),
    ],
  }
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      ...VIEWS.map(([label, id], at) => action(label, id, `CmdOrCtrl+${at + 1}`)),
      { type: 'separator' },
      action('Change theme', 'theme'),
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      // Developer tools are for people who run the sources, not for a jump box.
      ...(app.isPackaged ? [] : ([{ role: 'toggleDevTools' }] satisfies MenuItemConstructorOptions[])),
    ],
  }
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([...mac, file, { role: 'editMenu' }, go, view, { role: 'windowMenu' }]),
  )
}
