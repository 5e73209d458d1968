import { chmodSync, closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaptureError } from '../../../../src/main/capture-file/events.ts'
import { AT_ONCE } from '../../../../src/main/capture-file/format-reader.ts'
import { readCapture } from '../../../../src/main/capture-file/read-capture.ts'
import { join, pcapngOf, pcapOf } from '../../../support/packets/capture.ts'
import { bytesOf, counting, ethernet, ipv4, tcp } from '../../../support/packets/frame.ts'
import { chunksOf, type ReadResult, readAll } from '../../../support/packets/read.ts'

const FRAMES = [0, 1, 2, 3].map((number) => ethernet(ipv4(tcp({ payload: counting(20 + number * 7) }))))
const SAMPLES: [string, Uint8Array][] = [
  ['a little-endian pcap', pcapOf(FRAMES)],
  ['a big-endian pcap', pcapOf(FRAMES, { bigEndian: true })],
  ['a little-endian pcapng', pcapngOf(FRAMES)],
  ['a big-endian pcapng', pcapngOf(FRAMES, true)],
]

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(joinPath(tmpdir(), 'tlscope-read-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, bytes: Uint8Array): string {
  const path = joinPath(folder, name)
  writeFileSync(path, bytes)
  return path
}

async function refusal(input: string | Uint8Array): Promise<CaptureError> {
  const failure: unknown = await readAll(input).catch((error: unknown) => error)
  if (!(failure instanceof CaptureError)) throw new Error(`expected a CaptureError, got ${String(failure)}`)
  expect(failure.message).not.toContain('\n')
  return failure
}

function payloadsOf(result: ReadResult): Uint8Array[] {
  return result.packets.map((packet) => packet.bytes)
}

describe('a capture', () => {
  it.each([
    ['pcap', pcapOf],
    ['pcapng', pcapngOf],
  ] as const)(
    'in %s of many small packets lets others catch up before a megabyte is over',
    async (_name, of) => {
      const frames = Array.from({ length: 2 * AT_ONCE + 10 }, () => Uint8Array.of(1))
      let packets = 0
      const handedOn: number[] = []
      const summary = await readCapture(
        of(frames),
        { packet: () => packets++, warning: () => {} },
        {
          ready: async () => {
            handedOn.push(packets)
            packets = 0
          },
        },
      )
      expect(summary.packets).toBe(frames.length)
      expect(Math.max(...handedOn, packets)).toBeLessThanOrEqual(AT_ONCE)
    },
  )

  it.each(SAMPLES)('reads the same from %s, a file, in one chunk or byte by byte', async (name, bytes) => {
    const path = file(`${name}.cap`, bytes)
    const whole = await readAll(bytes)
    expect(payloadsOf(whole)).toEqual(FRAMES)
    expect(whole.packets.map((packet) => packet.frame)).toEqual([1, 2, 3, 4])
    expect(whole.packets.map((packet) => [packet.seconds, packet.nanos])).toEqual(
      [0, 1, 2, 3].map((index) => [1_790_000_000, index * 1_000_000]),
    )
    expect(whole.warnings).toEqual([])
    expect(whole.summary).toMatchObject({ packets: 4, bytes: bytes.length, interfaces: 1, compressed: false })
    expect(await readAll(path)).toEqual(whole)
    expect(await readAll(bytes, 1)).toEqual(whole)
  })

  it('reads the same however it is cut into chunks', async () => {
    const larger = Array.from({ length: 10 }, (_, index) => counting(60 + ((index * 977) % 1400), index))
    for (const bytes of [pcapOf(larger), pcapngOf(larger, true)]) {
      const whole = await readAll(bytes)
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 2 }), async (sizes) => {
          let index = 0
          const chunks = chunksOf(bytes, () => sizes[index++ % sizes.length] ?? 1)
          expect(await readAll(chunks)).toEqual(whole)
        }),
        { numRuns: 30 },
      )
    }
  })

  it.each(SAMPLES)(
    'of %s cut at any byte gives the packets before the cut and says where',
    async (_, bytes) => {
      const whole = await readAll(bytes)
      for (let length = 0; length < bytes.length; length++) {
        const result = await readAll(bytes.subarray(0, length)).catch((error: unknown) => {
          if (!(error instanceof CaptureError)) throw error
          return null
        })
        if (result === null) {
          expect(length).toBeLessThan(24)
          continue
        }
        expect(result.packets).toEqual(whole.packets.slice(0, result.packets.length))
        const endsBetweenRecords = result.warnings.length === 0
        if (!endsBetweenRecords) {
          expect(result.warnings).toMatchObject([{ code: 'truncated-file' }])
          expect(result.warnings[0]?.offset).toBeLessThanOrEqual(length)
        }
      }
      const cut = await readAll(bytes.subarray(0, bytes.length - 1))
      expect(cut.packets).toHaveLength(3)
      expect(cut.warnings[0]?.message).toMatch(/cut off inside/)
    },
  )

  it.each(SAMPLES)('of %s with any one byte changed never makes it throw', async (_, bytes) => {
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const damaged = bytes.slice()
        damaged[at] = (damaged[at] ?? 0) ^ flip
        const result = await readAll(damaged).catch((error: unknown) => {
          if (!(error instanceof CaptureError)) throw error
          return null
        })
        if (result === null) expect(at).toBeLessThan(24)
      }
    }
  })

  it('is read from a packet larger than a chunk on', async () => {
    const large = counting(200_000)
    const result = await readAll(pcapOf([large, counting(60), large]), 4096)
    expect(payloadsOf(result)).toEqual([large, counting(60), large])
  })

  it('of several MiB keeps offsets right', async () => {
    const bytes = join([pcapOf(Array.from({ length: 60 }, () => counting(100_000))), counting(5)])
    const result = await readAll(file('large.pcap', bytes))
    expect(result.summary.packets).toBe(60)
    expect(result.warnings).toMatchObject([{ code: 'truncated-file', offset: bytes.length - 5 }])
  })

  it('tells how far it has come', async () => {
    const bytes = pcapOf(Array.from({ length: 60 }, () => counting(100_000)))
    const steps: (number | null)[][] = []
    const sink = { packet: () => undefined, warning: () => undefined }
    await readCapture(file('progress.pcap', bytes), sink, {
      onProgress: (read, total) => steps.push([read, total]),
    })
    expect(steps.length).toBeGreaterThan(5)
    expect(steps.at(-1)).toEqual([bytes.length, bytes.length])
  })

  it('in memory reads as it does from a file', async () => {
    for (const bytes of [pcapOf(FRAMES), pcapngOf(FRAMES), gzipSync(pcapOf(FRAMES))]) {
      const frames: number[] = []
      const sink = { packet: ({ frame }: { frame: number }) => frames.push(frame), warning: () => undefined }
      const summary = await readCapture(bytes, sink)
      expect(frames).toEqual([1, 2, 3, 4])
      expect(summary).toMatchObject({ packets: 4, failure: null })
    }
    await expect(readCapture(new Uint8Array(0), { packet() {}, warning() {} })).rejects.toThrow('empty')
  })

  it('stops when it is told to', async () => {
    for (const bytes of [pcapOf(FRAMES), gzipSync(join([pcapOf(FRAMES), counting(500_000)]), { level: 0 })]) {
      const abort = new AbortController()
      const sink = { packet: () => abort.abort(new Error('enough')), warning: () => undefined }
      const chunks = chunksOf(bytes, () => 100)
      await expect(readCapture(chunks, sink, { signal: abort.signal })).rejects.toThrow('enough')
    }
  })

  it('that grows while it is read hands on each packet as soon as it is there', async () => {
    const bytes = pcapngOf(FRAMES)
    const blockLengths = [28, 20, ...FRAMES.map((frame) => 32 + Math.ceil(frame.length / 4) * 4)]
    const seen: number[] = []
    let packets = 0
    let at = 0
    const live = (async function* () {
      for (const length of blockLengths) {
        seen.push(packets)
        yield bytes.subarray(at, at + length)
        at += length
      }
      seen.push(packets)
    })()
    await readCapture(live, { packet: () => packets++, warning: () => undefined })
    expect(seen).toEqual([0, 0, 0, 1, 2, 3, 4])
  })
})

