import { execFile } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync } from 'node:fs'
import { basename, join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright/test'

export interface RunningApp {
  readonly app: ElectronApplication
  readonly page: Page
  /** What the page wrote to its console as an error, refusals of the content security policy included. */
  readonly complaints: readonly string[]
  /** Starts the application once more with the same profile; resolves when that second process has ended. */
  startAgain(...args: string[]): Promise<void>
  close(): Promise<void>
}

/** A variable that scripts/e2e.mjs sets; without it these tests have no application to drive. */
export function given(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: run these tests with "npm run test:e2e"`)
  return value
}

/**
 * Starts the packaged application with its sandbox on, each time with a profile of its own. The launcher
 * leads a process group, which is ended as a whole should the application not close.
 */
export async function launch(...args: string[]): Promise<RunningApp> {
  const home = given('TLSCOPE_E2E_HOME')
  const profile = join(home, `profile-${process.pid}-${++launches}`)
  const switches = [`--user-data-dir=${profile}`, '--disable-dev-shm-usage', '--lang=en-GB']
  const env = {
    DISPLAY: given('DISPLAY'),
    HOME: home,
    LANG: 'C.UTF-8',
    PATH: '/usr/bin:/bin',
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_RUNTIME_DIR: home,
  }
  const executablePath = given('TLSCOPE_E2E_LAUNCHER')
  const app = await _electron.launch({
    executablePath,
    args: [...switches, ...args],
    chromiumSandbox: true,
    cwd: home,
    env,
    timeout: 60_000,
  })
  const page = await app.firstWindow({ timeout: 20_000 })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  const startAgain = (...more: string[]) =>
    new Promise<void>((done, fail) => {
      execFile(executablePath, [...switches, ...more], { cwd: home, env, timeout: 15_000 }, (error) =>
        error === null ? done() : fail(error),
      )
    })
  return { app, page, complaints, startAgain, close: () => close(app) }
}

let launches = 0

async function close(app: ElectronApplication): Promise<void> {
  const { pid } = app.process()
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<void>((done) => {
    timer = setTimeout(() => {
      if (pid !== undefined) endGroup(pid)
      done()
    }, 8_000)
  })
  await Promise.race([app.close(), tooLate])
  clearTimeout(timer)
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself in the meantime.
  }
}

/** A copy of a capture where the unprivileged user can read it. */
export function lend(path: string): string {
  const folder = mkdtempSync(join(given('TLSCOPE_E2E_CAPTURES'), 'c-'))
  const copy = join(folder, basename(path))
  copyFileSync(path, copy)
  chmodSync(folder, 0o755)
  chmodSync(copy, 0o644)
  return copy
}

/** A folder that the unprivileged user can write to. */
export function outputFolder(): string {
  return given('TLSCOPE_E2E_CAPTURES')
}
