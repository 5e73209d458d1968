import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const TIME = '/usr/bin/time'

/** Whether CPU time and peak memory of children can be measured here (GNU time). */
export const canMeasure = existsSync(TIME)

/**
 * Runs a command, its output thrown away, and tells what it took.
 * Resolves to `{ wall, cpu, peak, status }`: seconds, seconds of user and system together, bytes of the largest
 * resident set of any one of its processes. `cpu` and `peak` are null where GNU time is absent.
 */
export async function measure([program, ...args]) {
  const folder = mkdtempSync(join(tmpdir(), 'tlscope-bench-'))
  const report = join(folder, 'time')
  const command = canMeasure
    ? [TIME, '-q', '-o', report, '-f', '%U %S %M', program, ...args]
    : [program, ...args]
  const startedAt = performance.now()
  const status = await finish(command)
  const wall = (performance.now() - startedAt) / 1000
  const [user, system, kilobytes] = canMeasure
    ? readFileSync(report, 'utf8').trim().split('\n').at(-1).split(' ').map(Number)
    : [Number.NaN, Number.NaN, Number.NaN]
  rmSync(folder, { recursive: true })
  return {
    wall,
    cpu: canMeasure ? user + system : null,
    peak: canMeasure ? kilobytes * 1024 : null,
    status,
  }
}

function finish([program, ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'] })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? -1))
  })
}

/** The run whose wall time is in the middle. */
export function median(runs) {
  const sorted = [...runs].sort((a, b) => a.wall - b.wall)
  return sorted[Math.floor((sorted.length - 1) / 2)]
}
