import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { analyseToDocument } from '../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../src/main/engine/options.ts'
import type { HandshakeDocument } from '../../src/shared/contract/analysis.ts'
import { type Network, whyNoNetwork } from './network.ts'
import { record, type Situation } from './recording.ts'

/**
 * The rules of the transport against what the TCP of this machine's kernel does on networks that are ill: what the
 * captures at both ends show, and what is said of them.
 */

type Verdict = readonly [outcome: string, stage?: string, endedBy?: string, how?: string]

interface Expected {
  readonly verdict: Verdict
  /** The first finding; none given: no finding of error severity. */
  readonly first?: string
  /** At least that sure, and not surer than the other. */
  readonly sure?: readonly [number, number]
  /** What its evidence or its explanation has to name. */
  readonly names?: RegExp
}

/** What is never said of a network that loses packets at random. */
const BLAME =
  /^(server-certificate|client-certificate|server-root|client-proof|hello-rejected|late-rejection)/

interface Case extends Situation {
  readonly title: string
  /** `null`: at that end nothing is to be seen of it. Absent: not looked at. */
  readonly client?: Expected | null
  readonly server?: Expected | null
}

/** A rule of the router's firewall for what it passes on. */
const firewall = (rule: string) => (network: Network) =>
  network.run('router', `nft 'add rule inet path through ${rule}'`)

const NO_ICMP = `nft 'add rule inet path own icmp type destination-unreachable drop'
nft 'add rule inet path own icmpv6 type packet-too-big drop'`

/** The link behind the router is narrower, in one direction. @param icmp whether the router says so */
const narrow = (towards: 'client' | 'server', icmp: 'says so' | 'is silent') => (network: Network) => {
  const links =
    towards === 'client'
      ? ['10.20.0.0/24 dev left', 'fd00:20::/64 dev left proto kernel metric 256']
      : ['10.20.2.0/24 dev right', 'fd00:22::/64 dev right proto kernel metric 256']
  for (const link of links) network.run('router', `ip route replace ${link} mtu lock 1300`)
  if (icmp === 'is silent') network.run('router', NO_ICMP)
}

const route = (kind: string) => (network: Network) =>
  network.run('router', `ip route replace ${kind} 10.20.2.0/24`)

/** Behind the usual options of a segment (timestamps) stands a TLS record of the handshake. */
const HANDSHAKE_RECORD = '@th,256,8 0x16'

const COMPLETED: Expected = { verdict: ['completed'] }
/** For who needs no patience but on a busy machine: it ends as soon as it is answered. */
const PATIENT_MILLIS = 25_000
const HALF: Expected = { verdict: ['incomplete'] }
const NO_ANSWER: Expected = {
  verdict: ['broken', 'tcp', 'network', 'timeout'],
  first: 'tcp-no-answer',
  sure: [0.97, 0.97],
}
const REFUSED: Expected = { verdict: ['broken', 'tcp', 'server', 'rst'], first: 'tcp-refused' }
const SERVER_FLIGHT = 'path-mtu-server-flight'
const CLIENT_FLIGHT = 'path-mtu-client-flight'
const atHello = (first: string, sure: readonly [number, number] = [0.7, 0.88]): Expected => ({
  verdict: ['broken', 'client-hello', 'network', 'timeout'],
  first,
  sure,
})

/** A sender that finds out by itself what the path carries (RFC 4821), as many do today. */
const probing = (host: 'client' | 'server') => (network: Network) =>
  network.run(host, 'sysctl -q -w net.ipv4.tcp_mtu_probing=1 net.ipv4.tcp_base_mss=1000')

const BOTH: readonly Situation['version'][] = ['TLSv1.2', 'TLSv1.3']

