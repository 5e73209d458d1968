import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decryptionSecretsBlock,
  enhancedPacketBlock,
  interfaceBlock,
  nameResolutionBlock,
  sectionHeaderBlock,
} from '../../../../src/main/capture-file/pcapng-writer.ts'
import { join } from '../../../support/packets/capture.ts'
import { counting } from '../../../support/packets/frame.ts'
import { readAll } from '../../../support/packets/read.ts'

describe('the pcapng writer', () => {
  it('writes what the reader reads back', async () => {
    const names = [{ address: '2001:db8::5', names: ['gw.contoso.internal', 'gw'] }]
    const bytes = join([
      sectionHeaderBlock({
        hardware: 'x86-64',
        os: 'Linux',
        userApplication: 'tlscope',
        comments: ['Verdict: client certificate refused', 'Zweite Zeile: ü'],
      }),
      interfaceBlock({ linkType: 1, snapLength: 262_144, name: 'eth0', description: 'the jump box' }),
      interfaceBlock({ linkType: 101, timeDigits: 6 }),
      nameResolutionBlock(names),
      decryptionSecretsBlock(0x544c534b, counting(33)),
      enhancedPacketBlock(
        {
          interfaceId: 0,
          seconds: 1_790_000_000,
          nanos: 123_456_789,
          originalLength: 1514,
          comments: ['here'],
        },
        counting(61),
      ),
      enhancedPacketBlock(
        { interfaceId: 1, seconds: 1, nanos: 5000, timeDigits: 6, originalLength: 3 },
        counting(9),
        2,
        5,
      ),
    ])
    const result = await readAll(bytes)
    expect(result.warnings).toEqual([])
    expect(result.interfaces).toEqual([
      { linkType: 1, snapLength: 262_144, name: 'eth0' },
      { linkType: 101, snapLength: 0, name: null },
    ])
    expect(result.packets).toMatchObject([
      { seconds: 1_790_000_000, nanos: 123_456_789, bytes: counting(61), originalLength: 1514 },
      { interfaceIndex: 1, seconds: 1, nanos: 5000, bytes: Uint8Array.of(2, 3, 4), originalLength: 3 },
    ])
    expect(result.comments).toEqual([
      { frame: null, text: 'Verdict: client certificate refused' },
      { frame: null, text: 'Zweite Zeile: ü' },
      { frame: 1, text: 'here' },
    ])
    expect(result.names).toEqual(names)
    expect(result.secrets).toEqual([{ type: 0x544c534b, bytes: counting(33) }])
  })

  it('gives every packet back, whatever its bytes, time and comments', async () => {
    const packet = fc.record({
      bytes: fc.uint8Array({ maxLength: 300 }),
      seconds: fc.nat(0xffffffff),
      nanos: fc.nat(999_999_999),
      cut: fc.nat(3000),
      comments: fc.array(fc.string({ unit: 'binary', minLength: 1 }), { maxLength: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(packet, { maxLength: 20 }), async (packets) => {
        const blocks = packets.map(({ bytes, seconds, nanos, cut, comments }) =>
          enhancedPacketBlock(
            { interfaceId: 0, seconds, nanos, originalLength: bytes.length + cut, comments },
            bytes,
          ),
        )
        const result = await readAll(join([sectionHeaderBlock(), interfaceBlock({ linkType: 1 }), ...blocks]))
        expect(result.warnings).toEqual([])
        expect(
          result.packets.map(({ seconds, nanos, bytes, originalLength }) => [
            seconds,
            nanos,
            bytes,
            originalLength,
          ]),
        ).toEqual(
          packets.map(({ seconds, nanos, bytes, cut }) => [seconds, nanos, bytes, bytes.length + cut]),
        )
        expect(result.comments.map(({ text }) => text)).toEqual(packets.flatMap(({ comments }) => comments))
      }),
      { numRuns: 60 },
    )
  })

  it('cuts a comment that no option can hold at a whole character', async () => {
    const bytes = sectionHeaderBlock({ comments: [`x${'ü'.repeat(40_000)}`] })
    const [comment] = (await readAll(bytes)).comments
    expect(comment?.text.length).toBe(1 + 32_765)
    expect(comment?.text.endsWith('ü')).toBe(true)
  })
})
