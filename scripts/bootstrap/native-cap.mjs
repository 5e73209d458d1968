import { existsSync } from 'node:fs'
import { inRoot } from './paths.mjs'
import { npm, onPath } from './run.mjs'
import { detail } from './say.mjs'

const timeoutMs = 90_000

/**
 * Builds `cap`, the optional native capture backend, where that can work. Best effort: live capture has two
 * other backends, so a missing compiler or libpcap header is no failure and is told only when asked
 * (TLSCOPE_VERBOSE=1). `tlscope interfaces` says what is missing when it matters.
 */
export async function buildCap() {
  const missing = whatIsMissing()
  if (missing !== null) return detail(`cap, the optional capture backend, was not built: ${missing}.`)
  const result = await npm(['rebuild', 'cap', '--loglevel=error'], {
    cwd: inRoot(),
    output: 'capture',
    timeoutMs,
  })
  if (result.code === 0) return detail('cap, the optional capture backend, was built.')
  const why = result.timedOut
    ? `no result in ${timeoutMs / 1000} s`
    : (result.text.trim().split('\n').at(-1) ?? 'failed')
  detail(`cap, the optional capture backend, was not built: ${why}`)
}

function whatIsMissing() {
  if (!existsSync(inRoot('node_modules', 'cap'))) return 'npm left the package out on this platform'
  if (process.platform === 'win32') return 'on Windows it is not built during set-up'
  if (!existsSync('/usr/include/pcap.h') && process.platform === 'linux')
    return 'libpcap headers are not installed'
  for (const tool of ['make', 'python3']) if (!onPath(tool)) return `${tool} is not installed`
  if (!['c++', 'g++', 'clang++'].some(onPath)) return 'there is no C++ compiler'
  return null
}
