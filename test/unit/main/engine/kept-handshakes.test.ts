import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { synthesiseCapture } from '../../../../src/main/capture-file/synthesise.ts'
import { analyse, type JudgedConversation } from '../../../../src/main/engine/analysis.ts'
import {
  digestOf,
  KeptHandshakes,
  openHandshake,
  type ToBeKept,
} from '../../../../src/main/engine/kept-handshakes.ts'
import { OpenCaptures } from '../../../../src/main/engine/open-captures.ts'
import { NO_OPTIONS } from '../../../../src/main/engine/options.ts'
import { ReadAgain } from '../../../../src/main/engine/read-again.ts'
import { NO_SECRETS, openSecrets } from '../../../../src/main/engine/secrets.ts'
import type { HandshakeDocument } from '../../../../src/shared/contract/analysis.ts'
import { recordHandshake } from '../../../support/decrypt/loopback.ts'

interface Told {
  readonly document: HandshakeDocument
  readonly judged: JudgedConversation
}

let capture: Uint8Array = new Uint8Array(0)
const told: Told[] = []

beforeAll(async () => {
  const records = [await recordHandshake(), await recordHandshake(), await recordHandshake()]
  const apart = records.map(({ record }, at) => ({
    ...record,
    client: { ...record.client, port: 50_000 + at },
  }))
  capture = synthesiseCapture(apart)
  await analyse([{ path: 'a', input: capture }], NO_OPTIONS, {
    handshake: (document, judged) => told.push({ document, judged }),
  })
})

const as = (id: string, broken: boolean): ToBeKept => ({
  id,
  source: 0,
  tcpStream: Number(id.slice(1)),
  outcome: broken ? 'broken' : 'completed',
})

describe('handshakes that the window may look at', () => {
  it('are the same again, judged anew from their records alone', () => {
    const kept = new KeptHandshakes(NO_OPTIONS)
    expect(told).toHaveLength(3)
    for (const { document, judged } of told) {
      if (judged.tape === null) throw new Error('its records were not written down')
      kept.keep(document, judged.tape, null)
      expect(kept.find(document.id)).toEqual(openHandshake(document, judged, 0))
    }
    expect([...kept.of(0)]).toHaveLength(3)
    expect(kept.find('h99')).toBeNull()
  })

  it('are copies of what was handed over, each its own', () => {
    const kept = new KeptHandshakes(NO_OPTIONS)
    for (const { document, judged } of told) {
      const tape = judged.tape?.slice() ?? new Uint8Array(0)
      kept.keep(document, tape, null)
      tape.fill(0)
    }
    for (const { document, judged } of told)
      expect(kept.find(document.id)).toEqual(openHandshake(document, judged, 0))
  })

  it('are let go of where they are too many together: those that broke last', () => {
    const tape = told[0]?.judged.tape ?? new Uint8Array(0)
    const room = 2.5 * (tape.length + 400)
    const kept = new KeptHandshakes(NO_OPTIONS, room)
    for (const [id, broken] of [
      ['h0', true],
      ['h1', false],
      ['h2', true],
      ['h3', true],
    ] as const) {
      kept.keep(as(id, broken), tape, null)
    }
    const there = ['h0', 'h1', 'h2', 'h3'].filter((id) => 'document' in (kept.find(id) ?? {}))
    expect(there).toEqual(['h2', 'h3'])
    expect(kept.find('h1')).toMatchObject({ source: 0, tcpStream: 1 })
    expect(kept.hasAll(0)).toBe(false)
  })
})

describe('handshakes whose records are not kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tlscope-kept-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('are read again from their capture, whatever its number is', async () => {
    const path = join(folder, 'a.pcap')
    writeFileSync(path, capture)
    const inputs = [
      { path: 'first', input: capture },
      { path, input: path },
    ]
    const all = new OpenCaptures('all', inputs, NO_OPTIONS, () => {})
    const none = new OpenCaptures('none', inputs, NO_OPTIONS, () => {}, { keeps: 0 })
    for (const captures of [all, none]) await captures.read()
    for (const id of ['h0', 's1h1', 's1h2']) {
      const handshake = await none.handshake(id)
      expect(handshake?.document.id).toBe(id)
      expect(handshake).toEqual(await all.handshake(id))
    }
    expect(await none.handshakesOf(1)).toEqual(await all.handshakesOf(1))
    expect(await none.handshake('s1h9')).toBeNull()
  })

  it('are read again from a compressed capture, and from one that has grown', async () => {
    const all = new OpenCaptures('all', [{ path: 'a', input: capture }], NO_OPTIONS, () => {})
    await all.read()
    const packed = join(folder, 'packed.pcapng.gz')
    writeFileSync(packed, gzipSync(capture))
    const grown = join(folder, 'grown.pcapng')
    writeFileSync(grown, capture)
    for (const path of [packed, grown]) {
      const none = new OpenCaptures('none', [{ path, input: path }], NO_OPTIONS, () => {}, { keeps: 0 })
      await none.read()
      if (path === grown) appendFileSync(grown, capture)
      for (const id of ['h1', 'h0']) expect(await none.handshake(id)).toEqual(await all.handshake(id))
    }
  })

  it('are read from the whole capture where their part of it does not give the same', async () => {
    const [one] = told
    const tape = one?.judged.tape
    if (one === undefined || tape == null) throw new Error('nothing was told')
    const source = { input: { path: 'a', input: capture }, document: null }
    const again = new ReadAgain(NO_OPTIONS, () => source)
    again.begin(0, openSecrets(NO_SECRETS))
    const place = { firstFrame: 1, lastFrame: 2, closedMicros: 0, sourceMicros: 0, early: false }
    const { tcpStream } = one.document
    const found = await again.handshake({ source: 0, tcpStream, place, digest: digestOf(tape) })
    expect(found.document).toEqual(one.document)
  })

  it('are said to be gone where the capture is another one', async () => {
    const path = join(folder, 'other.pcapng')
    writeFileSync(path, capture)
    const captures = new OpenCaptures('other', [{ path, input: path }], NO_OPTIONS, () => {}, { keeps: 0 })
    await captures.read()
    writeFileSync(path, synthesiseCapture([(await recordHandshake()).record]))
    for (const id of ['h0', 'h1'])
      await expect(captures.handshake(id)).rejects.toThrow(/other\.pcapng: this capture is not what it was/)
  })

  it.skipIf(process.platform === 'win32')('are said to be gone where they came through a pipe', async () => {
    const path = join(folder, 'pipe.pcapng')
    execFileSync('mkfifo', [path])
    const captures = new OpenCaptures('pipe', [{ path, input: path }], NO_OPTIONS, () => {}, { keeps: 0 })
    const reading = captures.read()
    await writeFile(path, capture)
    await reading
    await expect(captures.handshake('h0')).rejects.toThrow(/pipe\.pcapng: what came through a pipe/)
    expect(await captures.handshakesOf(0)).toEqual([])
  })

  it('are said to be gone where the capture is', async () => {
    const path = join(folder, 'gone.pcap')
    writeFileSync(path, capture)
    const captures = new OpenCaptures('gone', [{ path, input: path }], NO_OPTIONS, () => {}, { keeps: 0 })
    await captures.read()
    rmSync(path)
    await expect(captures.handshake('h0')).rejects.toThrow(/gone\.pcap/)
  })
})