const CASES: readonly Case[] = [
  {
    title: 'the SYN is dropped without a word',
    version: 'TLSv1.2',
    ail: firewall('tcp flags syn drop'),
    client: NO_ANSWER,
    server: null,
  },
  {
    title: 'the answer to the SYN is dropped on the way back',
    version: 'TLSv1.2',
    ail: firewall('tcp flags & (syn|ack) == syn|ack drop'),
    client: NO_ANSWER,
    server: { ...NO_ANSWER, names: /never reaches/ },
  },
  {
    title: 'a firewall answers the SYN with a reset',
    version: 'TLSv1.2',
    ail: firewall('tcp dport 443 reject with tcp reset'),
    client: REFUSED,
    server: null,
  },
  {
    title: 'nobody listens on the port',
    version: 'TLSv1.2',
    deaf: true,
    ail: () => {},
    client: REFUSED,
    server: REFUSED,
  },
  {
    title: 'a router says that the way is administratively prohibited',
    version: 'TLSv1.2',
    ail: route('prohibit'),
    client: {
      verdict: ['broken', 'tcp', 'network', 'none'],
      first: 'tcp-no-answer',
      sure: [0.97, 0.97],
      names: /administratively prohibited.*10\.20\.0\.1/s,
    },
    server: null,
  },
  {
    title: 'a router says that the host is unreachable',
    version: 'TLSv1.2',
    ail: route('unreachable'),
    client: {
      verdict: ['broken', 'tcp', 'network', 'none'],
      first: 'tcp-no-answer',
      names: /unreachable.*10\.20\.0\.1/s,
    },
    server: null,
  },
  ...BOTH.flatMap((version): Case[] => [
    {
      title: `${version}: full-size packets of the server are lost, and no ICMP tells`,
      version,
      ail: narrow('client', 'is silent'),
      client: atHello(SERVER_FLIGHT, [0.88, 0.88]),
      server: {
        verdict: ['broken', 'server-certificate', 'network', 'timeout'],
        first: SERVER_FLIGHT,
        sure: [0.88, 0.88],
      },
    },
    {
      title: `${version}: full-size packets of a client with a certificate are lost, and no ICMP tells`,
      version,
      mutual: true,
      ail: narrow('server', 'is silent'),
      client: {
        verdict: ['broken', 'client-certificate', 'network', 'timeout'],
        first: CLIENT_FLIGHT,
        sure: [0.88, 0.88],
      },
      server: {
        verdict: ['broken', 'client-certificate', 'network', 'timeout'],
        first: CLIENT_FLIGHT,
        sure: [0.88, 0.88],
      },
    },
    {
      title: `${version}: the same path, without a client certificate`,
      version,
      ail: narrow('server', 'is silent'),
      client: COMPLETED,
      server: COMPLETED,
    },
    {
      title: `${version}: the same path, and ICMP tells the client`,
      version,
      mutual: true,
      ail: narrow('server', 'says so'),
      client: COMPLETED,
      server: COMPLETED,
    },
    {
      title: `${version}: every eleventh packet is lost, and mutual TLS succeeds`,
      version,
      mutual: true,
      ail: firewall('numgen inc mod 11 == 6 drop'),
      client: COMPLETED,
      server: COMPLETED,
    },
    {
      title: `${version}: every seventh packet is lost, and mutual TLS succeeds`,
      version,
      mutual: true,
      ail: firewall('numgen inc mod 7 == 3 drop'),
      client: COMPLETED,
      server: COMPLETED,
    },
    {
      title: `${version}: only packets of the client were captured`,
      version,
      mutual: true,
      seen: 'client',
      ail: () => {},
      client: HALF,
      server: HALF,
    },
    {
      title: `${version}: only packets of the server were captured`,
      version,
      mutual: true,
      seen: 'server',
      ail: () => {},
      client: HALF,
      server: HALF,
    },
    {
      title: `${version}: only packets of a client were captured that gives up`,
      version,
      seen: 'client',
      ail: narrow('client', 'is silent'),
      client: HALF,
      server: HALF,
    },
    {
      title: `${version}: the ClientHello is larger than the path's packets`,
      version,
      largeHello: true,
      ail: narrow('server', 'is silent'),
      client: atHello(CLIENT_FLIGHT, [0.88, 0.88]),
      server: atHello(CLIENT_FLIGHT, [0.88, 0.88]),
    },
    {
      title: `${version}: all that the server says after the ClientHello is dropped`,
      version,
      ail: firewall('tcp sport 443 tcp flags & (syn|fin|rst) == 0x0 meta length > 80 drop'),
      client: atHello('no-answer-to-client-hello', [0.88, 0.88]),
      server: {
        verdict: ['broken', 'server-certificate', 'network', 'timeout'],
        first: SERVER_FLIGHT,
        sure: [0.45, 0.7],
      },
    },
  ]),
  ...BOTH.flatMap((version): Case[] => [
    {
      title: `${version}: a client that soon gives up on the server's lost flight`,
      version,
      patienceMillis: 1_800,
      ail: narrow('client', 'is silent'),
      client: atHello(SERVER_FLIGHT, [0.88, 0.88]),
      server: {
        verdict: ['broken', 'server-certificate', 'network', 'timeout'],
        first: SERVER_FLIGHT,
      },
    },
    {
      title: `${version}: a server that finds out what the path carries`,
      version,
      ail: (network) => {
        narrow('client', 'is silent')(network)
        probing('server')(network)
      },
      client: COMPLETED,
      server: COMPLETED,
    },
    {
      title: `${version}: a client that finds out what the path carries`,
      version,
      mutual: true,
      ail: (network) => {
        narrow('server', 'is silent')(network)
        probing('client')(network)
      },
      client: COMPLETED,
      server: COMPLETED,
    },
    {
      title: `${version}: a middlebox resets what carries the client's certificate`,
      version,
      mutual: true,
      ail: firewall('tcp dport 443 meta length > 600 reject with tcp reset'),
      client: { verdict: ['broken', 'client-certificate', 'network', 'rst'] },
    },
    {
      title: `${version}: a firewall refuses what carries the client's certificate, and says so`,
      version,
      mutual: true,
      ail: firewall('tcp dport 443 meta length > 600 reject with icmp type admin-prohibited'),
      client: {
        verdict: ['broken', 'client-certificate', 'network', 'timeout'],
        first: CLIENT_FLIGHT,
        sure: [0.7, 0.7],
        names: /administratively prohibited/,
      },
    },
    {
      title: `${version}: IPv6, full-size packets of the client are lost, and no ICMPv6 tells`,
      version,
      mutual: true,
      ipv6: true,
      ail: narrow('server', 'is silent'),
      client: {
        verdict: ['broken', 'client-certificate', 'network', 'timeout'],
        first: CLIENT_FLIGHT,
        sure: [0.88, 0.88],
      },
      server: {
        verdict: ['broken', 'client-certificate', 'network', 'timeout'],
        first: CLIENT_FLIGHT,
        sure: [0.88, 0.88],
      },
    },
    {
      title: `${version}: IPv6, and ICMPv6 tells the client`,
      version,
      mutual: true,
      ipv6: true,
      ail: narrow('server', 'says so'),
      client: COMPLETED,
      server: COMPLETED,
    },
  ]),
  {
    title: 'the first SYN is lost, the second is answered',
    version: 'TLSv1.3',
    mutual: true,
    ail: firewall('tcp flags syn tcp dport 443 numgen inc mod 1000 == 0 drop'),
    client: COMPLETED,
    server: COMPLETED,
  },
  {
    title: "the server's flight is lost once, and sent again",
    version: 'TLSv1.2',
    mutual: true,
    ail: firewall(`tcp sport 443 ${HANDSHAKE_RECORD} numgen inc mod 1000 == 0 drop`),
    client: COMPLETED,
    server: COMPLETED,
  },
  {
    title: "ICMP says that the server's packets are too big, and the server's own firewall drops it",
    version: 'TLSv1.2',
    ail: (network) => {
      narrow('client', 'says so')(network)
      network.run(
        'server',
        "nft 'table ip own { chain in { type filter hook input priority 0; icmp type destination-unreachable drop; }; }'",
      )
    },
    client: atHello(SERVER_FLIGHT, [0.88, 0.88]),
    server: {
      verdict: ['broken', 'server-certificate', 'network', 'timeout'],
      first: SERVER_FLIGHT,
      sure: [0.97, 0.97],
      names: /1300 bytes.*10\.20\.2\.1/s,
    },
  },
  {
    title: 'a middlebox resets what begins with a ClientHello',
    version: 'TLSv1.3',
    ail: firewall(`tcp dport 443 ${HANDSHAKE_RECORD} reject with tcp reset`),
    client: {
      verdict: ['broken', 'client-hello', 'network', 'rst'],
      first: 'reset-after-client-hello',
      sure: [0.97, 0.97],
    },
  },
  {
    title: 'the ClientHello is dropped without a word',
    version: 'TLSv1.3',
    ail: firewall(`tcp dport 443 ${HANDSHAKE_RECORD} drop`),
    client: atHello('no-answer-to-client-hello', [0.88, 0.88]),
    server: { verdict: ['broken', 'client-hello', 'network', 'timeout'] },
  },
  {
    title: 'the ClientHello is refused by a firewall that says so',
    version: 'TLSv1.3',
    ail: firewall(`tcp dport 443 ${HANDSHAKE_RECORD} reject with icmp type admin-prohibited`),
    client: {
      ...atHello('no-answer-to-client-hello', [0.97, 0.97]),
      names: /administratively prohibited.*10\.20\.0\.1/s,
    },
    server: { verdict: ['broken', 'client-hello', 'network', 'timeout'] },
  },
]

