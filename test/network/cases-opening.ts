import { type Case, firewall, NO_ANSWER, REFUSED, route } from './faults.ts'

/** TCP never comes to a connection, or is kept from it. */
export const OPENING: readonly Case[] = [
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
]
