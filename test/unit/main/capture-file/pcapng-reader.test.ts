import { describe, expect, it } from 'vitest'
import {
  block,
  END_OF_OPTIONS,
  enhancedPacket,
  interfaceDescription,
  join,
  OrderedBytes,
  option,
  pcapngOf,
  sectionHeader,
  simplePacket,
} from '../../../support/packets/capture.ts'
import { bytesOf, counting } from '../../../support/packets/frame.ts'
import { readAll } from '../../../support/packets/read.ts'

const FRAME = counting(61)

describe('pcapng', () => {
  it.each([false, true])('is read with all that a section may hold (big-endian: %s)', async (bigEndian) => {
    const keyLog = bytesOf('CLIENT_RANDOM 00 11\n')
    const secrets = new OrderedBytes(bigEndian).u32(0x544c534b).u32(keyLog.length).raw(keyLog).bytes()
    const names = new OrderedBytes(bigEndian)
      .u16(1)
      .u16(4 + 7)
      .raw(Uint8Array.of(10, 0, 1, 5))
      .raw(bytesOf('gw\0apim'))
      .pad()
      .u16(2)
      .u16(16 + 3)
      .raw(Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))
      .raw(bytesOf('v6\0'))
      .pad()
      .u32(0)
    const obsolete = new OrderedBytes(bigEndian)
      .u16(1)
      .u16(0)
      .u32(0)
      .u32(5_000_000)
      .u32(FRAME.length)
      .u32(FRAME.length)
      .raw(FRAME)
      .pad()
      .raw(option(1, bytesOf('old but fine'), bigEndian))
    const result = await readAll(
      join([
        sectionHeader(bigEndian, [option(1, bytesOf('whole file'), bigEndian), END_OF_OPTIONS]),
        interfaceDescription(1, bigEndian, [option(2, bytesOf('eth0'), bigEndian)], 96),
        interfaceDescription(101, bigEndian, [option(9, Uint8Array.of(6), bigEndian)]),
        block(10, secrets, bigEndian),
        block(4, names.bytes(), bigEndian),
        enhancedPacket(FRAME, {
          bigEndian,
          originalLength: 900,
          options: [option(1, bytesOf('look here'), bigEndian), END_OF_OPTIONS],
        }),
        block(0x0bad, counting(40), bigEndian),
        block(5, new Uint8Array(12), bigEndian),
        simplePacket(counting(96), 1000, bigEndian),
        block(2, obsolete.bytes(), bigEndian),
      ]),
    )
    expect(result.warnings).toEqual([])
    expect(result.summary).toMatchObject({ kind: 'pcapng', packets: 3, interfaces: 2, comments: 3 })
    expect(result.interfaces).toEqual([
      { linkType: 1, snapLength: 96, name: 'eth0' },
      { linkType: 101, snapLength: 0, name: null },
    ])
    expect(result.packets).toMatchObject([
      { frame: 1, interfaceIndex: 0, seconds: 1_790_000_000, nanos: 0, bytes: FRAME, originalLength: 900 },
      { frame: 2, interfaceIndex: 0, seconds: 0, nanos: 0, bytes: counting(96), originalLength: 1000 },
      { frame: 3, interfaceIndex: 1, linkType: 101, seconds: 5, nanos: 0, bytes: FRAME },
    ])
    expect(result.secrets).toEqual([{ type: 0x544c534b, bytes: keyLog }])
    expect(result.names).toEqual([
      { address: '10.0.1.5', names: ['gw', 'apim'] },
      { address: '2001:db8::1', names: ['v6'] },
    ])
    expect(result.comments).toEqual([
      { frame: null, text: 'whole file' },
      { frame: 1, text: 'look here' },
      { frame: 3, text: 'old but fine' },
    ])
  })

  it('of several sections counts interfaces and packets on, each in its own byte order', async () => {
    const result = await readAll(
      join([pcapngOf([FRAME], true), pcapngOf([FRAME, FRAME]), pcapngOf([FRAME], true)]),
    )
    expect(result.packets.map((packet) => [packet.frame, packet.interfaceIndex])).toEqual([
      [1, 0],
      [2, 1],
      [3, 1],
      [4, 2],
    ])
    expect(result.warnings).toEqual([])
  })

  it.each([
    ['microseconds, the default', undefined, 1_700_000_000_123_456n, 123_456_000],
    ['milliseconds', 3, 1_700_000_000_123n, 123_000_000],
    ['seconds', 0, 1_700_000_000n, 0],
    ['nanoseconds', 9, 1_700_000_000_123_456_789n, 123_456_789],
    ['picoseconds', 12, 1_700_000_123_456_789_012n, 123_456_789],
    ['1/1024 seconds', 0x8a, 1_700_000_000n * 1024n + 512n, 500_000_000],
    ['2^-30 seconds', 0x9e, (1_700_000_000n << 30n) + (1n << 28n), 250_000_000],
  ])('counts time in %s', async (_, resolution, time, nanos) => {
    const options = resolution === undefined ? [] : [option(9, Uint8Array.of(resolution))]
    const result = await readAll(
      join([sectionHeader(), interfaceDescription(1, false, options), enhancedPacket(FRAME, { time })]),
    )
    expect(result.packets).toMatchObject([{ seconds: resolution === 12 ? 1_700_000 : 1_700_000_000, nanos }])
  })

  it('adds the time offset of an interface', async () => {
    const offset = option(14, new OrderedBytes().u64(BigInt.asUintN(64, -3600n)).bytes())
    const bytes = join([
      sectionHeader(),
      interfaceDescription(1, false, [offset]),
      enhancedPacket(FRAME, { time: 7_200_000_001n }),
    ])
    expect((await readAll(bytes)).packets).toMatchObject([{ seconds: 3600, nanos: 1000 }])
  })

  it('warns of an interface that is not supported when its first packet comes, by its name', async () => {
    const result = await readAll(
      join([
        sectionHeader(),
        interfaceDescription(195),
        interfaceDescription(220, false, [option(2, bytesOf('usbmon1'))]),
        interfaceDescription(1),
        enhancedPacket(FRAME, { interfaceId: 1 }),
        enhancedPacket(FRAME, { interfaceId: 1 }),
        enhancedPacket(FRAME, { interfaceId: 2 }),
      ]),
    )
    expect(result.warnings).toHaveLength(1)
    expect(result.warnings[0]?.message).toMatch(/Interface 1 \(usbmon1\).*LINKTYPE_USB_LINUX_MMAPPED \(220\)/)
  })

  it('passes over blocks of unknown types and says so once', async () => {
    const bytes = pcapngOf([FRAME])
    const result = await readAll(
      join([bytes, block(0x7777, counting(5000)), block(0x7777, counting(8)), bytes]),
      512,
    )
    expect(result.packets).toHaveLength(2)
    expect(result.warnings).toMatchObject([{ code: 'unsupported-block', offset: bytes.length }])
    expect(result.warnings[0]?.message).toContain('0x00007777')
  })

  it.each([
    ['a length below 12', (bytes: Uint8Array) => bytes.set([4, 0, 0, 0], 4)],
    ['a length beyond all reason', (bytes: Uint8Array) => bytes.set([0, 0, 0, 0x7f], 4)],
    ['two lengths that differ', (bytes: Uint8Array) => bytes.set([0x40, 0, 0, 0], bytes.length - 4)],
  ])('goes on behind a block with %s', async (_, damage) => {
    const damaged = enhancedPacket(counting(70, 128))
    damage(damaged)
    const head = pcapngOf([FRAME])
    const result = await readAll(join([head, damaged, enhancedPacket(FRAME), enhancedPacket(FRAME)]))
    expect(result.packets.map((packet) => packet.bytes)).toEqual([FRAME, FRAME, FRAME])
    expect(result.warnings).toMatchObject([{ code: 'damaged-block', offset: head.length }])
    expect(result.warnings[0]?.message).toMatch(/after packet 1, is damaged: .*; reading goes on at byte/)
  })

  it('leaves out packets that contradict their block, and goes on', async () => {
    const tooLong = enhancedPacket(FRAME)
    new DataView(tooLong.buffer).setUint32(20, 5000, true)
    const result = await readAll(
      join([
        pcapngOf([]),
        tooLong,
        enhancedPacket(FRAME, { interfaceId: 7 }),
        block(6, counting(8)),
        enhancedPacket(FRAME),
      ]),
    )
    expect(result.packets).toHaveLength(1)
    expect(result.warnings.map((warning) => warning.code)).toEqual([
      'damaged-packet',
      'damaged-packet',
      'damaged-packet',
    ])
    expect(result.warnings[1]?.message).toContain('interface 7 was never described')
  })
})
