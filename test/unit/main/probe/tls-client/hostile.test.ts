import { describe, expect, it } from 'vitest'
import { describeFault, type Ending } from '../../../../../src/main/probe/tls-client/index.ts'
import { concat, utf8Bytes } from '../../../../../src/shared/bytes/text.ts'
import {
  encodeAlertRecord,
  encodeCertificate12,
  encodeChangeCipherSpecRecord,
  encodeHandshake,
  encodeHandshakeRecords,
  encodeRecords,
  encodeServerHello,
  extension,
} from '../../../../../src/shared/tls/encode/index.ts'
import { clientInMemory, type MemoryTransport } from './support/memory.ts'

/** Servers that say what no server should, as the answer to a ClientHello. */

type Limits = Parameters<typeof clientInMemory>[0]

async function answeredWith(
  answer: (transport: MemoryTransport) => void,
  options: Limits & { timeoutMs?: number } = {},
): Promise<Ending> {
  const { timeoutMs = 5000, ...rest } = options
  const { transport, client } = clientInMemory(rest)
  const handshake = client.handshake(timeoutMs)
  await transport.heard()
  answer(transport)
  const result = await handshake
  if (result.kind === 'established') expect.fail('established')
  await expect(client.wait({ timeoutMs: 10 })).resolves.toEqual(result)
  return result.ending
}

const serverHello12 = (more: Partial<Parameters<typeof encodeServerHello>[0]> = {}): Uint8Array =>
  encodeServerHello({ cipherSuite: 0xc02f, ...more })
const records = (...messages: Uint8Array[]): Uint8Array => encodeHandshakeRecords(messages)

const FAULTS: [string, Uint8Array, object][] = [
  [
    'HTTP',
    utf8Bytes('HTTP/1.1 400 Bad Request\r\n\r\n'),
    { kind: 'not-tls', subject: 'record', offset: 0, found: 'plain HTTP: “HTTP/1.1 400 Bad Request”' },
  ],
  [
    'a TLS record and then something else',
    concat([encodeAlertRecord(112, 'warning'), utf8Bytes('HTTP/1.1')]),
    { kind: 'malformed', subject: 'record', offset: 7 },
  ],
  [
    'a ServerHello whose session id runs over its end',
    records(encodeHandshake(2, concat([Uint8Array.of(3, 3), new Uint8Array(32), Uint8Array.of(200, 1)]))),
    { kind: 'malformed', subject: 'ServerHello', offset: 39 },
  ],
  [
    'a ServerHello with bytes left over',
    records(encodeHandshake(2, concat([serverHello12().subarray(4), Uint8Array.of(0, 0, 9)]))),
    { kind: 'malformed', subject: 'ServerHello' },
  ],
  [
    'a version that was not offered',
    records(serverHello12({ legacyVersion: 0x0300 })),
    { kind: 'not-offered' },
  ],
  ['a suite that was not offered', records(serverHello12({ cipherSuite: 0x0005 })), { kind: 'not-offered' }],
  ['a suite of another version', records(serverHello12({ cipherSuite: 0x1301 })), { kind: 'unexpected' }],
  [
    'a Certificate where a ServerHello belongs',
    records(encodeCertificate12([])),
    { kind: 'unexpected', subject: 'Certificate', expected: 'ServerHello or HelloRetryRequest' },
  ],
  [
    'TLS 1.3 without a key share',
    records(serverHello12({ cipherSuite: 0x1301, extensions: [extension.selectedVersion(0x0304)] })),
    { kind: 'unsupported', subject: 'ServerHello' },
  ],
  [
    'TLS 1.3 with a key share nobody sent one for',
    records(
      serverHello12({
        cipherSuite: 0x1301,
        extensions: [
          extension.selectedVersion(0x0304),
          extension.serverKeyShare({ group: 24, keyExchange: new Uint8Array(97) }),
        ],
      }),
    ),
    { kind: 'not-offered', subject: 'ServerHello' },
  ],
  [
    'TLS 1.3 with a key share that is no point',
    records(
      serverHello12({
        cipherSuite: 0x1301,
        extensions: [
          extension.selectedVersion(0x0304),
          extension.serverKeyShare({ group: 29, keyExchange: new Uint8Array(32) }),
        ],
      }),
    ),
    { kind: 'bad-key' },
  ],
  [
    'a ChangeCipherSpec',
    encodeChangeCipherSpecRecord(),
    { kind: 'unexpected', subject: 'ChangeCipherSpec', expected: 'ServerHello or HelloRetryRequest' },
  ],
  ['application data in the clear', encodeRecords(23, utf8Bytes('hello')), { kind: 'unexpected' }],
  ['a heartbeat', encodeRecords(24, Uint8Array.of(1, 0, 1, 0)), { kind: 'unexpected', subject: 'record' }],
  ['an alert of three bytes', encodeRecords(21, Uint8Array.of(2, 40, 0)), { kind: 'unexpected' }],
  ['a handshake record without content', encodeRecords(22, new Uint8Array(0)), { kind: 'unexpected' }],
]

