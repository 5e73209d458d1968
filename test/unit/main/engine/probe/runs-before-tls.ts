import { Socket } from 'node:net'
import { askedOf } from '../../probe/support/loopback.ts'
import type { ProbedCase } from './probing.ts'
import { answering, HOST, machine, proxied, ran } from './probing.ts'

/** Probes that end before a byte of TLS was said. */
export const BEFORE_TLS: readonly ProbedCase[] = [
  {
    name: 'a name without an address',
    run: () => ran(askedOf({ host: 'nowhere.contoso.internal', port: 443 }), {}, machine({})),
    outcome: 'broken',
    broke: 'dns none none',
    detail: 'ENOTFOUND',
    findings: ['dns-unresolvable'],
    summary: /^nowhere\.contoso\.internal does not resolve: there is no such name \(ENOTFOUND\)\.$/,
    withoutSecrets: true,
  },
  {
    name: 'a port where nobody listens',
    run: async (lab) => ran(askedOf({ port: await lab.closedPort() })),
    outcome: 'broken',
    broke: 'tcp server rst',
    findings: ['tcp-refused'],
    summary: /^127\.0\.0\.1:\d+ refused the TCP connection with a reset, because nothing accepts/,
    withoutSecrets: true,
  },
  {
    name: 'an address that never answers, behind a name that should be private',
    run: async () => {
      const around = { ...machine({ [HOST]: ['20.50.1.2'] }), connect: () => new Socket() }
      return ran(askedOf({ host: HOST, port: 443, timeoutMs: 300 }), {}, around)
    },
    outcome: 'broken',
    broke: 'tcp network timeout',
    findings: ['tcp-no-answer', 'dns-public-address'],
    summary: /^20\.50\.1\.2:443 never answered the TCP connection request, because packets/,
    withoutSecrets: true,
  },
  {
    name: 'a proxy that forbids',
    run: async (lab) =>
      ran(proxied(await answering(lab, 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'))),
    outcome: 'broken',
    broke: 'tcp network http-status',
    detail: '403 Forbidden',
    findings: ['tcp-refused'],
    summary:
      /^The proxy 127\.0\.0\.1:\d+ refused a connection to apim\.contoso\.internal:443 with HTTP 403 Forbidden/,
    withoutSecrets: true,
  },
  {
    name: 'a proxy that wants to know who asks',
    run: async (lab) => {
      const words =
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n'
      return ran(proxied(await answering(lab, words)))
    },
    outcome: 'broken',
    broke: 'tcp network http-status',
    detail: '407 Proxy Authentication Required',
    findings: ['tcp-refused'],
    summary: /because it wants to know who asks/,
    withoutSecrets: true,
  },
  {
    name: 'a proxy that gets no answer itself',
    run: async (lab) =>
      ran(proxied(await answering(lab, 'HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n'))),
    outcome: 'broken',
    broke: 'tcp network http-status',
    findings: ['tcp-no-answer'],
    withoutSecrets: true,
  },
  {
    name: 'a proxy that says nothing',
    run: async (lab) => ran(proxied(await lab.server(() => {}))),
    outcome: 'broken',
    broke: 'tcp network timeout',
    findings: ['tcp-no-answer'],
    withoutSecrets: true,
  },
]
