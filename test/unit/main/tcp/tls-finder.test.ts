import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  MIDWAY_LIMIT,
  PREAMBLE_LIMIT,
  UNKNOWN_PREAMBLE_LIMIT,
} from '../../../../src/main/tcp/finder-limits.ts'
import {
  alertRecord,
  clientHello,
  FinderRun,
  handshakeMessage,
  record,
  serverHello,
} from '../../../support/tcp/finder.ts'
import { ascii } from '../../../support/tcp/segments.ts'

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values)
}

const ldapStartTls = bytes(0x30, 0x1d, 2, 1, 1, 0x77, 0x18, 0x80, 0x16, ...ascii('1.3.6.1.4.1.1466.20037'))
const ldapSuccess = bytes(0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 0, 4, 0, 4, 0)
const mysqlGreeting = bytes(0x4a, 0, 0, 0, 10, ...ascii('8.0.30\0'), ...new Uint8Array(66))
const mysqlSslRequest = bytes(32, 0, 0, 1, 0x85, 0xae, 0xff, 0, ...new Uint8Array(28))
const rdpRequest = bytes(3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0)
const rdpConfirm = bytes(3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0, 8, 0, 1, 0, 0, 0)

type Packet = ['c' | 's', string | Uint8Array]
const PREAMBLES: [string, Packet[]][] = [
  [
    'smtp',
    [
      ['s', '220 mail ESMTP\r\n'],
      ['c', 'EHLO me\r\n'],
      ['s', '250-mail\r\n250 STARTTLS\r\n'],
      ['c', 'STARTTLS\r\n'],
      ['s', '220 go\r\n'],
    ],
  ],
  [
    'imap',
    [
      ['s', '* OK ready\r\n'],
      ['c', 'a1 STARTTLS\r\n'],
      ['s', 'a1 OK begin\r\n'],
    ],
  ],
  [
    'pop3',
    [
      ['s', '+OK ready\r\n'],
      ['c', 'STLS\r\n'],
      ['s', '+OK begin\r\n'],
    ],
  ],
  [
    'ftp',
    [
      ['s', '220 ftp\r\n'],
      ['c', 'AUTH TLS\r\n'],
      ['s', '234 ok\r\n'],
    ],
  ],
  [
    'xmpp',
    [
      ['c', "<?xml version='1.0'?><stream:stream to='x'>"],
      ['s', '<stream:features/>'],
      ['c', "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"],
      ['s', '<proceed/>'],
    ],
  ],
  [
    'nntp',
    [
      ['s', '200 news\r\n'],
      ['c', 'STARTTLS\r\n'],
      ['s', '382 go\r\n'],
    ],
  ],
  [
    'sieve',
    [
      ['s', '"IMPLEMENTATION" "x"\r\nOK\r\n'],
      ['c', 'STARTTLS\r\n'],
      ['s', 'OK\r\n'],
    ],
  ],
  [
    'ldap',
    [
      ['c', ldapStartTls],
      ['s', ldapSuccess],
    ],
  ],
  [
    'http-connect',
    [
      ['c', 'CONNECT host:443 HTTP/1.1\r\nHost: host\r\n\r\n'],
      ['s', 'HTTP/1.1 200 Connection established\r\n\r\n'],
    ],
  ],
  [
    'http-connect',
    [
      ['c', 'CONNECT h:443 HTTP/1.1\r\n\r\n'],
      ['s', 'HTTP/1.1 407 Who\r\n\r\n'],
      ['c', 'CONNECT h:443 HTTP/1.1\r\n\r\n'],
      ['s', 'HTTP/1.1 200 OK\r\n\r\n'],
    ],
  ],
  [
    'socks5',
    [
      ['c', bytes(5, 1, 0)],
      ['s', bytes(5, 0)],
      ['c', bytes(5, 1, 0, 1, 10, 0, 0, 1, 1, 187)],
      ['s', bytes(5, 0, 0, 1, 0, 0, 0, 0, 0, 0)],
    ],
  ],
  [
    'socks4',
    [
      ['c', bytes(4, 1, 1, 187, 10, 0, 0, 1, 0)],
      ['s', bytes(0, 90, 0, 0, 0, 0, 0, 0)],
    ],
  ],
  [
    'mysql',
    [
      ['s', mysqlGreeting],
      ['c', mysqlSslRequest],
    ],
  ],
  [
    'postgresql',
    [
      ['c', bytes(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f)],
      ['s', 'S'],
    ],
  ],
  [
    'rdp',
    [
      ['c', rdpRequest],
      ['s', rdpConfirm],
    ],
  ],
  [
    'amqp',
    [
      ['c', bytes(...ascii('AMQP'), 2, 1, 0, 0)],
      ['s', bytes(...ascii('AMQP'), 2, 1, 0, 0)],
    ],
  ],
  [
    'other',
    [
      ['c', 'tls please'],
      ['s', 'so be it'],
    ],
  ],
]

