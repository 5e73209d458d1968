/**
 * What the reading thread takes by itself: its program is bundled, run several times, and medians are printed.
 *   node bench/read.mjs <file.pcap> [runs]
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { inRoot, localCache } from '../scripts/bootstrap/paths.mjs'
import { bundle } from './bundle.mjs'

const [file, runs = '5'] = process.argv.slice(2)
if (file === undefined || !/^[1-9]\d*$/.test(runs))
  throw new Error('usage: node bench/read.mjs <file.pcap> [runs]')
const program = await bundle(inRoot('bench/read/main.ts'), join(localCache, 'bench/build'), 'read')
const taken = Array.from({ length: Number(runs) }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, file], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
})
const median = (key) => taken.map((run) => run[key]).sort((a, b) => a - b)[(taken.length - 1) >> 1]
const milliseconds = ['user', 'system', 'wall'].map((key) => `${key} ${Math.round(median(key))} ms`)
console.log([...milliseconds, `peak ${Math.round(median('peak') / 1e6)} MB`].join(', '))
