import { join } from 'node:path'
import { app, type BrowserWindow, session } from 'electron'
import type { AnalysisEvent, Request, ShellEvent } from '../../shared/ipc/contract.ts'
import { declareAppScheme, serveApp } from './app-protocol.ts'
import { failure, type Handlers } from './channel-guard.ts'
import { ChosenFiles } from './chosen-files.ts'
import { EngineHost } from './engine-host.ts'
import { registerChannels } from './ipc.ts'
import { type Launch, readLaunch } from './launch-arguments.ts'
import { denyLeaving, denyPermissions } from './lock-down.ts'
import { createWindow } from './main-window.ts'
import { installMenu } from './menu.ts'
import { pathsIn, type RememberedPaths } from './remembered-paths.ts'
import { runbookHandlers } from './runbook-handlers.ts'
import { shellHandlers } from './shell-handlers.ts'
import { startEngine } from './start-engine.ts'
import { TeamRunbook } from './team-runbook.ts'

/** The one window and what belongs to it. `main` is the folder of the built main bundle. */
export class Application {
  readonly #main: string
  readonly #engine: EngineHost
  readonly #runbook: TeamRunbook
  #launch: Launch
  #window: BrowserWindow | null = null

  constructor(main: string, launch: Launch) {
    this.#main = main
    this.#launch = launch
    this.#runbook = new TeamRunbook(process.env.TLSCOPE_RUNBOOK, remembered('runbook-folder'))
    this.#engine = new EngineHost({
      start: () => startEngine(main, this.#runbook.folder),
      onEvent: (event) => this.#tell('analysis-event', event),
      onDeath: (message) => this.#tell('shell-event', { kind: 'engine-died', message }),
    })
  }

  /** What must be settled before Electron is ready. */
  beforeReady(): void {
    declareAppScheme()
    denyLeaving()
    app.on('second-instance', (_event, argv, folder) => {
      this.#bringForward()
      this.openPaths(readLaunch(argv, folder, process.defaultApp === true).paths)
    })
    app.on('open-file', (event, path) => {
      event.preventDefault()
      this.openPaths([path])
    })
    app.on('activate', () => this.#bringForward())
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit()
    })
    app.on('before-quit', () => this.#engine.stop())
  }

  ready(): void {
    const out = join(this.#main, '..')
    denyPermissions(session.defaultSession)
    serveApp(join(out, 'renderer'))
    installMenu((action) => this.#tell('shell-event', { kind: 'menu', action }))
    registerChannels(this.#handlers(), (contents) => contents === this.#window?.webContents)
    this.#openWindow()
  }

  /** Opens captures in the window that is there, or remembers them for the one to come. */
  openPaths(paths: readonly string[]): void {
    if (paths.length === 0) return
    if (this.#window === null) this.#launch = { paths, openLab: false }
    else this.#tell('shell-event', { kind: 'open-paths', paths })
  }

  #handlers(): Handlers {
    const chosen = new ChosenFiles(remembered('certificate-files'))
    const engine = this.#engine.handlers()
    return {
      ...engine,
      ...shellHandlers(
        () => this.#window,
        () => this.#launch,
        chosen,
      ),
      ...runbookHandlers(
        () => this.#window,
        this.#runbook,
        (folder) => this.#engine.request('runbook:use', { folder }),
      ),
      'runbook:use': async () => failure('not-chosen', 'The runbook folder is chosen in its dialog.'),
      'analysis:open': async (payload) =>
        chosen.refuseSecrets((payload as Request<'analysis:open'>).options.secrets) ??
        engine['analysis:open'](payload),
      'probe:start': async (payload) =>
        chosen.refuseCredentials((payload as Request<'probe:start'>).options) ??
        engine['probe:start'](payload),
      'matrix:start': async (payload) => {
        const { probe, credentials } = payload as Request<'matrix:start'>
        const each = [probe, ...credentials.map((credential) => ({ ...probe, credential }))]
        const refused = each.map((options) => chosen.refuseCredentials(options)).find((one) => one !== null)
        return refused ?? engine['matrix:start'](payload)
      },
      'probe:save': async (payload) =>
        chosen.refuseOutput((payload as Request<'probe:save'>).output) ?? engine['probe:save'](payload),
      'export:annotated': async (payload) =>
        chosen.refuseOutput((payload as Request<'export:annotated'>).output) ??
        engine['export:annotated'](payload),
    }
  }

  #openWindow(): void {
    const window = createWindow(join(this.#main, '..'))
    this.#window = window
    window.once('closed', () => {
      this.#window = null
    })
  }

  #bringForward(): void {
    if (this.#window === null) {
      if (app.isReady()) this.#openWindow()
      return
    }
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.focus()
  }

  #tell(channel: 'analysis-event', event: AnalysisEvent): void
  #tell(channel: 'shell-event', event: ShellEvent): void
  #tell(channel: string, event: unknown): void {
    const contents = this.#window?.webContents
    if (contents && !contents.isDestroyed()) contents.send(channel, event)
  }
}

/** Paths kept from one start to the next, in the user's own profile. */
function remembered(name: string): RememberedPaths {
  return pathsIn(join(app.getPath('userData'), `${name}.json`))
}
