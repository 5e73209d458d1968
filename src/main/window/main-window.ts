import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme } from 'electron'
import { appOrigin } from './asset-path.ts'

/** `out` is the folder of the built bundles. */
export function createWindow(out: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: app.getName(),
    backgroundColor: backgroundColour(),
    webPreferences: {
      preload: join(out, 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  })
  window.once('ready-to-show', () => window.show())
  // The application's own name says whether this is a test build; the document ends its title with "tlscope".
  window.on('page-title-updated', (event, title) => {
    event.preventDefault()
    window.setTitle(title.replace(/tlscope$/, app.getName()))
  })
  const followTheme = () => window.setBackgroundColor(backgroundColour())
  nativeTheme.on('updated', followTheme)
  window.once('closed', () => nativeTheme.removeListener('updated', followTheme))
  void window.loadURL(`${appOrigin}/index.html`)
  return window
}

/** What the window shows before its first paint, so that a dark system does not see a white flash. */
function backgroundColour(): string {
  return nativeTheme.shouldUseDarkColors ? '#0f1216' : '#e9ecf1'
}
