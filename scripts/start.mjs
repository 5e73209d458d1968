/**
 * `npm start`: from a fresh clone to the window with the embedded lab in it, or, without a display, to the
 * same lab on the command line.
 *
 *   npm start                        the lab
 *   npm start -- FILE…               open these captures instead
 *   npm start -- --headless [ARG…]   the lab on the command line; ARGs as for "tlscope lab"
 *   npm start -- --no-sandbox        open the window although Chromium's sandbox cannot run here
 */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { ensureBuilt } from './bootstrap/build.mjs'
import { ensureDependencies } from './bootstrap/dependencies.mjs'
import { inRoot, root } from './bootstrap/paths.mjs'
import { whyNoSandbox } from './bootstrap/sandbox.mjs'
import { say, stop } from './bootstrap/say.mjs'
import { ensureElectronLibraries } from './bootstrap/system-libraries.mjs'
import { announce, electronRuntime } from './electron-runtime.mjs'

const ours = ['--headless', '--no-sandbox']

async function start(args) {
  const rest = args.filter((argument) => !ours.includes(argument))
  await ensureDependencies()
  await ensureBuilt()
  if (args.includes('--headless')) return headless(rest)
  if (!hasDisplay()) {
    say('There is no display here: running the same lab through the command line.')
    return headless(rest)
  }
  const runtime = await electronRuntime()
  const forbidden = whyNoSandbox(runtime.folder)
  if (forbidden !== null && !args.includes('--no-sandbox')) {
    say(
      `No window: ${forbidden}. "npm start -- --no-sandbox" opens it without; going on with the command line.`,
    )
    return headless(rest)
  }
  await ensureElectronLibraries(runtime.executable)
  announce(runtime)
  return openWindow(runtime, forbidden === null ? [] : ['--no-sandbox'], rest)
}

function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** Captures named on the command line are analysed; anything else is for the lab. */
function headless(args) {
  const files = args.filter((argument) => !argument.startsWith('-'))
  const isLab = files.length === 0 || args.includes('--scenario')
  return become(
    process.execPath,
    [inRoot('out/main/cli.js'), isLab ? 'lab' : 'analyze', ...args],
    process.cwd(),
  )
}

function openWindow(runtime, flags, args) {
  const files = args.map((argument) => (argument.startsWith('-') ? argument : resolve(argument)))
  return become(
    runtime.executable,
    [...flags, root, ...(files.length > 0 ? files : ['--lab'])],
    process.cwd(),
  )
}

/** Runs the last program in our place: its output, its signals, its exit status. */
function become(command, args, cwd) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const child = spawn(command, args, { cwd, env, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
      done()
    })
  })
}

await start(process.argv.slice(2)).catch(stop)
