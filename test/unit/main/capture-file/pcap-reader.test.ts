import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { describe, expect, it } from 'vitest'
import { join, pcapHeader, pcapOf, pcapRecord } from '../../../support/packets/capture.ts'
import { counting, ethernet, ipv4, tcp } from '../../../support/packets/frame.ts'
import { readAll } from '../../../support/packets/read.ts'

const FRAMES = [0, 1, 2].map((number) => ethernet(ipv4(tcp({ payload: counting(40 + number) }))))

describe('pcap', () => {
  it.each([
    ['microseconds', 0xa1b2c3d4, 123_000],
    ['nanoseconds', 0xa1b23c4d, 123],
    ["Kuznetsov's longer record headers", 0xa1b2cd34, 123_000],
  ])('is read with %s, in both byte orders', async (_, magic, nanos) => {
    for (const bigEndian of [false, true]) {
      const record = pcapRecord(counting(60), { magic, bigEndian, seconds: 1_700_000_000, fraction: 123 })
      const result = await readAll(join([pcapHeader({ magic, bigEndian }), record, record]))
      expect(result.packets).toMatchObject([
        { frame: 1, seconds: 1_700_000_000, nanos, bytes: counting(60), linkType: 1 },
        { frame: 2, bytes: counting(60) },
      ])
    }
  })

  it('announces its interface', async () => {
    const result = await readAll(pcapOf(FRAMES, { linkType: 113, snapLength: 96 }))
    expect(result.interfaces).toEqual([{ linkType: 113, snapLength: 96, name: null }])
    expect(result.summary).toMatchObject({ kind: 'pcap', interfaces: 1, comments: 0 })
  })

  it('keeps the length of a frame check sequence out of the link type', async () => {
    const result = await readAll(pcapOf(FRAMES, { linkType: 0x54000001 }))
    expect(result.packets[0]?.linkType).toBe(1)
  })

  it('carries a fraction that runs over a second', async () => {
    const first = pcapRecord(counting(60), { seconds: 1_700_000_000 })
    const second = pcapRecord(counting(60), { seconds: 1_700_000_000, fraction: 2_500_000 })
    const result = await readAll(join([pcapHeader(), first, second]))
    expect(result.packets[1]).toMatchObject({ seconds: 1_700_000_002, nanos: 500_000_000 })
  })

  it('tells captured from original length', async () => {
    const result = await readAll(join([pcapHeader(), pcapRecord(counting(60), { originalLength: 1514 })]))
    expect(result.packets[0]).toMatchObject({ bytes: counting(60), originalLength: 1514 })
  })

  it('names a link type that is not supported, once', async () => {
    const result = await readAll(pcapOf(FRAMES, { linkType: 281 }))
    expect(result.packets).toHaveLength(3)
    expect(result.warnings).toMatchObject([{ code: 'unsupported-link-type', offset: null }])
    expect(result.warnings[0]?.message).toContain('LINKTYPE_DSA_TAG_BRCM (281)')
  })

  it('goes on behind a record whose length cannot be', async () => {
    const [first, second, third] = FRAMES.map((frame) => pcapRecord(frame))
    if (!first || !second || !third) throw new Error('three frames')
    second.set([0xff, 0xff, 0xff, 0xff], 8)
    const result = await readAll(join([pcapHeader(), first, second, third, third]))
    expect(result.packets.map((packet) => packet.bytes)).toEqual([FRAMES[0], FRAMES[2], FRAMES[2]])
    expect(result.warnings).toMatchObject([{ code: 'damaged-packet', offset: 24 + first.length }])
    expect(result.warnings[0]?.message).toMatch(
      /captured length is 4294967295 bytes; reading goes on at byte/,
    )
  })

  it('says so where nothing whole follows the damage', async () => {
    const bytes = join([pcapOf(FRAMES), new Uint8Array(1000).fill(0xff)])
    const result = await readAll(bytes)
    expect(result.packets).toHaveLength(3)
    expect(result.warnings).toMatchObject([{ code: 'damaged-packet', offset: bytes.length - 1000 }])
  })

  it('gives up soon in gigabytes of zeros behind its packets', async () => {
    const folder = mkdtempSync(joinPath(tmpdir(), 'tlscope-sparse-'))
    try {
      const path = joinPath(folder, 'sparse.pcap')
      writeFileSync(path, pcapOf(FRAMES))
      const descriptor = openSync(path, 'r+')
      ftruncateSync(descriptor, 4 * 1024 ** 3)
      writeSync(descriptor, Uint8Array.of(1), 0, 1, 4 * 1024 ** 3 - 1)
      closeSync(descriptor)
      const result = await readAll(path)
      expect(result.packets).toHaveLength(3)
      expect(result.summary.bytes).toBeLessThan(8 * 1024 ** 2)
      expect(result.warnings).toMatchObject([{ code: 'damaged-packet' }])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('does not fill the screen with warnings', async () => {
    const good = pcapRecord(counting(60))
    const bad = pcapRecord(counting(30, 0x80), { capturedLength: 0x7fffffff })
    const result = await readAll(
      join([pcapHeader(), ...Array.from({ length: 100 }, () => join([good, good, bad]))]),
    )
    expect(result.warnings.filter((warning) => warning.code === 'damaged-packet')).toHaveLength(20)
    expect(result.warnings.filter((warning) => warning.code === 'limit-reached')).toHaveLength(1)
  })
})
