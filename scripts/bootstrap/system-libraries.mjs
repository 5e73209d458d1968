import { existsSync, readFileSync } from 'node:fs'
import { ask, onPath, run } from './run.mjs'
import { SetupError, say } from './say.mjs'

const electronPackages = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libxtst6']

/**
 * Makes sure that an Electron executable can load its shared libraries. On Debian and Ubuntu root installs
 * what is missing; anyone else is told the one command to run.
 */
export async function ensureElectronLibraries(executable) {
  if (process.platform !== 'linux') return
  const missing = missingLibraries(executable)
  if (missing.length === 0) return
  await install(electronPackages, `Electron lacks system libraries (${missing.join(', ')})`)
  const still = missingLibraries(executable)
  if (still.length > 0)
    throw new SetupError(
      `Electron still lacks system libraries: ${still.join(', ')}.`,
      'Install the packages that carry them, then run the same command again.',
    )
}

/** Makes sure that programs are on the PATH; `wanted` maps a program to the Debian package that brings it. */
export async function ensurePrograms(wanted) {
  const missing = Object.keys(wanted).filter((program) => !onPath(program))
  if (missing.length === 0) return
  await install([...new Set(missing.map((program) => wanted[program]))], `Missing: ${missing.join(', ')}`)
}

/** The sonames that the dynamic linker cannot find for an executable. */
function missingLibraries(executable) {
  const answer = ask('ldd', [executable]) ?? ''
  return answer
    .split('\n')
    .filter((line) => line.includes('not found'))
    .map((line) => line.trim().split(/\s/)[0])
}

async function install(packages, because) {
  if (!existsSync('/etc/debian_version') || !onPath('apt-get'))
    throw new SetupError(
      `${because}, and this is not a Debian or Ubuntu system.`,
      `Install your distribution's equivalents of: ${packages.join(' ')}`,
    )
  const root = process.getuid?.() === 0
  if (!root) {
    throw new SetupError(`${because}.`, `Run: sudo apt-get install -y ${packages.map(debianName).join(' ')}`)
  }
  say(`${because}; installing with apt-get …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (args) => run('apt-get', ['-qq', ...args], { env, output: 'capture', timeoutMs: 600_000 })
  await apt(['update'])
  const result = await apt(['install', '-y', '--no-install-recommends', ...packages.map(debianName)])
  if (result.code === 0) return
  throw new SetupError(
    `apt-get could not install ${packages.join(' ')}: ${result.text.trim().split('\n').at(-1)}`,
    'Install them by hand, then run the same command again.',
  )
}

/**
 * Ubuntu 24.04 and Debian 13 renamed some libraries with a `t64` ending; the old name is then a virtual
 * package that apt will not always choose for.
 */
function debianName(name) {
  if (!name.startsWith('lib')) return name
  const candidate = ask('apt-cache', ['policy', `${name}t64`]) ?? ''
  return /Candidate: (?!\(none\))\S/.test(candidate) ? `${name}t64` : name
}

/** "Debian GNU/Linux 12 (bookworm)" or the like, for a log. */
export function systemName() {
  if (!existsSync('/etc/os-release')) return process.platform
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform
}