describe('a gzip capture', () => {
  const bytes = pcapOf(Array.from({ length: 120 }, (_, index) => counting(1000 + index, index)))

  it('is unpacked by content, in one member or several', async () => {
    const plain = await readAll(bytes)
    const members = join([gzipSync(bytes.subarray(0, 50_000)), gzipSync(bytes.subarray(50_000))])
    for (const packed of [gzipSync(bytes), gzipSync(bytes, { level: 0 }), members]) {
      const result = await readAll(packed, 777)
      expect(result.packets).toEqual(plain.packets)
      expect(result.warnings).toEqual([])
      expect(result.summary).toMatchObject({ compressed: true, bytes: bytes.length })
      expect((await readAll(file('packed.pcap.gz', packed))).packets).toEqual(plain.packets)
    }
  })

  it('with something behind its end is read to its end', async () => {
    const result = await readAll(join([gzipSync(bytes), counting(200_000)]))
    expect(result.summary.packets).toBe(120)
  })

  it('cut short gives what could be unpacked', async () => {
    const plain = await readAll(bytes)
    const packed = gzipSync(bytes)
    const result = await readAll(packed.subarray(0, Math.floor(packed.length * 0.6)))
    expect(result.packets.length).toBeGreaterThan(0)
    expect(result.packets).toEqual(plain.packets.slice(0, result.packets.length))
    expect(result.warnings.map((warning) => warning.code)).toContain('damaged-gzip')
  })

  it('damaged inside gives what could be unpacked', async () => {
    const packed = gzipSync(bytes)
    packed.fill(0xff, Math.floor(packed.length / 2), Math.floor(packed.length / 2) + 64)
    const result = await readAll(packed, 500)
    expect(result.warnings.map((warning) => warning.code)).toContain('damaged-gzip')
  })

  it('cut at any byte never throws but CaptureError', async () => {
    const packed = gzipSync(pcapOf(FRAMES))
    for (let length = 1; length < packed.length; length++) {
      const failure: unknown = await readAll(packed.subarray(0, length)).then(
        () => null,
        (error: unknown) => error,
      )
      expect(failure === null || failure instanceof CaptureError).toBe(true)
    }
  })
})

