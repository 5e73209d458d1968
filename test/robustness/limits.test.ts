import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { concat } from '../../src/shared/bytes/text.ts'
import * as encode from '../../src/shared/tls/encode/index.ts'
import { readCertificate } from '../../src/shared/x509/certificate.ts'
import { DerReader } from '../../src/shared/x509/der.ts'
import { CERTIFICATES, NAMES } from '../fuzz/seeds/certificates.ts'
import { hello12 } from '../fuzz/seeds/sessions.ts'
import { enhancedPacket, interfaceDescription, option, sectionHeader } from '../support/packets/capture.ts'
import * as frame from '../support/packets/frame.ts'
import { bytes } from '../support/tls-samples.ts'
import { der } from '../unit/shared/x509/der-builder.ts'
import { opening, pcap, segments, tcpFrame } from './support/flood.ts'
import { analyseMeasured, growth, LINEAR, limitWarnings, MEMORY_BOUND } from './support/measure.ts'

const MINUTE = 60_000
const CLIENT = encode.encodeHandshakeRecords([hello12])
const serverHello = encode.encodeServerHello({ random: bytes(32), cipherSuite: 0xc02f, extensions: [] })

/** A connection in which the server answers a hello with `answer`. */
function* answered(answer: Uint8Array, client = 0): Generator<Uint8Array> {
  yield* opening(client)
  yield* segments(CLIENT, 1400, { client })
  yield* segments(answer, 60_000, { client, fromClient: false, acknowledged: CLIENT.length })
}

const said = (...messages: Uint8Array[]): Uint8Array =>
  encode.encodeHandshakeRecords([serverHello, ...messages])

function repeated(piece: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(piece.length * times)
  for (let at = 0; at < times; at++) all.set(piece, at * piece.length)
  return all
}

/** Sequences in sequences, `depth` of them. */
function nested(depth: number): Uint8Array {
  const content = new Uint8Array(depth * 6)
  for (let level = 0; level < depth; level++) {
    const length = (depth - level - 1) * 6
    content.set(
      [0x30, 0x84, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255],
      level * 6,
    )
  }
  return content
}

const smallCertificate = CERTIFICATES[3] ?? new Uint8Array(1)
const largeCertificate = (size: number): Uint8Array =>
  encode.encodeCertificate12([der.tlv(0x30, new Uint8Array(Math.min(size, 0xfffff0 - 100)))])

describe('messages beyond every measure', () => {
  it.each([
    [
      '300 certificates',
      said(encode.encodeCertificate12(Array.from({ length: 300 }, () => smallCertificate))),
      'certificate_list',
    ],
    [
      '21,000 CA names',
      said(
        encode.encodeCertificateRequest12({
          signatureAlgorithms: [0x0403],
          certificateAuthorities: Array.from({ length: 21_000 }, () => Uint8Array.of(0x30)),
        }),
      ),
      'certificate_authorities',
    ],
    [
      '1,000 extensions',
      encode.encodeHandshakeRecords([
        encode.encodeServerHello({
          random: bytes(32),
          cipherSuite: 0xc02f,
          extensions: Array.from({ length: 1000 }, (_, at) => encode.extension.grease(0x4000 + at)),
        }),
      ]),
      'extensions',
    ],
    [
      '100,000 ASN.1 elements',
      said(
        encode.encodeCertificate12([
          certificateWithin(der.sequence(repeated(Uint8Array.of(0x31, 0), 100_000))),
        ]),
      ),
      'elements',
    ],
    [
      '30,000 alerts',
      concat([said(), repeated(encode.encodeAlertRecord(100, 'warning'), 30_000)]),
      'records and messages',
    ],
    ['30,000 HelloRequests', said(repeated(encode.encodeHelloRequest(), 30_000)), 'records and messages'],
  ] as const)(
    '%s: read up to the bound, and the bound is told',
    async (_name, answer, told) => {
      const { source, handshakes, held } = await analyseMeasured(pcap(answered(answer)))
      expect(limitWarnings(source).join('\n')).toContain(told)
      expect(handshakes).toHaveLength(1)
      expect(held).toBeLessThan(MEMORY_BOUND)
    },
    MINUTE,
  )

  it.each([
    ['a Certificate message of up to 16 MB', 8_000_000, (size: number) => said(largeCertificate(size))],
    [
      'nested ASN.1',
      100_000,
      (size: number) => said(encode.encodeCertificate12([certificateWithin(nested(size))])),
    ],
    [
      'records of one byte',
      40_000,
      (size: number) => concat([said(), repeated(encode.encodeRecords(23, new Uint8Array(1)), size)]),
    ],
    [
      'empty handshake records',
      40_000,
      (size: number) => concat([said(), repeated(encode.encodeRecords(22, new Uint8Array(0)), size)]),
    ],
    [
      'a message in one-byte records',
      40_000,
      (size: number) =>
        concat([
          said(),
          encode.encodeHandshakeRecords([encode.encodeHandshake(99, new Uint8Array(size))], { fragments: 1 }),
        ]),
    ],
    ['KeyUpdates', 20_000, (size: number) => said(repeated(encode.encodeKeyUpdate(true), size))],
    [
      'alerts',
      20_000,
      (size: number) => concat([said(), repeated(encode.encodeAlertRecord(100, 'warning'), size)]),
    ],
  ] as const)(
    '%s: twice as much costs about twice as much',
    async (_name, size, answer) => {
      const ratio = await growth(async (count) => {
        await analyseMeasured(pcap(answered(answer(count))), { looks: 0 })
      }, size)
      expect(ratio).toBeLessThan(LINEAR)
    },
    MINUTE,
  )

  it(
    'many open connections with long ladders: judged early, memory bounded, and the bound is told',
    async () => {
      const flood = concat([said(), repeated(encode.encodeAlertRecord(100, 'warning'), 3000)])
      function* frames(): Generator<Uint8Array> {
        for (let client = 0; client < 250; client++) yield* answered(flood, client)
      }
      const { source, held } = await analyseMeasured(pcap(frames()), { keep: 0 })
      expect(limitWarnings(source).join()).toContain('judged before their end')
      expect(held).toBeLessThan(MEMORY_BOUND)
    },
    MINUTE,
  )

  it('ASN.1 100 deep is left at the bound, and the bound is told', () => {
    const reader = new DerReader(nested(100))
    let element = reader.root('root')
    while (element !== null) element = reader.children(element, 'nested')[0] ?? null
    expect(reader.problems.at(-1)).toMatchObject({ expected: 'nesting of at most 40', bound: true })
  })

  it(
    'ASN.1 as deep as a message is long is read in time that grows with it',
    async () => {
      const ratio = await growth((depth) => {
        expect(readCertificate(nested(depth)).problems.length).toBeGreaterThan(0)
      }, 200_000)
      expect(ratio).toBeLessThan(LINEAR)
    },
    MINUTE,
  )
})

