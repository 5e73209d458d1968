import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import {
  answered,
  asked,
  clientPki,
  EMPTY_ANSWER,
  FULL_ANSWER,
  hiddenHandshake,
  refused,
  served,
} from '../../../../support/conversation/client-authentication.ts'
import { compare, exchanged, plain, rowsOf } from '../../../../support/conversation/compared.ts'
import {
  exchanged as askedInHttp,
  openedClientFlight,
  openedServerFlight,
} from '../../../../support/conversation/decrypted.ts'
import { certificateVerify, finished, TLS12, TLS13 } from '../../../../support/conversation/messages.ts'
import { type ConversationScript, conversation, silence } from '../../../../support/conversation/script.ts'

const pki = clientPki()
const request = { names: [pki.rootName, pki.issuingName] }
const chain = [pki.leaf, pki.issuing]
const HANDSHAKE_FAILURE = 40
const UNKNOWN_CA = 48
const PROTOCOL_VERSION = 70

/** A situation is told anew each time: a script can be read once. */
const SITUATIONS: Readonly<Record<string, () => ConversationScript>> = {
  'a served client': () => served(answered(asked(request), chain)),
  'a client without a certificate': () => refused(answered(asked(request), []), HANDSHAKE_FAILURE),
  'a client of an unknown CA': () => refused(answered(asked(request), [pki.leaf]), UNKNOWN_CA),
  'no request': () => asked().finishHandshake().data('client', 300).data('server', 900).fin('client'),
  'a refused hello': () => conversation().clientHello().alert('server', PROTOCOL_VERSION).fin('server'),
  'a hello without a name': () => conversation().clientHello({ sni: null }).rst('server'),
  'nobody listening': () => conversation().rst('server'),
  'TLS 1.3, hidden': () => hiddenHandshake(FULL_ANSWER).data('client', 80).data('server', 200).fin('client'),
  'TLS 1.3, hidden, empty': () => hiddenHandshake(EMPTY_ANSWER).hiddenAlert('server').fin('server'),
  'TLS 1.3, opened': () => askedInHttp(openedClientFlight(openedServerFlight(request), chain), '200 OK'),
  'TLS 1.3, forbidden': () =>
    askedInHttp(openedClientFlight(openedServerFlight(request), []), '403 Forbidden'),
}

function told(name: string): ConversationScript {
  const tell = SITUATIONS[name]
  if (tell === undefined) throw new Error(`no situation ${name}`)
  return tell()
}

const NAMES = Object.keys(SITUATIONS)

describe('any conversation', () => {
  it.each(NAMES)('held against itself differs in nothing (%s)', (name) => {
    const { first, atBreak, differences, expected, rows } = compare(told(name), told(name))
    expect({ first, atBreak, differences, expected }).toEqual({
      first: null,
      atBreak: null,
      differences: [],
      expected: [],
    })
    expect(rows.every(({ a, b, matters }) => a !== null && b !== null && !matters)).toBe(true)
  })

  it.each(NAMES.flatMap((one) => NAMES.map((other) => [one, other] as const)))(
    'gives the same, exchanged, where A and B are exchanged (%s, %s)',
    (one, other) => {
      expect(plain(compare(told(other), told(one)))).toEqual(exchanged(compare(told(one), told(other))))
    },
  )

  it.each(NAMES)('is not told from itself by retransmissions (%s)', (name) => {
    const disturbed = told(name).retransmission('server', 900, true).retransmission('client', 300, true)
    expect(compare(told(name), disturbed).first).toBeNull()
  })
})

