import { type BrowserWindow, dialog } from 'electron'
import type { Outcome, ShellChannel } from '../../shared/ipc/contract.ts'
import type { Handlers } from './channel-guard.ts'
import type { TeamRunbook } from './team-runbook.ts'

type RunbookChannel = Extract<ShellChannel, `shell:${string}-runbook`>

/** @param use tells the engine that runs which folder it is from now on */
export function runbookHandlers(
  window: () => BrowserWindow | null,
  runbook: TeamRunbook,
  use: (folder: string | null) => Promise<Outcome<unknown>>,
): Pick<Handlers, RunbookChannel> {
  return {
    'shell:choose-runbook': async () => {
      const folder = await chooseFolder(window(), runbook.folder)
      if (folder === null) return { ok: true, value: { folder: null } }
      runbook.choose(folder)
      const told = await use(folder)
      return told.ok ? { ok: true, value: { folder } } : told
    },
    'shell:leave-runbook': async () => {
      runbook.leave()
      const told = await use(null)
      return told.ok ? { ok: true, value: null } : told
    },
  }
}

async function chooseFolder(parent: BrowserWindow | null, now: string | null): Promise<string | null> {
  const options: Electron.OpenDialogOptions = {
    title: 'Runbook folder of your own',
    properties: ['openDirectory'],
    ...(now === null ? {} : { defaultPath: now }),
  }
  const chosen = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options))
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null)
}
