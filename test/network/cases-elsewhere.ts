import {
  atHello,
  BOTH,
  type Case,
  CLIENT_FLIGHT,
  CLIENT_FLIGHT_LOST,
  COMPLETED,
  firewall,
  HANDSHAKE_RECORD,
  narrow,
  probing,
  SERVER_FLIGHT,
} from './faults.ts'

/** What stands on the way acts in the middle of the handshake, or what was lost is sent again in time. */
export const ELSEWHERE: readonly Case[] = [
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
      // The end of the flight may come seconds after its middle was lost; it is what follows that is silent.
      patienceMillis: 15_000,
      ail: narrow('server', 'is silent'),
      client: CLIENT_FLIGHT_LOST,
      server: CLIENT_FLIGHT_LOST,
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
