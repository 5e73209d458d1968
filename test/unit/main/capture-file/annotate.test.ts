import { execFileSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AnnotateRequest, annotateCapture } from '../../../../src/main/capture-file/annotate.ts'
import {
  block,
  END_OF_OPTIONS,
  enhancedPacket,
  interfaceDescription,
  join,
  OrderedBytes,
  option,
  pcapngOf,
  pcapOf,
  sectionHeader,
  simplePacket,
} from '../../../support/packets/capture.ts'
import { bytesOf, counting, ethernet, ipv4, tcp } from '../../../support/packets/frame.ts'
import { chunksOf, readAll } from '../../../support/packets/read.ts'

const FRAMES = [0, 1, 2].map((number) => ethernet(ipv4(tcp({ payload: counting(21 + number) }))))
const SUMMARY = 'The server refused the client certificate: unknown_ca (48)'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(joinPath(tmpdir(), 'tlscope-annotate-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, bytes: Uint8Array): string {
  const path = joinPath(folder, name)
  writeFileSync(path, bytes)
  return path
}

async function annotate(bytes: Uint8Array, more: Partial<AnnotateRequest> = {}) {
  const input = file('in.cap', bytes)
  const output = joinPath(folder, 'out.pcapng')
  const comments = more.comments ?? new Map([[2, ['the alert', 'its evidence']]])
  const result = await annotateCapture({ input, output, sectionComment: SUMMARY, ...more, comments })
  expect(readFileSync(input).equals(bytes)).toBe(true)
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  return { result, written: new Uint8Array(readFileSync(output)) }
}

/** The blocks of a pcapng without damage. */
function blocksOf(bytes: Uint8Array, bigEndian: boolean): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const blocks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = view.getUint32(at + 4, !bigEndian)
    blocks.push(bytes.slice(at, at + length))
    at += length
  }
  return blocks
}

describe('an annotated copy of a pcap', () => {
  it.each([
    ['microseconds', 0xa1b2c3d4],
    ['nanoseconds', 0xa1b23c4d],
  ])('is a pcapng of the same packets and times (%s)', async (_, magic) => {
    for (const bigEndian of [false, true]) {
      const bytes = pcapOf(FRAMES, { magic, bigEndian, linkType: 1, snapLength: 4096 })
      const { written, result } = await annotate(bytes)
      const before = await readAll(bytes)
      const after = await readAll(written)
      expect(after.summary).toMatchObject({ kind: 'pcapng', packets: 3, interfaces: 1 })
      expect(after.packets).toEqual(before.packets)
      expect(after.interfaces).toEqual(before.interfaces)
      expect(after.comments).toEqual([
        { frame: null, text: SUMMARY },
        { frame: 2, text: 'the alert' },
        { frame: 2, text: 'its evidence' },
      ])
      expect(result).toMatchObject({ commented: 1, unplaced: [], secretsDropped: 0, warnings: [] })
    }
  })

  it('unpacks gzip', async () => {
    const { written } = await annotate(gzipSync(pcapOf(FRAMES)))
    expect((await readAll(written)).packets.map((packet) => packet.bytes)).toEqual(FRAMES)
  })

  it('keeps what could be read of a damaged one and passes the warning on', async () => {
    const { written, result } = await annotate(pcapOf(FRAMES).subarray(0, -3))
    expect((await readAll(written)).packets).toHaveLength(2)
    expect(result.warnings).toMatchObject([{ code: 'truncated-file' }])
  })
})