describe('TLS from the first byte', () => {
  it('is found by its ClientHello, from either side', () => {
    const run = new FinderRun().c(clientHello).s(serverHello)
    expect(run.start).toEqual({ client: 0, clientKnown: true, via: null, midway: false })
    expect(run.offsets).toEqual([0, 0])
    expect(run.bytes).toEqual([[...clientHello], [...serverHello]])
    expect(new FinderRun().s(clientHello).c(serverHello).start?.client).toBe(1)
  })

  it('is found when the hello comes byte by byte, with the packets of its bytes', () => {
    const run = new FinderRun()
    for (const byte of clientHello) run.c(bytes(byte))
    for (const byte of serverHello) run.s(bytes(byte))
    expect(run.bytes).toEqual([[...clientHello], [...serverHello]])
    expect(run.frames[0]).toEqual(Array.from(clientHello, (_, at) => at + 1))
  })

  it('is found by an SSLv2-format hello whose lengths add up', () => {
    const hello = bytes(0x80, 0x2e, 1, 3, 1, 0, 0x15, 0, 0, 0, 0x10, ...new Uint8Array(37))
    expect(new FinderRun().c(hello).start).toMatchObject({ client: 0, via: null })
    expect(new FinderRun().c(hello.with(6, 0x16)).start).toBeNull()
  })

  it('is found when the ServerHello was captured before the ClientHello', () => {
    const run = new FinderRun().s(serverHello).c(clientHello)
    expect(run.start?.client).toBe(0)
    expect(run.bytes).toEqual([[...clientHello], [...serverHello]])
  })

  it('takes an alert for the answer', () => {
    expect(new FinderRun().c(clientHello).s(alertRecord).bytes[1]).toEqual([...alertRecord])
  })

  it('takes the first few bytes of a hello for TLS when no more came', () => {
    expect(new FinderRun().c(clientHello.slice(0, 4)).end().start?.client).toBe(0)
  })
})

describe('TLS behind a plaintext preamble', () => {
  it.each(PREAMBLES)('%s', (via, packets) => {
    const run = new FinderRun()
    const before = { c: 0, s: 0 }
    for (const [side, payload] of packets) {
      run[side](payload)
      before[side] += payload.length
    }
    run.c(clientHello).s(serverHello).c('more').s('data').end()
    expect(run.start).toEqual({ client: 0, clientKnown: true, via, midway: false })
    expect(run.offsets).toEqual([before.c, before.s])
    expect(run.bytes[0]).toEqual([...clientHello, ...ascii('more')])
    expect(run.bytes[1]).toEqual([...serverHello, ...ascii('data')])
    expect(run.refusals).toEqual([])
  })

  it('is found in the same packet as a PROXY protocol header', () => {
    const line = 'PROXY TCP4 10.0.0.1 10.0.0.2 5000 443\r\n'
    const run = new FinderRun().c(bytes(...ascii(line), ...clientHello)).s(serverHello)
    expect(run.start?.via).toBe('proxy-protocol')
    expect(run.offsets).toEqual([line.length, 0])
  })

  it('waits for the answer to the preamble where the capture swapped it behind the ClientHello', () => {
    const run = new FinderRun().c('CONNECT h:443 HTTP/1.1\r\n\r\n').c(clientHello)
    run.s('HTTP/1.1 200 OK\r\n\r\n').s(serverHello)
    expect(run.bytes[1]).toEqual([...serverHello])
  })
})

