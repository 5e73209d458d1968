import { describe, expect, it } from 'vitest'
import { analyse } from '../../../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../../../src/main/engine/options.ts'
import { encodeHandshakeRecords, encodeRecords } from '../../../../src/shared/tls/encode/index.ts'
import { opening, pcap, segments } from '../../../robustness/support/flood.ts'
import { CLIENT_HELLO } from '../../../support/tls-samples.ts'

const HELLO = encodeHandshakeRecords([CLIENT_HELLO.raw])
const NO_HEADER = Uint8Array.of(0xca, 0xfe, 0xba, 0xbe, 0xca, 0xfe)

/** A ClientHello whose first extension announces 0xffff bytes. */
function lyingHello(): Uint8Array {
  const raw = CLIENT_HELLO.raw.slice()
  const view = new DataView(raw.buffer, raw.byteOffset)
  const suites = 4 + 2 + 32 + 1 + (raw[38] ?? 0)
  const compressions = suites + 2 + view.getUint16(suites)
  const extensions = compressions + 1 + (raw[compressions] ?? 0) + 2
  view.setUint16(extensions + 2, 0xffff)
  return encodeHandshakeRecords([raw])
}

/** One connection that says these in turn, the client first. */
function* connection(
  client: number,
  ...said: readonly (readonly [Uint8Array, number])[]
): Generator<Uint8Array> {
  yield* opening(client)
  for (const [bytes, offset] of said) yield* segments(bytes, 1400, { client, offset })
}

async function malformed(frames: Iterable<Uint8Array>): Promise<string[]> {
  const { sources } = await analyse([{ path: 'a', input: pcap(frames) }], NO_OPTIONS, {})
  return (sources[0]?.warnings ?? [])
    .filter(({ code }) => code === 'malformed-tls')
    .map(({ message }) => message)
}

describe('malformed TLS', () => {
  it('is told where a record had to begin and none does: connection, packet, what was expected', async () => {
    const [told, ...more] = await malformed(connection(0, [HELLO, 0], [NO_HEADER, HELLO.length]))
    expect(told).toBe(
      'connection 0, packet 5: what the client sent is malformed TLS: expected a TLS record header (type, version 3.x, length up to 18432), found cafebabeca',
    )
    expect(more).toEqual([])
  })

  it('is told where a length in a message lies', async () => {
    const told = await malformed(connection(0, [lyingHello(), 0]))
    expect(told[0]).toMatch(/^connection 0, packet 4: what the client sent is malformed TLS: ClientHello, /)
  })

  it('is told of a message that another kind of record interrupts, and of a record without content', async () => {
    const half = HELLO.length - 20
    const begun = encodeRecords(22, CLIENT_HELLO.raw.subarray(0, half))
    const alert = encodeRecords(21, Uint8Array.of(1, 90))
    const told = await malformed(connection(0, [begun, 0], [alert, begun.length]))
    expect(told).toHaveLength(1)
    const empty = Uint8Array.of(22, 3, 3, 0, 0)
    expect(await malformed(connection(0, [HELLO, 0], [empty, HELLO.length]))).toEqual([
      'connection 0, packet 5: what the client sent is malformed TLS: a handshake record without content',
    ])
  })

  it('is not told where bytes are missing, nor of hellos as they should be', async () => {
    expect(await malformed(connection(0, [HELLO, 0]))).toEqual([])
    expect(await malformed(connection(0, [HELLO, 0], [NO_HEADER, HELLO.length + 500]))).toEqual([])
  })

  it('is told of twenty places one by one, and the rest is counted', async () => {
    function* many(): Generator<Uint8Array> {
      for (let client = 0; client < 33; client++)
        yield* connection(client, [HELLO, 0], [NO_HEADER, HELLO.length])
    }
    const told = await malformed(many())
    expect(told).toHaveLength(21)
    expect(told[0]).toContain('connection 0, packet 5:')
    expect(told[20]).toBe('malformed TLS in 13 more places, which are not listed')
  })
})
