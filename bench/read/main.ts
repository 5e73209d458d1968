import { createHash } from 'node:crypto'
import { SecretStore } from '../../src/main/decrypt/secret-store.ts'
import type { ConnectionSink } from '../../src/main/engine/connection-sink.ts'
import { readSource } from '../../src/main/engine/read-source.ts'
import { TapeWriter } from '../../src/main/engine/threads/tape-writer.ts'

/**
 * The reading thread by itself: walks a capture, writes its connections on tapes, and throws those away.
 *   node read.mjs <file> [--digest]
 * Prints milliseconds of CPU time (user and system, all threads) and of wall time, from the start of reading on, and the
 * peak of resident memory; with `--digest` also what all tapes hash to.
 */
const [path = '', flag] = process.argv.slice(2)
const digest = flag === '--digest' ? createHash('sha256') : null
const WORTH_A_MESSAGE = 128 * 1024
const HTTPS = 443

const tape = new TapeWriter()
const sink: Omit<ConnectionSink, 'end' | 'probeTold'> = {
  receiverFor: () => tape.receiver(),
  secretsCame: () => {},
  ready: async () => {
    if (tape.length > WORTH_A_MESSAGE) handOver()
  },
}

const wallBefore = performance.now()
const cpuBefore = process.cpuUsage()
const result = await readSource(path, sink, {
  secrets: new SecretStore(),
  expectsTls: (port) => port === HTTPS,
})
handOver()
const { user, system } = process.cpuUsage(cpuBefore)
const wall = performance.now() - wallBefore
console.log(
  JSON.stringify({
    user: user / 1000,
    system: system / 1000,
    wall,
    peak: process.resourceUsage().maxRSS * 1024,
    packets: result.summary.packets,
    streams: result.streams,
    warnings: result.warnings,
    ...(digest === null ? {} : { digest: digest.digest('hex') }),
  }),
)

function handOver(): void {
  while (tape.length > 0) {
    const { buffer, length } = tape.take()
    digest?.update(new Uint8Array(buffer, 0, length))
    tape.giveBack(buffer)
  }
}