const home = mkdtempSync(join(tmpdir(), 'tlscope-network-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

if (whyNoNetwork !== null) console.log(`skipped: ill networks between real kernels: ${whyNoNetwork}`)

describe.skipIf(whyNoNetwork !== null).concurrent('on a network of real kernels', () => {
  it.each(CASES.map((one) => [one.title, one] as const))(
    '%s',
    async (_title, { client, server, ...situation }) => {
      const works = client?.verdict[0] === 'completed'
      const recordings = await record(mkdtempSync(join(home, 'case-')), {
        ...(works ? { patienceMillis: PATIENT_MILLIS } : {}),
        ...situation,
      })
      if (client !== undefined) expectSeen(await handshakesOf(recordings.client), client, 'client')
      if (server !== undefined) expectSeen(await handshakesOf(recordings.server), server, 'server')
    },
    120_000,
  )
})

describe.skipIf(whyNoNetwork !== null).concurrent('on a network that loses a third of all packets', () => {
  it.each(BOTH.flatMap((version) => [1, 2, 3].map((time) => [version, time] as const)))(
    '%s, time %i: nobody is blamed for it',
    async (version) => {
      const { client, server } = await record(mkdtempSync(join(home, 'case-')), {
        version,
        mutual: true,
        ail: firewall('numgen random mod 100 < 33 drop'),
      })
      for (const capture of [client, server]) {
        for (const { findings, signature } of await handshakesOf(capture)) {
          const blamed = findings.filter(({ id, severity }) => severity === 'error' && BLAME.test(id))
          expect(
            blamed.map(({ summary }) => summary),
            signature,
          ).toEqual([])
        }
      }
    },
    120_000,
  )
})

async function handshakesOf(capture: Uint8Array): Promise<readonly HandshakeDocument[]> {
  return (await analyseToDocument([{ path: 'network.pcapng', input: capture }], NO_OPTIONS)).handshakes
}

function expectSeen(seen: readonly HandshakeDocument[], expected: Expected | null, at: string): void {
  const [handshake] = seen
  expect(seen.length, `handshakes at the ${at}`).toBe(expected === null ? 0 : 1)
  if (expected === null || handshake === undefined) return
  const { outcome, break: broke, findings, signature } = handshake
  const where = `at the ${at}: ${signature} ${broke?.summary ?? ''}`
  expect(broke === null ? [outcome] : [outcome, broke.stage, broke.endedBy, broke.how], where).toEqual(
    expected.verdict,
  )
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ id }) => id)
  const [first] = findings
  if (expected.first === undefined) return expect(errors, where).toEqual([])
  expect(first?.id, where).toBe(expected.first)
  const [least, most] = expected.sure ?? [0, 1]
  expect(first?.confidence, where).toBeGreaterThanOrEqual(least)
  expect(first?.confidence, where).toBeLessThanOrEqual(most)
  if (expected.names !== undefined)
    expect(`${first?.summary} ${first?.explanation} ${JSON.stringify(first?.evidence)}`).toMatch(
      expected.names,
    )
}