describe('what is no capture', () => {
  it('is refused in one sentence: no such file', async () => {
    const failure = await refusal(joinPath(folder, 'nowhere.pcap'))
    expect(failure.code).toBe('not-found')
    expect(failure.message).toMatch(/nowhere\.pcap: there is no such file/)
  })

  it('is refused in one sentence: a directory', async () => {
    expect((await refusal(folder)).code).toBe('directory')
  })

  it('is refused in one sentence: an empty file', async () => {
    expect((await refusal(file('empty.pcap', new Uint8Array(0)))).code).toBe('empty')
  })

  it('is refused in one sentence, its first bytes said: a text file', async () => {
    const failure = await refusal(file('notes.txt', bytesOf('Dear colleague, see below.\n')))
    expect(failure.code).toBe('not-a-capture')
    expect(failure.message).toMatch(/begins with the text "Dear colleague, "/)
  })

  it('is refused in one sentence, its first bytes said: anything else', async () => {
    expect((await refusal(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1))).message).toMatch(/7f 45 4c 46 02 01/)
    expect((await refusal(bytesOf('PK\x03\x04rest'))).message).toMatch(/ZIP archive: unpack it first/)
    expect((await refusal(gzipSync(bytesOf('hello')))).message).toMatch(/unpacked, it begins with .*hello/)
  })

  it('is refused by its first bytes: a sparse file of 4 GB', async () => {
    const path = joinPath(folder, 'sparse.pcap')
    const descriptor = openSync(path, 'w')
    ftruncateSync(descriptor, 4 * 1024 ** 3)
    closeSync(descriptor)
    let read = 0
    const sink = { packet: () => undefined, warning: () => undefined }
    const options = { onProgress: (bytes: number) => (read = bytes) }
    await expect(readCapture(path, sink, options)).rejects.toMatchObject({ code: 'not-a-capture' })
    expect(read).toBeLessThan(2 * 1024 ** 2)
  })

  it('is refused in one sentence: no permission', async (context) => {
    const path = file('secret.pcap', pcapOf(FRAMES))
    chmodSync(path, 0o000)
    if (process.getuid?.() === 0) {
      console.warn('skipped: root may read every file, so that a refusal cannot be brought about')
      context.skip()
    }
    expect((await refusal(path)).code).toBe('permission')
  })

  it('is refused in one sentence: a source that fails before its first packet', async () => {
    const failing = (async function* () {
      yield pcapOf(FRAMES).subarray(0, 24)
      throw new Error('cable cut')
    })()
    await expect(readAll(failing)).rejects.toMatchObject({ name: 'CaptureError', code: 'io' })
  })

  it('keeps what was read of a source that fails later, and says that it failed', async () => {
    const failing = (async function* () {
      yield pcapOf(FRAMES)
      throw new Error('cable cut')
    })()
    const { summary } = await readAll(failing)
    expect(summary.packets).toBe(FRAMES.length)
    expect(summary.failure).toMatchObject({ name: 'CaptureError', code: 'io' })
  })
})