describe('a server that answers a ClientHello with', () => {
  it.each(FAULTS)('%s is left with an alert and a reason', async (_what, bytes, fault) => {
    const ending = await answeredWith((transport) => transport.say(bytes))
    if (!('fault' in ending)) expect.fail(JSON.stringify(ending))
    expect(ending.fault).toMatchObject(fault)
    expect(ending).toMatchObject({ by: 'client', how: 'alert' })
    expect(describeFault(ending.fault)).toMatch(/^.+: expected .+, found .+$/)
  })

  it('a fatal alert is heard, byte by byte too', async () => {
    const alert = {
      by: 'server',
      how: 'alert',
      level: 2,
      description: 112,
      encrypted: false,
      stage: 'client-hello',
    }
    const bytes = encodeAlertRecord(112)
    await expect(answeredWith((to) => to.say(bytes))).resolves.toMatchObject(alert)
    await expect(
      answeredWith((to) => to.say(...[...bytes].map((byte) => Uint8Array.of(byte)))),
    ).resolves.toMatchObject(alert)
  })

  it('an alert and a reset right behind it is heard as the alert', async () => {
    const ending = await answeredWith((transport) => {
      transport.say(encodeAlertRecord(40))
      transport.reset()
    })
    expect(ending).toMatchObject({ how: 'alert', description: 40 })
  })

  it('a failing write, then an alert that could still be read, is heard as the alert', async () => {
    const { transport, client } = clientInMemory()
    transport.writeFault = 'EPIPE'
    const handshake = client.handshake(5000)
    transport.say(encodeAlertRecord(70))
    transport.fin()
    await expect(handshake).resolves.toMatchObject({
      ending: { by: 'server', how: 'alert', description: 70 },
    })
    expect(client.record.events).toContainEqual(
      expect.objectContaining({ kind: 'write-failed', code: 'EPIPE' }),
    )
  })

  it('a warning goes on, and so many of them end it', async () => {
    const warning = encodeAlertRecord(112, 'warning')
    const one = await answeredWith((transport) => {
      transport.say(warning)
      transport.fin()
    })
    expect(one).toMatchObject({ by: 'server', how: 'fin' })
    const many = await answeredWith((transport) => {
      for (let at = 0; at < 300; at++) transport.say(warning)
    })
    expect(many).toMatchObject({ by: 'client', fault: { kind: 'limit', subject: 'record' } })
  })

  it.each([
    ['a FIN', (to: MemoryTransport) => to.fin(), { by: 'server', how: 'fin', cut: false }],
    ['a reset', (to: MemoryTransport) => to.reset(), { by: 'server', how: 'rst' }],
    ['a lost network', (to: MemoryTransport) => to.reset('ETIMEDOUT'), { by: 'network', code: 'ETIMEDOUT' }],
    [
      'half a record and a FIN',
      (to: MemoryTransport) => {
        to.say(records(serverHello12()).subarray(0, 20))
        to.fin()
      },
      { by: 'server', how: 'fin', cut: true },
    ],
  ])('%s is told as that', async (_what, answer, ending) => {
    await expect(answeredWith(answer)).resolves.toMatchObject({ ...ending, stage: 'client-hello' })
  })

  it('silence is left when the time is up', async () => {
    const started = performance.now()
    const ending = await answeredWith(() => {}, { timeoutMs: 60 })
    expect(ending).toMatchObject({ by: 'none', how: 'timeout', stage: 'client-hello' })
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('silence is left when the caller gives up', async () => {
    const giveUp = new AbortController()
    const ending = await answeredWith(() => giveUp.abort(), { signal: giveUp.signal })
    expect(ending).toMatchObject({ by: 'client', how: 'aborted' })
  })

  it('a message that never ends is left at the limit', async () => {
    // Its header is split over two records, so that nobody sees at once how long it will be.
    const endless = concat([
      encodeRecords(22, Uint8Array.of(11, 255)),
      encodeRecords(22, Uint8Array.of(255, 255)),
    ])
    const more = encodeRecords(22, new Uint8Array(16_000))
    const ending = await answeredWith((transport) => {
      transport.say(endless)
      for (let at = 0; at < 200; at++) transport.say(more)
    })
    expect(ending).toMatchObject({ fault: { kind: 'limit', subject: 'handshake message' } })
  })

  it('a message of five megabytes is left as soon as it is announced', async () => {
    const certificate = concat([Uint8Array.of(11, 0x50, 0, 0), new Uint8Array(100)])
    const ending = await answeredWith((transport) => transport.say(encodeRecords(22, certificate)))
    const fault = { kind: 'limit', subject: 'Certificate', found: '5242884 bytes' }
    expect(ending).toMatchObject({ fault })
  })

  it('more bytes or records than anybody needs is left at the limit', async () => {
    const piece = encodeRecords(22, concat([Uint8Array.of(0, 0, 0, 0)]))
    const flood = (transport: MemoryTransport): void => {
      for (let at = 0; at < 2000; at++) transport.say(piece)
    }
    const bytes = await answeredWith(flood, { limits: { bytes: 4000 } })
    expect(bytes).toMatchObject({
      fault: { kind: 'limit', expected: 'at most 4000 bytes on one connection' },
    })
    const pieces = await answeredWith(flood, { limits: { pieces: 100 } })
    expect(pieces).toMatchObject({
      fault: { kind: 'limit', expected: 'at most 100 pieces on one connection' },
    })
    const count = await answeredWith(flood, { limits: { records: 100 } })
    expect(count).toMatchObject({
      fault: { kind: 'limit', expected: 'at most 100 records on one connection' },
    })
  })
})
