import { app, type Session } from 'electron'
import { appOrigin } from './asset-path.ts'

/** No page may ask for anything: camera, location, clipboard reading, notifications, devices. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
}

/** The window stays on its own document: no navigation, no second window, no embedded page, no download. */
export function denyLeaving(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!staysHome(event.url)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !staysHome(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.session.on('will-download', (event) => event.preventDefault())
  })
}

/** A reload is a navigation to the same document; everything else is not. */
function staysHome(url: string): boolean {
  return url === `${appOrigin}/index.html` || url.startsWith(`${appOrigin}/index.html#`)
}
