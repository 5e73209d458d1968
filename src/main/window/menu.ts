import { app, Menu, type MenuItemConstructorOptions, nativeTheme } from 'electron'
import { chooseTheme, type Theme } from './theme.ts'

/**
 * The application menu. An entry with an action only names it: the window owns the actions, so that menu,
 * shortcut, button and palette do the same thing. Shortcuts without a modifier stay the window's own.
 */
export function installMenu(send: (action: string) => void): void {
  const action = (label: string, id: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(id),
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  const theme = (label: string, value: Theme): MenuItemConstructorOptions => ({
    label,
    type: 'radio',
    checked: nativeTheme.themeSource === value,
    click: () => chooseTheme(value),
  })
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      action('Open captures…', 'open', 'CmdOrCtrl+O'),
      action('Open the embedded lab', 'open-lab'),
      { type: 'separator' },
      action('Save annotated capture…', 'export-annotated'),
      action('Save report…', 'save-report'),
      { type: 'separator' },
      { role: process.platform === 'darwin' ? 'close' : 'quit' },
    ],
  }
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      {
        label: 'Theme',
        submenu: [theme('System', 'system'), theme('Light', 'light'), theme('Dark', 'dark')],
      },
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
    Menu.buildFromTemplate([...mac, file, { role: 'editMenu' }, view, { role: 'windowMenu' }]),
  )
}
