import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { synthesiseCapture } from '../../../../src/main/capture-file/synthesise.ts'
import { analyse, type JudgedConversation } from '../../../../src/main/engine/analysis.ts'
import { KeptHandshakes, openHandshake, type ToBeKept } from '../../../../src/main/engine/kept-handshakes.ts'
import { OpenCaptures } from '../../../../src/main/engine/open-captures.ts'
import { NO_OPTIONS } from '../../../../src/main/engine/options.ts'
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

  it('are said to be gone where the capture is', async () => {
    const path = join(folder, 'gone.pcap')
    writeFileSync(path, capture)
    const captures = new OpenCaptures('gone', [{ path, input: path }], NO_OPTIONS, () => {}, { keeps: 0 })
    await captures.read()
    rmSync(path)
    await expect(captures.handshake('h0')).rejects.toThrow(/gone\.pcap/)
  })
})
