import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { synthesiseCapture } from '../../../../src/main/capture-file/synthesise.ts'
import { OpenCaptures } from '../../../../src/main/engine/open-captures.ts'
import { NO_OPTIONS } from '../../../../src/main/engine/options.ts'
import { optionsOfWindow } from '../../../../src/main/engine/window-options.ts'
import type { AnalysisEvent } from '../../../../src/shared/ipc/contract.ts'
import { recordHandshake } from '../../../support/decrypt/loopback.ts'

let folder = ''
let events: AnalysisEvent[] = []
let open: OpenCaptures | null = null

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tlscope-open-'))
  events = []
})

afterEach(() => {
  open?.cancel()
  open = null
  rmSync(folder, { recursive: true, force: true })
})

const kinds = (): string[] => events.map(({ kind }) => kind)
const decryption = (): (string | null)[] =>
  events.flatMap((event) =>
    event.kind === 'handshakes' ? event.handshakes.map((handshake) => handshake.decryption) : [],
  )

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain; told so far: ${kinds().join(' ')}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe('captures that the window has open', () => {
  it('cancels at once, also while the input is silent, and says nothing afterwards', async () => {
    const { record } = await recordHandshake()
    const capture = synthesiseCapture([record])
    let more: (() => void) | null = null
    const chunks = async function* () {
      yield capture.subarray(0, capture.length - 100)
      await new Promise<void>((resolve) => {
        more = resolve
      })
      yield capture.subarray(capture.length - 100)
    }
    open = new OpenCaptures('a', [{ path: 'pipe', input: chunks() }], NO_OPTIONS, (event) =>
      events.push(event),
    )
    const reading = open.read()
    await until(() => more !== null)
    open.cancel()
    expect(events.at(-1)).toMatchObject({ kind: 'done', cancelled: true })
    expect(events.find(({ kind }) => kind === 'progress')).toMatchObject({ path: 'pipe', totalBytes: null })
    const told = events.length
    ;(more as (() => void) | null)?.()
    await reading
    expect(events).toHaveLength(told)
  })

  it('reads again when a key log that is followed brings the secrets, and stops watching then', async () => {
    const { record, keyLog } = await recordHandshake()
    const path = join(folder, 'a.pcapng')
    const log = join(folder, 'a.keys')
    writeFileSync(path, synthesiseCapture([record]))
    const options = await optionsOfWindow({
      secrets: { keyLogs: [{ path: log, follow: true }], rsaKeys: [] },
    })
    open = new OpenCaptures('a', [{ path, input: path }], options, (event) => events.push(event))
    await open.read()
    expect(decryption()).toEqual(['no-secret'])
    // Of another session, and in two halves: neither is worth reading again for.
    writeFileSync(log, `CLIENT_RANDOM ${'00'.repeat(32)} ${'11'.repeat(48)}\n${keyLog.slice(0, 40)}`)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(kinds()).not.toContain('again')
    appendFileSync(log, keyLog.slice(40))
    await until(() => decryption().length === 2)
    expect(decryption()).toEqual(['no-secret', 'decrypted'])
    await until(() => kinds().filter((kind) => kind === 'done').length === 2)
    appendFileSync(log, keyLog)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(kinds().filter((kind) => kind === 'again')).toHaveLength(1)
  })
})