describe('any bytes at all', () => {
  const piece = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 60 }),
    fc.constantFrom(clientHello, serverHello, alertRecord, clientHello.slice(0, 9), serverHello.slice(3)),
    fc.constantFrom('CONNECT h:1 HTTP/1.1\r\n', 'EHLO me\r\n', '220 x\r\n', 'HTTP/1.1 200 OK\r\n').map(ascii),
    fc.integer({ min: 1, max: 2000 }),
  )
  const step = fc.tuple(fc.constantFrom('c' as const, 's' as const), piece)

  it('are passed on from the offset told, each once and in order, or not at all', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, midway) => {
        const run = new FinderRun({ midway })
        const sent: [number[], number[]] = [[], []]
        const lost: [number, number] = [0, 0]
        for (const [side, item] of steps) {
          const direction = side === 'c' ? 0 : 1
          if (typeof item === 'number') {
            run.lose(direction, item)
            lost[direction] += item
          } else {
            run[side](item)
            sent[direction].push(...item)
          }
        }
        run.end()
        for (const direction of [0, 1] as const) {
          const got = run.bytes[direction]
          expect(got).toEqual(sent[direction].slice(sent[direction].length - got.length))
          const offset = run.offsets[direction]
          if (offset === null) expect(got).toEqual([])
          else
            expect(offset + got.length + run.holes[direction]).toBe(sent[direction].length + lost[direction])
        }
        expect(run.start !== null || run.refusals.length === 1).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('no TLS', () => {
  it('knows an HTTP request at once', () => {
    const run = new FinderRun().c('GET / HTTP/1.1\r\n')
    expect(run.refusals).toEqual([
      { direction: null, protocol: 'http', firstBytes: ascii('GET / HTTP/1.1\r\n'), firstDirection: 0 },
    ])
  })

  it('knows an HTTP answer to a ClientHello, of that direction alone', () => {
    const run = new FinderRun().c(clientHello).s('HTTP/1.1 400 Bad Request\r\n\r\n')
    expect(run.start?.client).toBe(0)
    expect(run.refusals).toMatchObject([{ direction: 1, protocol: 'http' }])
  })

  it('calls a refused tunnel HTTP when it ends', () => {
    const run = new FinderRun().c('CONNECT h:443 HTTP/1.1\r\n\r\n').s('HTTP/1.1 403 No\r\n\r\n').end()
    expect(run.refusals).toMatchObject([{ direction: null, protocol: 'http' }])
  })

  it('says nothing came where nothing came, and what came where it is something else', () => {
    expect(new FinderRun().end().refusals).toMatchObject([{ protocol: 'nothing', firstDirection: null }])
    expect(new FinderRun().s('SSH-2.0-x\r\n').end().refusals).toMatchObject([
      { direction: null, protocol: 'other', firstBytes: ascii('SSH-2.0-x\r\n'), firstDirection: 1 },
    ])
    const answered = new FinderRun().c(clientHello).s('SSH-2.0-x\r\n').end()
    expect(answered.refusals).toMatchObject([{ direction: 1, protocol: 'other' }])
  })

  it('gives up an unknown protocol sooner than a known preamble', () => {
    const filler = 'x'.repeat(1000)
    const unknown = new FinderRun()
    let sent = 0
    while (unknown.refusals.length === 0 && sent < 2 * PREAMBLE_LIMIT) {
      unknown.c(filler)
      sent += filler.length
    }
    expect(sent).toBeGreaterThan(UNKNOWN_PREAMBLE_LIMIT)
    expect(sent).toBeLessThan(UNKNOWN_PREAMBLE_LIMIT + 2000)
    const known = new FinderRun().c('EHLO me\r\n')
    sent = 9
    while (known.refusals.length === 0 && sent < 2 * PREAMBLE_LIMIT) {
      known.c(filler)
      sent += filler.length
    }
    expect(sent).toBeGreaterThan(PREAMBLE_LIMIT)
    expect(sent).toBeLessThan(PREAMBLE_LIMIT + 2000)
  })

  it('does not take a hello in the middle of an unknown protocol’s packet for TLS', () => {
    const run = new FinderRun()
      .c('file: ')
      .c(bytes(...ascii('header'), ...clientHello))
      .end()
    expect(run.start).toBeNull()
  })

  it('finds no TLS in random bytes, whether the start was captured or not', () => {
    let seed = 42
    const random = (): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      return (seed >>> 16) & 0xff
    }
    for (let round = 0; round < 40; round++) {
      const run = new FinderRun({ midway: round % 2 === 0 })
      for (let packet = 0; packet < 40; packet++)
        run[packet % 2 === 0 ? 'c' : 's'](Uint8Array.from({ length: 1000 }, random))
      expect(run.end().start).toBeNull()
    }
  })
})