describe('where two conversations part', () => {
  it('is the certificate that one client sends and the other does not', () => {
    const comparison = compare(told('a served client'), told('a client without a certificate'))
    expect(comparison.first?.sentence).toBe(
      'A and B part at message 9: in A the client sends its certificate (CN=client.contoso), in B an empty one; ' +
        'the CertificateRequest before it is the same in both (2 CA names, first CN=Client Root CA).',
    )
    expect(comparison.first?.row).toBe(8)
    expect(rowsOf(comparison)).toContain('client Certificate different')
  })

  it('is the same certificate, guessed from sizes, where TLS 1.3 hides it', () => {
    const { first } = compare(told('TLS 1.3, hidden'), told('TLS 1.3, hidden, empty'))
    expect(first?.sentence).toContain(
      'in A the client sends its certificate, in B an empty one (as the sizes of its records tell)',
    )
    expect(first?.sentence).toContain('the CertificateRequest before it could not be read in both')
  })

  it('is the request that one server never sends', () => {
    const { first } = compare(told('a served client'), told('no request'))
    expect(first?.sentence).toBe(
      'A and B part at message 7: in A the server asks for a client certificate, in B it does not ask; ' +
        'what was said before is the same in both.',
    )
  })

  it('is the alert in the place of an answer', () => {
    const { first } = compare(told('no request'), told('a refused hello'))
    expect(first?.sentence).toMatch(
      /^A and B part at message 4: in A the server answers with its ServerHello \(TLS 1\.2, TLS_.*\), in B the server refuses with alert protocol_version \(70\); what was said before is the same in both\.$/,
    )
  })

  it('is the chain that came short, while everything before is the same', () => {
    const { leaf, intermediate } = makeChain()
    const whole = asked(undefined, [leaf.der, intermediate.der]).finishHandshake()
    const short = asked(undefined, [leaf.der]).alert('client', UNKNOWN_CA).fin('client')
    const { first } = compare(whole, short)
    expect(first?.field).toBe('certificate_list')
    expect(first?.sentence).toContain("the server's Certificate: different certificates: only in A CN=")
  })

  it('is told by the names of the hello first', () => {
    const { first } = compare(
      conversation()
        .clientHello({ sni: 'apim.contoso.internal', groups: [0x001d] })
        .rst('server'),
      conversation()
        .clientHello({ sni: null, groups: [0x0017] })
        .rst('server'),
    )
    expect(first?.sentence).toContain(
      "the client's ClientHello: A asks for apim.contoso.internal, B names no server (no SNI); 1 more field differs there",
    )
  })

  it('is the versions, whether they stand in supported_versions or in legacy_version', () => {
    const { first } = compare(
      conversation()
        .clientHello({ versions: [TLS13, TLS12] })
        .rst('server'),
      conversation().clientHello().rst('server'),
    )
    expect(first?.sentence).toContain(
      'A speaks TLS 1.3 (0x0304), TLS 1.2 (0x0303), B speaks at most TLS 1.2 (0x0303)',
    )
  })

  it('is how they ended where nothing else can be told', () => {
    const { first, differences } = compare(
      hiddenHandshake(FULL_ANSWER).data('client', 80).data('server', 200).fin('client').fin('server'),
      hiddenHandshake(FULL_ANSWER).hiddenAlert('server').fin('server'),
    )
    expect(first?.sentence).toContain('in B the server refuses with an encrypted alert')
    expect(differences).toContainEqual(
      expect.objectContaining({ row: null, field: 'outcome', kind: 'value' }),
    )
  })

  it('names the HTTP status', () => {
    const opened = (status: string) =>
      askedInHttp(openedClientFlight(openedServerFlight(request), chain), status)
    const { first } = compare(opened('200 OK'), opened('403 Forbidden'))
    expect(first?.sentence).toContain("the server's Response: A has HTTP 200 OK, B has HTTP 403 Forbidden")
  })

  it('tells what one broke on beside where they part', () => {
    const { first, atBreak } = compare(
      served(answered(asked(request), chain)),
      refused(
        answered(
          conversation()
            .clientHello({ groups: [0x0017] })
            .serverHello()
            .serverFlight([], request),
          [],
        ),
        HANDSHAKE_FAILURE,
      ),
    )
    expect(first?.field).toBe('supported_groups')
    expect(atBreak?.sentence).toMatch(
      /^What B broke on differs as well: at message \d+: in A the client sends/,
    )
  })
})