describe('an annotated copy of a pcapng', () => {
  it.each([false, true])('leaves every other block byte for byte (big-endian: %s)', async (bigEndian) => {
    const existing = [option(2, Uint8Array.of(0, 0, 0, 1), bigEndian), END_OF_OPTIONS]
    const original = [
      sectionHeader(bigEndian, [option(3, bytesOf('Linux'), bigEndian), END_OF_OPTIONS]),
      interfaceDescription(1, bigEndian, [option(2, bytesOf('eth0'), bigEndian), END_OF_OPTIONS]),
      block(0x0bad, counting(43), bigEndian),
      enhancedPacket(counting(61), { bigEndian, options: existing }),
      enhancedPacket(counting(62), { bigEndian, options: existing }),
      enhancedPacket(counting(63), { bigEndian }),
      block(0x7777, counting(9), bigEndian),
      block(5, new Uint8Array(12), bigEndian),
    ]
    const comments = new Map([
      [2, ['second']],
      [3, ['third']],
    ])
    const { written, result } = await annotate(join(original), { comments })
    const copied = blocksOf(written, bigEndian)
    for (const index of [1, 2, 3, 6, 7]) expect(copied[index], `block ${index}`).toEqual(original[index])
    const packet = counting(62)
    expect(copied[4]).toEqual(
      enhancedPacket(packet, { bigEndian, options: [option(1, bytesOf('second'), bigEndian), ...existing] }),
    )
    expect(copied[5]).toEqual(
      enhancedPacket(counting(63), {
        bigEndian,
        options: [option(1, bytesOf('third'), bigEndian), END_OF_OPTIONS],
      }),
    )
    expect(copied[0]).toEqual(
      sectionHeader(bigEndian, [
        option(1, bytesOf(SUMMARY), bigEndian),
        option(3, bytesOf('Linux'), bigEndian),
        END_OF_OPTIONS,
      ]),
    )
    expect(result.commented).toBe(2)
  })

  it('makes a stated section length unknown, since it changes', async () => {
    const bytes = pcapngOf(FRAMES)
    new DataView(bytes.buffer).setBigUint64(16, BigInt(bytes.length - 28), true)
    const { written } = await annotate(bytes)
    expect(new DataView(written.buffer).getBigInt64(16, true)).toBe(-1n)
  })

  it('of several sections gets the summary once', async () => {
    const { written } = await annotate(join([pcapngOf(FRAMES, true), pcapngOf(FRAMES)]), {
      comments: new Map([[5, ['fifth']]]),
    })
    const after = await readAll(written)
    expect(after.warnings).toEqual([])
    expect(after.comments).toEqual([
      { frame: null, text: SUMMARY },
      { frame: 5, text: 'fifth' },
    ])
  })

  it('turns a simple packet that needs a comment into an enhanced one, and leaves the others', async () => {
    const simple = simplePacket(counting(50), 900)
    const bytes = join([sectionHeader(), interfaceDescription(1, false, [], 50), simple, simple])
    const { written } = await annotate(bytes)
    const after = await readAll(written)
    expect(after.warnings).toEqual([])
    expect(after.packets).toEqual((await readAll(bytes)).packets)
    expect(blocksOf(written, false)[2]).toEqual(simple)
    expect(after.comments.filter(({ frame }) => frame === 2)).toHaveLength(2)
  })

  it('comments an obsolete packet block as well', async () => {
    const old = new OrderedBytes().u16(0).u16(0).u32(0).u32(7).u32(5).u32(5).raw(counting(5)).bytes()
    const bytes = join([sectionHeader(), interfaceDescription(), block(2, old), block(2, old)])
    const after = await readAll((await annotate(bytes)).written)
    expect(after.packets).toEqual((await readAll(bytes)).packets)
    expect(after.comments.map(({ frame }) => frame)).toEqual([null, 2, 2])
  })

  it('leaves secrets out unless asked to keep them', async () => {
    const secrets = block(10, new OrderedBytes().u32(0x544c534b).u32(4).raw(bytesOf('KEY\n')).bytes())
    const bytes = join([pcapngOf([]), secrets, enhancedPacket(counting(60)), enhancedPacket(counting(60))])
    const without = await annotate(bytes)
    expect(without.result.secretsDropped).toBe(1)
    expect((await readAll(without.written)).secrets).toEqual([])
    const kept = await annotate(bytes, { keepSecrets: true })
    expect(kept.result.secretsDropped).toBe(0)
    expect((await readAll(kept.written)).secrets).toHaveLength(1)
  })

  it('says for which frames there was no packet', async () => {
    const comments = new Map([
      [0, ['none']],
      [3, ['third']],
      [4, ['none']],
    ])
    expect((await annotate(pcapngOf(FRAMES), { comments })).result.unplaced).toEqual([0, 4])
  })
})