describe('TLS from the middle', () => {
  const appData = record(23, new Uint8Array(300).fill(0x5a))

  it('is found by a chain of records behind the end of an earlier one', () => {
    const run = new FinderRun({ midway: true, likelyClient: 1 })
    run.s(bytes(...new Uint8Array(90).fill(0x77), ...appData, ...appData.slice(0, 100)))
    run.s(appData.slice(100)).c(appData)
    expect(run.start).toEqual({ client: 1, clientKnown: false, via: null, midway: true })
    expect(run.searching).toEqual([true, true])
    expect(run.bytes[1]).toHaveLength(90 + 2 * appData.length)
    expect(run.bytes[0]).toEqual([...appData])
  })

  it('knows the client from a handshake message', () => {
    const run = new FinderRun({ midway: true, likelyClient: 1 }).s(record(22, handshakeMessage(14, 0)))
    expect(run.start).toMatchObject({ client: 0, clientKnown: true, midway: true })
  })

  it('is not found where the same bytes follow a start that was captured', () => {
    expect(
      new FinderRun()
        .s(bytes(1, 2, 3))
        .s(appData)
        .s(appData)
        .end().start,
    ).toBeNull()
  })

  it('is found when the hello was lost in a hole', () => {
    const run = new FinderRun()
      .lose(0, 517)
      .s(serverHello)
      .c(record(22, handshakeMessage(16, 66)))
    expect(run.start?.client).toBe(0)
    expect(run.bytes[1]).toEqual([...serverHello])
    expect(run.bytes[0]).toHaveLength(75)
  })

  it('passes on a hole in place of the answer', () => {
    const run = new FinderRun().c(clientHello).lose(1, 1400).s('rest of a flight')
    expect(run.offsets).toEqual([0, 0])
    expect(run.holes).toEqual([0, 1400])
    expect(run.bytes[1]).toEqual([...ascii('rest of a flight')])
  })
})

describe('where the start is missing', () => {
  const NOISE = Uint8Array.from({ length: 1400 }, (_, at) => 0x80 | (at * 31))

  it('gives up on bytes in which a record header would have stood by now', () => {
    const run = new FinderRun({ midway: true })
    let sent = 0
    for (; run.refusals.length === 0 && sent < 2 * PREAMBLE_LIMIT; sent += NOISE.length) run.c(NOISE)
    expect(run.refusals).toMatchObject([{ direction: null, protocol: 'other' }])
    expect(sent).toBeGreaterThan(MIDWAY_LIMIT)
    expect(sent).toBeLessThan(MIDWAY_LIMIT + 2 * NOISE.length)
  })

  it('looks on behind a preamble whose protocol is known', () => {
    const run = new FinderRun({ midway: true }).c('EHLO client.example\r\n')
    for (let sent = 0; sent < MIDWAY_LIMIT + 4000; sent += 1400) run.c('x'.repeat(1400))
    expect(run.refusals).toEqual([])
  })

  it('finds the record behind the rest of the longest one', () => {
    const run = new FinderRun({ midway: true })
    for (let sent = 0; sent < 18_200; sent += NOISE.length) run.s(NOISE)
    run.s(record(23, new Uint8Array(40))).s(record(23, new Uint8Array(40)))
    expect(run.start).toMatchObject({ midway: true })
  })
})