describe('a message on which one broke', () => {
  it('is not told twice where it stands beside the place where they part', () => {
    const { first, atBreak } = compare(told('no request'), told('nobody listening'))
    expect(first?.sentence).toContain(
      'in A the client sends ClientHello, in B the server resets the connection',
    )
    expect(atBreak).toBeNull()
  })

  it('is told of the one that broke earlier where both broke', () => {
    const forbidden = () =>
      askedInHttp(openedClientFlight(openedServerFlight(request), chain), '403 Forbidden')
    const empty = openedClientFlight(openedServerFlight(request, { groups: [0x0017] }), [])
    const { first, atBreak } = compare(forbidden(), empty.openedAlert('server', 116).fin('server'))
    expect(first?.field).toBe('supported_groups')
    expect(atBreak?.sentence).toMatch(
      /^What B broke on differs as well: at message 1\d: in A the client sends/,
    )
  })

  it('says of a client that was asked otherwise', () => {
    const other = { names: [pki.rootName] }
    const { atBreak } = compare(
      served(answered(asked(request), chain)),
      refused(answered(asked(other), []), HANDSHAKE_FAILURE),
    )
    expect(atBreak?.sentence).toContain('the CertificateRequest before it differs too')
  })

  it('is nothing to speak of where no packet was sent', () => {
    const { first } = compare(told('no request'), silence())
    expect(first?.sentence).toBe(
      'A and B part at message 1: in A the client opens a TCP connection, in B no packet is sent.',
    )
  })
})

describe('what means nothing', () => {
  it('is listed apart: keys, randoms, signatures', () => {
    const hello = conversation().clientHello().serverHello().serverFlight([])
    const other = conversation().clientHello().serverHello().certificate([]).serverKeyExchange(0x001d, 0x0401)
    const { differences } = compare(hello, other.serverHelloDone())
    expect(differences.map(({ field }) => field)).toEqual(['signature_algorithm'])
    const signed = openedServerFlight().said('client', finished(32))
    const otherwise = openedServerFlight().said('client', certificateVerify(0x0401))
    expect(compare(signed, otherwise).first).not.toBeNull()
  })

  it('is GREASE', () => {
    const { first, expected } = compare(
      conversation()
        .clientHello({ suites: [0x0a0a, 0xc02f], groups: [0x1a1a, 0x001d] })
        .rst('server'),
      conversation()
        .clientHello({ suites: [0x3a3a, 0xc02f], groups: [0x001d] })
        .rst('server'),
    )
    expect(first).toBeNull()
    expect(expected.map(({ field }) => field)).toEqual(['cipher_suites', 'supported_groups'])
  })

  it('does not stand among what differs', () => {
    const { differences } = compare(
      conversation()
        .clientHello({ suites: [0x0a0a, 0xc02f, 0xc030] })
        .rst('server'),
      conversation()
        .clientHello({ suites: [0x3a3a, 0xc02f] })
        .rst('server'),
    )
    expect(differences[0]?.onlyInA).toEqual(['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 (0xc030)'])
    expect(differences[0]?.b?.text).not.toContain('GREASE')
  })

  it('does not hide another order of what is preferred', () => {
    const { differences, first } = compare(
      conversation()
        .clientHello({ groups: [0x001d, 0x0017] })
        .rst('server'),
      conversation()
        .clientHello({ groups: [0x0017, 0x001d] })
        .rst('server'),
    )
    expect(differences).toEqual([expect.objectContaining({ field: 'supported_groups', kind: 'order' })])
    expect(first?.sentence).toContain('the same groups in different order')
  })

  it('is the order of CA names', () => {
    const named = (names: readonly Uint8Array[]) => served(answered(asked({ names }), chain))
    const { first, expected } = compare(
      named([pki.rootName, pki.issuingName]),
      named([pki.issuingName, pki.rootName]),
    )
    expect(first).toBeNull()
    expect(expected).toContainEqual(
      expect.objectContaining({ field: 'certificate_authorities', kind: 'order' }),
    )
  })
})

