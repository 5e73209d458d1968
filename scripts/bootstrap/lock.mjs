import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { localCache } from './paths.mjs'
import { say } from './say.mjs'

/**
 * Runs `work` while no other process runs work of the same name in the same folder. A lock whose owner is
 * gone is taken over, so a killed build never blocks the next.
 */
export async function withLock(name, work, folder = localCache) {
  const file = join(folder, `${name}.lock`)
  mkdirSync(folder, { recursive: true })
  let told = false
  while (!take(file)) {
    if (!told) say(`Waiting for another ${name} to end …`)
    told = true
    await sleep(300)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!ownerIsAlive(file)) rmSync(file, { force: true })
    return false
  }
}

function ownerIsAlive(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    if (!Number.isInteger(pid) || pid <= 0) return true
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: alive, another user's. ENOENT: released between the two calls; simply try again.
    return error.code === 'EPERM' || error.code === 'ENOENT'
  }
}