describe('files and packets beyond every measure', () => {
  it(
    '70,000 interfaces: bounded, and told',
    async () => {
      const { source } = await analyseMeasured(
        once(concat([sectionHeader(), repeated(interfaceDescription(1), 70_000)])),
      )
      expect(source.interfaces).toBe(65_536)
      expect(limitWarnings(source).join()).toContain('65536 interfaces')
    },
    MINUTE,
  )

  it(
    'a thousand interfaces in use, and options without end',
    async () => {
      const syn = opening()[0] ?? new Uint8Array(0)
      const options = Array.from({ length: 2000 }, () => option(1, bytes(16)))
      const blocks = Array.from({ length: 1000 }, (_, id) =>
        enhancedPacket(syn, { interfaceId: id, options: id === 0 ? options : [] }),
      )
      const { source } = await analyseMeasured(
        once(concat([sectionHeader(), repeated(interfaceDescription(1), 1000), ...blocks])),
      )
      expect([source.interfaces, source.packets]).toEqual([1000, 1000])
    },
    MINUTE,
  )

  it(
    'IP fragments that never become whole: bounded memory, and told',
    async () => {
      function* frames(count: number): Generator<Uint8Array> {
        for (let id = 0; id < count; id++) {
          const piece = new Uint8Array(64)
          yield frame.ethernet(
            frame.ipv4(piece, { id: id & 0xffff, moreFragments: true, fragmentOffset: 8 * (id % 5000) }),
          )
        }
      }
      const { source, held } = await analyseMeasured(pcap(frames(60_000)))
      expect(limitWarnings(source).join()).toContain('IP fragments')
      expect(held).toBeLessThan(MEMORY_BOUND)
      const ratio = await growth(async (count) => {
        await analyseMeasured(pcap(frames(count)), { looks: 0 })
      }, 15_000)
      expect(ratio).toBeLessThan(LINEAR)
    },
    MINUTE,
  )

  it(
    'tunnels in tunnels: looked into eight deep, counted beyond',
    async () => {
      let packet: Uint8Array = tcpFrame({ client: 0, sequence: 1, flags: 2 }).slice(14)
      for (let level = 0; level < 400; level++) packet = frame.ipv4(packet, { protocol: 4 })
      const { source } = await analyseMeasured(pcap([frame.ethernet(packet)]))
      expect(source.packets).toBe(1)
    },
    MINUTE,
  )

  it(
    '256 MiB out of 256 KiB of gzip: streamed, never held',
    async () => {
      const record = new Uint8Array(16 + 262_144)
      new DataView(record.buffer).setUint32(8, 262_144, true)
      new DataView(record.buffer).setUint32(12, 262_144, true)
      const member = new Uint8Array(gzipSync(repeated(record, 64)))
      const head: Uint8Array[] = []
      for await (const chunk of pcap([])) head.push(chunk.slice())
      async function* bomb(): AsyncGenerator<Uint8Array> {
        yield new Uint8Array(gzipSync(concat(head)))
        for (let times = 0; times < 16; times++) yield member
      }
      const { source, held } = await analyseMeasured(bomb())
      expect(source.packets).toBe(1024)
      expect(held).toBeLessThan(64 * 1024 * 1024)
    },
    MINUTE,
  )
})

/** A certificate whose subject is `content`: reading goes into it. */
function certificateWithin(content: Uint8Array): Uint8Array {
  const name = NAMES[1] ?? content
  const algorithm = der.sequence(der.oid('1.2.840.10045.4.3.2'))
  const validity = der.sequence(der.string(0x17, '260101000000Z'), der.string(0x17, '270101000000Z'))
  const key = der.sequence(der.sequence(der.oid('1.3.101.112')), der.tlv(3, new Uint8Array(33)))
  const alternatives = der.sequence(
    der.oid('2.5.29.17'),
    der.tlv(4, der.tlv(0x30, der.tlv(0xa4, content), content)),
  )
  const tbs = der.sequence(
    der.tlv(2, Uint8Array.of(5)),
    algorithm,
    name,
    validity,
    content,
    key,
    der.tlv(0xa3, der.sequence(alternatives)),
  )
  return der.sequence(tbs, algorithm, der.tlv(3, Uint8Array.of(0, 1, 2, 3)))
}

async function* once(all: Uint8Array): AsyncGenerator<Uint8Array> {
  yield all
}