describe('fields', () => {
  it('have names, both values, and spans that hold them', () => {
    const { differences, rows } = compare(
      conversation().clientHello({ sni: 'one.contoso' }).rst('server'),
      conversation().clientHello({ sni: 'another.contoso' }).rst('server'),
    )
    const [difference] = differences
    expect(difference).toMatchObject({ row: 2, field: 'server_name', kind: 'value' })
    const raw = rows[2]?.b?.message.raw
    const { start = 0, end = 0 } = difference?.b?.span ?? {}
    expect(String.fromCharCode(...(raw?.subarray(start, end) ?? []))).toBe('another.contoso')
  })

  it('of a certificate that expired between the two captures are told, though its bytes are the same', () => {
    const sent = [makeChain({ notAfter: '2026-06-02T00:00:00Z' }).leaf.der]
    const today = asked(undefined, sent).finishHandshake()
    const later = conversation()
      .wait(3 * 86_400)
      .clientHello()
      .serverHello()
      .serverFlight(sent)
      .finishHandshake()
    const { differences, first } = compare(today, later)
    expect(differences.map(({ field }) => field)).toEqual(['certificate_list[0].validity'])
    expect(first?.sentence).toMatch(/A has one that is valid \(.*\), B has one that is expired/)
  })

  it('of a request are the same whether TLS 1.2 or 1.3 carries them', () => {
    const { differences, rows } = compare(
      openedClientFlight(openedServerFlight(request), chain),
      served(answered(asked(request), chain)),
    )
    const at = rows.findIndex(({ a, b }) => a?.type === 'CertificateRequest' && b !== null)
    expect(at).toBeGreaterThan(0)
    const fields = differences.filter(({ row }) => row === at).map(({ field }) => field)
    expect(fields).not.toContain('certificate_authorities')
    expect(fields).not.toContain('signature_algorithms')
  })
})

describe('what a capture lacks', () => {
  it('is not said to differ, but noted', () => {
    const whole = () => served(answered(asked(request), chain))
    const holed = conversation().clientHello().serverHello().hole('server', 3000)
    const { rows, notes, differences } = compare(whole(), holed)
    const missing = rows.filter(({ a, b }) => a?.from === 'server' && a.layer === 'tls' && b === null)
    expect(missing.length).toBeGreaterThan(3)
    expect(missing.every(({ matters }) => !matters)).toBe(true)
    expect(differences.every(({ row, field }) => row === null || field !== 'CertificateRequest')).toBe(true)
    expect(notes).toContain('B lacks bytes: what stood in them cannot be compared.')
  })

  it('is what was said before it began', () => {
    const late = silence().transport({ startsMidway: true }).data('client', 100).data('server', 900)
    const { differences, notes } = compare(told('no request'), late)
    expect(differences.map(({ field }) => field)).not.toContain('ClientHello')
    expect(notes.join(' ')).toContain('B begins midway')
  })
})

describe('hostile conversations', () => {
  it('are compared as far as there is a bound, in bounded time', () => {
    const endless = conversation().clientHello().serverHello()
    for (let at = 0; at < 2_000; at++) endless.alert(at % 2 === 0 ? 'client' : 'server', 100, 1)
    const other = conversation().clientHello().serverHello()
    for (let at = 0; at < 2_000; at++) other.alert(at % 3 === 0 ? 'client' : 'server', 90, 1)
    const { rows, notes } = compare(endless, other)
    expect(rows.length).toBeLessThanOrEqual(800)
    expect(notes.some((note) => note.includes('rows more, which were not compared'))).toBe(true)
  })

  it('with tens of thousands of suites are compared, and few of them named', () => {
    const many = (from: number) => Array.from({ length: 30_000 }, (_, at) => (from + at) & 0xffff)
    const { differences } = compare(
      conversation()
        .clientHello({ suites: many(0) })
        .rst('server'),
      conversation()
        .clientHello({ suites: many(20_000) })
        .rst('server'),
    )
    const [difference] = differences
    expect(difference?.kind).toBe('items')
    expect(difference?.onlyInA.length).toBeLessThanOrEqual(13)
  })
})