describe('annotating', () => {
  it('refuses to write over its input, by whatever name', async () => {
    const input = file('in.pcapng', pcapngOf(FRAMES))
    linkSync(input, joinPath(folder, 'hard.pcapng'))
    symlinkSync(input, joinPath(folder, 'soft.pcapng'))
    for (const name of ['in.pcapng', 'hard.pcapng', 'soft.pcapng']) {
      const request = { input, output: joinPath(folder, name), sectionComment: '', comments: new Map() }
      await expect(annotateCapture(request)).rejects.toThrow(/this is the input itself/)
    }
    expect(new Uint8Array(readFileSync(input))).toEqual(pcapngOf(FRAMES))
  })

  it('takes chunks that never were a file', async () => {
    const output = joinPath(folder, 'out.pcapng')
    const input = chunksOf(pcapngOf(FRAMES), () => 33)
    await annotateCapture({ input, output, sectionComment: SUMMARY, comments: new Map([[1, ['first']]]) })
    const after = await readAll(output)
    expect(after.packets.map((packet) => packet.bytes)).toEqual(FRAMES)
    expect(after.comments.map(({ text }) => text)).toEqual([SUMMARY, 'first'])
  })

  it('leaves nothing behind where the input is no capture', async () => {
    const input = file('notes.txt', bytesOf('no capture at all'))
    const output = joinPath(folder, 'out.pcapng')
    const request = { input, output, sectionComment: '', comments: new Map() }
    await expect(annotateCapture(request)).rejects.toMatchObject({ code: 'not-a-capture' })
    expect(readdirSync(folder)).toEqual(['notes.txt'])
  })

  it('says in one sentence that the output cannot be written', async () => {
    const input = file('in.pcapng', pcapngOf(FRAMES))
    const output = joinPath(folder, 'nowhere', 'out.pcapng')
    const request = { input, output, sectionComment: '', comments: new Map() }
    await expect(annotateCapture(request)).rejects.toThrow(/out\.pcapng: cannot be written \(ENOENT\)/)
    await expect(annotateCapture({ ...request, output: folder })).rejects.toThrow(/cannot be written/)
    expect(existsSync(output)).toBe(false)
  })

  it('is understood by tshark: comments shown, packets and times alike', async (context) => {
    if (!hasTshark()) {
      console.warn('skipped: tshark is not installed')
      context.skip()
    }
    const fields = ['-T', 'fields', '-e', 'frame.time_epoch', '-e', 'tcp.payload', '-e', 'frame.comment']
    for (const bytes of [pcapOf(FRAMES), pcapOf(FRAMES, { magic: 0xa1b23c4d }), pcapngOf(FRAMES, true)]) {
      await annotate(bytes)
      const before = tshark(joinPath(folder, 'in.cap'), fields)
      const after = tshark(joinPath(folder, 'out.pcapng'), fields)
      expect(before).toHaveLength(3)
      expect(after.map((line) => line.split('\t').slice(0, 2))).toEqual(
        before.map((line) => line.split('\t').slice(0, 2)),
      )
      expect(after.map((line) => line.split('\t')[2])).toEqual(['', 'the alert,its evidence', ''])
    }
  })
})

function hasTshark(): boolean {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function tshark(path: string, options: readonly string[]): string[] {
  const output = execFileSync('tshark', ['-n', '-r', path, ...options], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return output.replace(/\n$/, '').split('\n')
}

describe('an annotated copy of a pcapng whose section header is damaged', () => {
  const damaged = (bigEndian: boolean): Uint8Array => {
    const header = sectionHeader(bigEndian)
    header.fill(0, 4, 8)
    return header
  }
  const frame = FRAMES[0] ?? new Uint8Array(0)

  it('has one in its place, so that the copy can be read', async () => {
    const { written } = await annotate(
      join([damaged(false), interfaceDescription(1, false), enhancedPacket(frame, { bigEndian: false })]),
      { comments: new Map([[1, ['the alert']]]) },
    )
    const copy = await readAll(written)
    expect(copy.packets.map(({ bytes }) => bytes)).toEqual([frame])
    expect(copy.comments).toEqual([
      { frame: null, text: SUMMARY },
      { frame: 1, text: 'the alert' },
    ])
  })

  it('has one in the byte order of what follows', async () => {
    const { written } = await annotate(
      join([
        sectionHeader(false),
        damaged(true),
        interfaceDescription(1, true),
        enhancedPacket(frame, { bigEndian: true }),
      ]),
    )
    const copy = await readAll(written)
    expect(copy.packets.map(({ bytes }) => bytes)).toEqual([frame])
  })
})
