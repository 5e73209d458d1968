import { ipcMain, type WebContents } from 'electron'
import { channels } from '../../shared/ipc/contract.ts'
import { guardedCall, type Handlers, isChannel } from './channel-guard.ts'

/**
 * The only place where a handler is registered (a lint rule keeps `ipcMain` out of every other file), so
 * that no call can be answered without passing the guard.
 */
export function registerChannels(handlers: Handlers, isWindow: (contents: WebContents) => boolean): void {
  for (const channel of Object.keys(channels).filter(isChannel)) {
    ipcMain.handle(channel, (event, payload: unknown) => {
      const frame = event.senderFrame
      const sender = {
        isMainFrame: frame !== null && isWindow(event.sender) && frame === event.sender.mainFrame,
        origin: frame?.origin ?? '',
      }
      return guardedCall(channel, sender, payload, handlers)
    })
  }
}
