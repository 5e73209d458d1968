/**
 * `npm run test:e2e`: the packaged application under a virtual display, as an unprivileged user, with
 * Chromium's sandbox on. Arguments are passed on to Playwright.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureDependencies } from './bootstrap/dependencies.mjs'
import { inRoot, root } from './bootstrap/paths.mjs'
import { onPath, run } from './bootstrap/run.mjs'
import { whyNoSandbox } from './bootstrap/sandbox.mjs'
import { say, stop } from './bootstrap/say.mjs'
import { stageApp } from './bootstrap/stage.mjs'
import { ensureElectronLibraries, ensurePrograms } from './bootstrap/system-libraries.mjs'
import { unprivilegedUser } from './bootstrap/unprivileged.mjs'
import { startDisplay } from './bootstrap/virtual-display.mjs'
import { packageApp } from './package.mjs'

const report = inRoot('test-results', 'e2e.json')
const limitMs = 12 * 60_000

/** Resolves to `{ passed, failed, skipped, why }`; `why` says why nothing could be run, else null. */
export async function runE2e(args = []) {
  if (process.platform !== 'linux') return notRun('the tests of the packaged window run on Linux')
  const user = unprivilegedUser()
  if (user === null && !onPath('Xvfb') && !process.env.DISPLAY)
    return notRun('there is no display and no Xvfb (run: sudo apt-get install -y xvfb)')
  const { folder, executable, runtime } = await packageApp({ testBuild: true })
  const forbidden = user === null ? whyNoSandbox(folder) : null
  if (forbidden !== null) return notRun(forbidden)
  await ensureElectronLibraries(executable)
  if (user !== null) await ensurePrograms({ Xvfb: 'xvfb' })
  const stage = stageApp(folder, user)
  const display = onPath('Xvfb') ? await startDisplay(user) : { display: process.env.DISPLAY, stop: () => {} }
  try {
    say(
      `Driving the packaged application on Electron ${runtime.version}${user ? ` as user ${user.name}` : ''} …`,
    )
    return await runPlaywright(args, {
      DISPLAY: display.display,
      TLSCOPE_E2E_APP: folder,
      TLSCOPE_E2E_LAUNCHER: stage.launcher,
      TLSCOPE_E2E_HOME: stage.home,
      TLSCOPE_E2E_CAPTURES: stage.captures,
      TLSCOPE_E2E_ELECTRON: runtime.version,
    })
  } finally {
    display.stop()
    stage.remove()
  }
}

async function runPlaywright(args, extra) {
  rmSync(report, { force: true })
  const cli = inRoot('node_modules', 'playwright', 'cli.js')
  const config = inRoot('test', 'e2e', 'playwright.config.ts')
  const result = await run(process.execPath, [cli, 'test', '--config', config, ...args], {
    cwd: root,
    env: { ...process.env, ...extra, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    timeoutMs: limitMs,
    output: 'stderr',
  })
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0, why: null }
  const { stats, errors } = JSON.parse(readFileSync(report, 'utf8'))
  const failed = stats.unexpected + stats.flaky + errors.length
  return {
    passed: stats.expected,
    failed: failed || (result.code === 0 ? 0 : 1),
    skipped: stats.skipped,
    why: null,
  }
}

const notRun = (why) => ({ passed: 0, failed: 0, skipped: countTests(), why })

/** How many tests are not run: each is written as `test('sentence', …)` at the start of a line. */
function countTests() {
  const folder = inRoot('test', 'e2e')
  const files = readdirSync(folder).filter((file) => file.endsWith('.e2e.ts'))
  return files.reduce(
    (sum, file) => sum + (readFileSync(join(folder, file), 'utf8').match(/^test\('/gm) ?? []).length,
    0,
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await ensureDependencies()
    .then(() => runE2e(process.argv.slice(2)))
    .then(({ passed, failed, skipped, why }) => {
      if (why !== null) say(`Skipped ${skipped} tests of the window: ${why}.`)
      process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
      process.exitCode = failed > 0 ? 1 : 0
    })
    .catch(stop)
