import { latin1 } from '../../shared/bytes/text.ts'

/** Plaintext protocols that TLS is started from. `other`: unknown, but a ClientHello stood behind it. */
export type Via =
  | 'smtp'
  | 'imap'
  | 'pop3'
  | 'ftp'
  | 'xmpp'
  | 'nntp'
  | 'sieve'
  | 'ldap'
  | 'http-connect'
  | 'socks4'
  | 'socks5'
  | 'mysql'
  | 'postgresql'
  | 'rdp'
  | 'amqp'
  | 'proxy-protocol'
  | 'other'

/** A request of HTTP/1.x, or HTTP/2's preface (RFC 9113 3.4). CONNECT is not among them: TLS may follow it. */
const HTTP_REQUEST = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|TRACE|PATCH|PROPFIND) [ -~]|^PRI \* HTTP\/2/
const HTTP_RESPONSE = /^HTTP\/[12]/

export function isHttpRequest(start: Uint8Array): boolean {
  return HTTP_REQUEST.test(latin1(start, 0, Math.min(start.length, 16)))
}

export function isHttpResponse(start: Uint8Array): boolean {
  return HTTP_RESPONSE.test(latin1(start, 0, Math.min(start.length, 8)))
}

/** A capital letter, as every method and `HTTP/` have it: spares the rest of the question. */
export function beginsLikeHttp(held: { readonly length: number; at(index: number): number }): boolean {
  const first = held.at(0)
  return held.length > 0 && first >= 0x41 && first <= 0x5a
}

/** Bytes of a preamble that are read to name it. */
const READ = 8192

/** What both sides sent before the ClientHello. As text it is made when it is asked for. */
class Preamble {
  readonly client: Uint8Array
  readonly server: Uint8Array
  #clientText: string | null = null
  #serverText: string | null = null

  constructor(client: Uint8Array, server: Uint8Array) {
    this.client = client
    this.server = server
  }

  get clientText(): string {
    this.#clientText ??= latin1(this.client, 0, Math.min(this.client.length, READ))
    return this.#clientText
  }

  get serverText(): string {
    this.#serverText ??= latin1(this.server, 0, Math.min(this.server.length, READ))
    return this.#serverText
  }

  /** Whether neither side began with what no line of text holds. */
  get isText(): boolean {
    return isText(this.client) && isText(this.server)
  }
}

/** Protocols of which the first bytes tell, in order of trial. */
const BINARY: readonly [Via, (sent: Preamble) => boolean][] = [
  // RFC 9110 9.3.6
  ['http-connect', (sent) => sent.client[0] === 0x43 && /^CONNECT [^ ]+ HTTP\//.test(sent.clientText)],
  // The PROXY protocol, versions 1 and 2, which a load balancer puts before the client's bytes.
  [
    'proxy-protocol',
    (sent) =>
      (sent.client[0] === 0x50 || sent.client[0] === 0x0d) &&
      /^PROXY (TCP|UNKNOWN)|^\r\n\r\n\0\r\nQUIT\n/.test(sent.clientText),
  ],
  // SSLRequest: length 8, code 80877103; answered by 'S'.
  ['postgresql', ({ client }) => startsWith(client, [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])],
  // Initial handshake packet, protocol 10; SSLRequest with CLIENT_SSL (0x0800), sequence 1.
  [
    'mysql',
    ({ client, server }) =>
      server[4] === 10 && server[3] === 0 && client[3] === 1 && ((client[5] ?? 0) & 0x08) !== 0,
  ],
  // RFC 1928; the method list is as long as it says.
  ['socks5', ({ client }) => client[0] === 5 && client.length >= 2 + (client[1] ?? 0)],
  ['socks4', ({ client }) => client[0] === 4 && client[1] === 1 && client.length >= 9],
  // TPKT (RFC 1006) with an X.224 Connection Request.
  ['rdp', ({ client }) => startsWith(client, [3, 0]) && client[5] === 0xe0],
  // Protocol id 2: AMQP over TLS (AMQP 1.0 part 5).
  ['amqp', ({ client }) => startsWith(client, [0x41, 0x4d, 0x51, 0x50, 2])],
  // RFC 4511 4.14: the StartTLS operation's OID.
  ['ldap', (sent) => sent.client[0] === 0x30 && sent.clientText.includes('1.3.6.1.4.1.1466.20037')],
]

/** Protocols in lines of text. */
const LINES: readonly [Via, (sent: Preamble) => boolean][] = [
  ['xmpp', ({ clientText }) => /<stream:stream|urn:ietf:params:xml:ns:xmpp-tls/.test(clientText)],
  ['ftp', ({ clientText }) => /(^|\n)AUTH (TLS|SSL)/i.test(clientText)],
  ['pop3', ({ clientText }) => /(^|\n)STLS\r?\n/i.test(clientText)],
  ['imap', ({ clientText }) => /(^|\n)[!-~]+ STARTTLS\r?\n/i.test(clientText)],
  ['smtp', ({ clientText }) => /(^|\n)(EHLO|HELO|LHLO) /i.test(clientText)],
  ['sieve', ({ serverText }) => /^"IMPLEMENTATION"/i.test(serverText)],
  ['nntp', ({ clientText, serverText }) => /^20[01] /.test(serverText) && /STARTTLS/i.test(clientText)],
]

/**
 * Names the protocol from what was sent before TLS; `null` where nothing was. The sides are those of the TLS
 * handshake, which may be the other way round for the protocol (active FTP).
 */
export function nameOfPreamble(client: Uint8Array, server: Uint8Array): Via | null {
  if (client.length === 0 && server.length === 0) return null
  const sent = new Preamble(client, server)
  for (const [via, matches] of BINARY) if (matches(sent)) return via
  // Looking through bytes that are no text for its commands costs more than everything else does here.
  if (sent.isText) for (const [via, matches] of LINES) if (matches(sent)) return via
  return 'other'
}

/** As many bytes of another kind hold some control character nearly always. */
const TELLS = 64

/** Tabs, line ends, and everything printable in any encoding. */
function isText(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, TELLS)
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false
  }
  return true
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, at) => bytes[at] === byte)
}
