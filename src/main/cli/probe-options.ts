import type { Command } from 'commander'
import type { NamedOptions, ProbeField } from '../probe/request/index.ts'
import { collect, timeMillis } from './analyze-options.ts'
import { CommandError } from './exit-status.ts'

/** The options that `probe` and `matrix` share: whom to talk to, and what is known of the incident. */
export interface TargetArguments {
  readonly connect?: string
  readonly ipv4?: boolean
  readonly ipv6?: boolean
  readonly proxy?: string
  readonly wait?: string
  readonly timeout?: string
  readonly http?: string | false
  readonly method?: string
  readonly header?: string[]
  readonly passphraseEnv?: string
  readonly trustedRoot?: string[]
  readonly clientCa?: string
  readonly expectMtls?: boolean
  readonly gateway?: string
  readonly apim?: string
  readonly at?: number
  readonly yes?: boolean
}

/** What to offer: a matrix offers everything in turn. */
export interface HelloArguments {
  readonly sni?: string | false
  readonly alpn?: string
  readonly profile?: string
  readonly tls?: string
  readonly sendChain?: string
}

export function withHelloOptions(command: Command): Command {
  return command
    .option('--sni <name>', 'send this server_name, instead of the host; an address too')
    .option('--no-sni', 'send no server_name')
    .option('--alpn <list>', 'offer these protocols, such as h2,http/1.1; "" for none')
    .option('--profile <name>', 'greet as this client does: appgw-v2-backend, java-17 …')
    .option('--tls <version>', 'offer this version only, 1.0 to 1.3, or a range such as 1.2-1.3')
    .option('--send-chain <what>', 'leaf or full: the client certificate with or without its issuers')
}

export function withTargetOptions(command: Command): Command {
  return command
    .option('--connect <ip>', 'connect to IP[:PORT], but keep the name: the hosts-file trick')
    .option('-4, --ipv4', 'only IPv4 addresses')
    .option('-6, --ipv6', 'only IPv6 addresses')
    .option('--proxy <host:port>', 'go through a proxy by HTTP CONNECT')
    .option('--passphrase-env <variable>', 'environment variable with the passphrase; else it is asked for')
    .option('--trusted-root <file>', "a root the server's chain may end at (repeatable)", collect)
    .option('--client-ca <file>', 'the CA bundle the server accepts clients from')
    .option('--expect-mtls', 'a server that asks for no client certificate is an error')
    .option('--gateway <address|name>', 'where Application Gateway is: tells the legs apart')
    .option('--apim <address|name>', 'where API Management is: tells the legs apart')
    .option('--at <time>', 'judge validity at this time (RFC 3339), not at the local clock’s', timeMillis)
    .option('--http <path>', 'the path to ask for (default: /status-0123456789abcdef)')
    .option('--no-http', 'send no HTTP request: a quiet while after the handshake is the proof')
    .option('--method <method>', 'the HTTP method (default: GET)')
    .option('--header <name:value>', 'a header to send (repeatable)', collect)
    .option('--wait <seconds>', 'how long nothing may come before the server counts as content (default: 2)')
    .option('--timeout <seconds>', 'how long each stage may take (default: 10)')
    .option('--yes', 'do not ask before probing outside private address space')
}

/** @throws CommandError */
export function namedOptions(target: string, given: TargetArguments & HelloArguments): NamedOptions {
  if (given.ipv4 === true && given.ipv6 === true) throw new CommandError('-4 and -6 exclude each other')
  return {
    target,
    connect: given.connect,
    family: given.ipv4 === true ? 4 : given.ipv6 === true ? 6 : undefined,
    proxy: given.proxy,
    sni: given.sni,
    alpn: given.alpn,
    profile: given.profile,
    tls: given.tls,
    sendChain: given.sendChain,
    http: given.http,
    method: given.method,
    headers: given.header,
    wait: given.wait,
    timeout: given.timeout,
    expectMtls: given.expectMtls,
  }
}

/** How the command line calls what a request can be wrong in. */
export const OPTION_NAMES: Readonly<Record<ProbeField, string>> = {
  target: 'HOST[:PORT]',
  connect: '--connect',
  family: '-4 or -6',
  proxy: '--proxy',
  sni: '--sni',
  alpn: '--alpn',
  profile: '--profile',
  tls: '--tls',
  sendChain: '--send-chain',
  http: '--http',
  method: '--method',
  headers: '--header',
  wait: '--wait',
  timeout: '--timeout',
}
